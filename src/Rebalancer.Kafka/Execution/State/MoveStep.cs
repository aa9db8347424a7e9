using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>One list that is asked for one partition: what is copied from where to where.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class MoveStep(
    TopicPartition topicPartition, ImmutableArray<int> from, ImmutableArray<int> to, int source, long bytes, int order, bool isInternal)
    : IWindowStep
{
    /// <summary>The partition.</summary>
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>The list it has.</summary>
    public ImmutableArray<int> From { get; } = from;

    /// <summary>The list it is to have.</summary>
    public ImmutableArray<int> To { get; } = to;

    /// <summary>The leader, which every new replica copies from; -1 where there is none.</summary>
    public int Source { get; } = source;

    /// <summary>The size of one replica; 0 where not known.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Its place in the plan.</summary>
    public int Order { get; } = order;

    /// <summary>Whether the topic is Kafka's own: moved last, few at a time.</summary>
    public bool IsInternal { get; } = isInternal;

    /// <summary>Brokers that get a copy.</summary>
    public ImmutableArray<int> Destinations { get; } = BrokerLists.Minus(to, from);

    /// <summary>Brokers that lose theirs.</summary>
    public ImmutableArray<int> Removed { get; } = BrokerLists.Minus(from, to);

    /// <summary>Whether only the order changes: nothing is copied or deleted.</summary>
    public bool IsReorder => Destinations.IsEmpty && Removed.IsEmpty;

    /// <summary>Whether what is in flight is exactly what was asked: target in order, added and removed sets.</summary>
    public bool IsAsAsked(OngoingReassignment ongoing) =>
        BrokerLists.Same(ongoing.Target, To)
        && BrokerLists.SameSet(ongoing.AddingReplicas, Destinations)
        && BrokerLists.SameSet(ongoing.RemovingReplicas, Removed);
}
