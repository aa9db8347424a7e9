using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Reports;

/// <summary>How large a cluster is, and what is known of it.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record ClusterSummary
{
    /// <summary>Kafka's cluster id, or null where not known.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>When the cluster was read, in UTC; null where the source does not say.</summary>
    public required DateTimeOffset? ReadAt { get; init; }

    /// <summary>Live brokers.</summary>
    public required int BrokerCount { get; init; }

    /// <summary>Topics.</summary>
    public required int TopicCount { get; init; }

    /// <summary>Partitions.</summary>
    public required int PartitionCount { get; init; }

    /// <summary>Replicas over all partitions, dead ones included.</summary>
    public required long ReplicaCount { get; init; }

    /// <summary>Partitions whose size the source does not give; they count as empty in every sum of bytes.</summary>
    public required int UnknownSizeCount { get; init; }

    /// <summary>Topics whose <c>min.insync.replicas</c> the source does not give.</summary>
    public required int UnknownMinimumCount { get; init; }

    /// <summary>The rack dimensions, the most important first; empty for a cluster without racks.</summary>
    public required ImmutableArray<RackDimension> Dimensions { get; init; }

    /// <summary>Whether no partition's size is known.</summary>
    public bool SizesUnknown => UnknownSizeCount == PartitionCount;

    /// <summary>Whether no topic's <c>min.insync.replicas</c> is known.</summary>
    public bool MinimumsUnknown => UnknownMinimumCount == TopicCount;

    /// <inheritdoc/>
    public bool Equals(ClusterSummary? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
