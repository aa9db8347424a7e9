using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Plans;

/// <summary>What a plan directory's <c>plan.json</c> holds and apply relies on.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record PlanManifest
{
    /// <summary>The format's version; 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The cluster the plan is for, or null where the snapshot did not tell.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>SHA-256 over cluster id and every partition's before and after list, in hex: the plan's identity.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the plan is for.</summary>
    public required PlanAim Aim { get; init; }

    /// <summary>Changed partitions, sorted by topic and partition.</summary>
    public required ImmutableArray<PartitionChange> Changes { get; init; }

    /// <summary>Partitions whose old list names a dead broker: Kafka takes no list that adds one, so they cannot be rolled back.</summary>
    public required ImmutableArray<Cluster.TopicPartition> NotReversible { get; init; }
}
