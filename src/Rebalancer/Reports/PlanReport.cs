using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Plans;

namespace Rebalancer.Reports;

/// <summary>A plan as a person or a program reads it: what changes, what it costs, what it reaches and how near that is to the best.</summary>
/// <remarks>An immutable value, safe to share between threads. It holds the planner's own numbers; nothing here is computed anew but sums.</remarks>
public sealed record PlanReport
{
    /// <summary>Kafka's cluster id, or null where not known.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>Live brokers.</summary>
    public required int BrokerCount { get; init; }

    /// <summary>Topics.</summary>
    public required int TopicCount { get; init; }

    /// <summary>Partitions.</summary>
    public required int PartitionCount { get; init; }

    /// <summary>Replicas over all partitions, dead ones included.</summary>
    public required long ReplicaCount { get; init; }

    /// <summary>Partitions whose size the snapshot does not tell; they count as empty in every sum of bytes.</summary>
    public required int UnknownSizeCount { get; init; }

    /// <summary>The short names of the rack dimensions.</summary>
    public required ImmutableArray<string> Dimensions { get; init; }

    /// <summary>The plan.</summary>
    public required PlanOutcome Outcome { get; init; }

    /// <summary>Partitions that rollback.json cannot take back.</summary>
    public required int NotReversibleCount { get; init; }

    /// <summary>What the readers of the input, the planner and the plan directory have to say.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>Whether no partition's size is known.</summary>
    public bool SizesUnknown => UnknownSizeCount == PartitionCount;

    /// <summary>Arranges a plan.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="manifest">The plan's manifest.</param>
    /// <param name="outcome">What planning came to.</param>
    public static PlanReport Create(PlanRequest request, PlanManifest manifest, PlanOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(outcome);
        var snapshot = request.Snapshot;
        return new PlanReport
        {
            ClusterId = snapshot.ClusterId,
            BrokerCount = snapshot.Brokers.Length,
            TopicCount = snapshot.Topics.Length,
            PartitionCount = snapshot.PartitionCount,
            ReplicaCount = snapshot.Topics.Sum(t => t.Partitions.Sum(p => (long)p.Replicas.Length)),
            UnknownSizeCount = snapshot.Topics.Sum(t => t.Partitions.Count(p => p.SizeBytes == PartitionSnapshot.UnknownSize)),
            Dimensions = [.. request.Topology.Dimensions.Select(d => d.ShortName)],
            Outcome = outcome,
            NotReversibleCount = manifest.NotReversible.Length,
            Notes = manifest.Notes,
        };
    }
}
