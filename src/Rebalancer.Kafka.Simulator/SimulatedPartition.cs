using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Simulator;

/// <summary>
/// A partition as the simulated controller knows it (not as Metadata tells it, which lags). Read it in an observer or between the cluster's
/// steps.
/// </summary>
public sealed class SimulatedPartition
{
    internal SimulatedPartition(TopicPartition topicPartition, Guid topicId, long ordinal, ImmutableArray<int> replicas)
    {
        TopicPartition = topicPartition;
        TopicId = topicId;
        Ordinal = ordinal;
        Replicas = replicas;
    }

    /// <summary>Topic and number.</summary>
    public TopicPartition TopicPartition { get; }

    /// <summary>The topic's id; a topic that is created again has another.</summary>
    public Guid TopicId { get; }

    /// <summary>The ordered list; the union (target, then what is removed) while a reassignment is in flight.</summary>
    public ImmutableArray<int> Replicas { get; internal set; }

    /// <summary>In-sync replicas.</summary>
    public ImmutableArray<int> Isr { get; internal set; } = [];

    /// <summary>Being added.</summary>
    public ImmutableArray<int> AddingReplicas { get; internal set; } = [];

    /// <summary>Being removed.</summary>
    public ImmutableArray<int> RemovingReplicas { get; internal set; } = [];

    /// <summary>Eligible leader replicas (KIP-966); empty where the release has none.</summary>
    public ImmutableArray<int> EligibleLeaderReplicas { get; internal set; } = [];

    /// <summary>The leader's broker id, or -1.</summary>
    public int Leader { get; internal set; } = -1;

    /// <summary>Grows with each election and as the release does at reassignments.</summary>
    public int LeaderEpoch { get; internal set; }

    /// <summary>Bytes per second that producers add to the leader's log.</summary>
    public double ProduceBytesPerSecond { get; internal set; }

    /// <summary>Whether API 46 lists it.</summary>
    public bool IsReassigning => !AddingReplicas.IsEmpty || !RemovingReplicas.IsEmpty;

    /// <summary>What the list will be.</summary>
    public ImmutableArray<int> Target => Replicas.RemoveRange(RemovingReplicas);

    /// <summary>What the set was before the reassignment.</summary>
    public ImmutableArray<int> Original => Replicas.RemoveRange(AddingReplicas);

    internal long Ordinal { get; }
}
