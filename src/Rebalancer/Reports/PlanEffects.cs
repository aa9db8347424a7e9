using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Scheduling;

namespace Rebalancer.Reports;

/// <summary>What a list of changes does to a cluster; an empty list describes the cluster as it is.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record PlanEffects
{
    /// <summary>The cluster.</summary>
    public required ClusterSummary Cluster { get; init; }

    /// <summary>The table of before and after.</summary>
    public required ImmutableArray<Measure> Measures { get; init; }

    /// <summary>The cluster before.</summary>
    public required PlanMetrics Before { get; init; }

    /// <summary>The cluster after.</summary>
    public required PlanMetrics After { get; init; }

    /// <summary>What a loss would do.</summary>
    public required LossReport Risk { get; init; }

    /// <summary>What each cell of the rack grid holds.</summary>
    public required DomainGrid Grid { get; init; }

    /// <summary>What each broker holds.</summary>
    public required BrokerTable Brokers { get; init; }

    /// <summary>Who copies to whom.</summary>
    public required CopyFlow Flow { get; init; }

    /// <summary>Every topic, sorted by name.</summary>
    public required ImmutableArray<TopicRow> Topics { get; init; }

    /// <summary>Every changed partition, sorted by topic and partition.</summary>
    public required ImmutableArray<ChangeRow> Changes { get; init; }

    /// <summary>Replicas that are copied.</summary>
    public required int MoveCount { get; init; }

    /// <summary>Bytes that are copied; partitions of unknown size left out.</summary>
    public required long MoveBytes { get; init; }

    /// <summary>Copied partitions whose size is not known.</summary>
    public required int MovedUnknownSizeCount { get; init; }

    /// <summary>Partitions whose preferred leader changes.</summary>
    public required int LeaderChangeCount { get; init; }

    /// <summary>How long the copying takes; null where there is nothing to copy or nothing to estimate it by.</summary>
    public MoveEstimate? Time { get; init; }

    /// <inheritdoc/>
    public bool Equals(PlanEffects? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
