using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Scheduling;

namespace Rebalancer.Reports;

/// <summary>What each amount of copying buys, from nothing to the whole plan.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Rows">The plans, by ascending limit of moves.</param>
public sealed record FrontierReport(ImmutableArray<FrontierRow> Rows)
{
    /// <inheritdoc/>
    public bool Equals(FrontierReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>One plan of a frontier in numbers.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record FrontierRow
{
    /// <summary>Which plan it is.</summary>
    public required FrontierPointKind Kind { get; init; }

    /// <summary>How many replicas it might copy.</summary>
    public required long MoveLimit { get; init; }

    /// <summary>Replicas that it copies.</summary>
    public required int MoveCount { get; init; }

    /// <summary>Bytes that it copies; partitions of unknown size left out.</summary>
    public required long MoveBytes { get; init; }

    /// <summary>Preferred leaders that it changes.</summary>
    public required int LeaderChangeCount { get; init; }

    /// <summary>How long the copying takes; null where there is nothing to copy, or no size is known.</summary>
    public required EstimatedTime? Time { get; init; }

    /// <summary>Replicas that stay on dead or draining brokers.</summary>
    public required int LeavingReplicas { get; init; }

    /// <summary>Partitions with avoidable violations that are left.</summary>
    public required int Violations { get; init; }

    /// <summary>Replicas per broker.</summary>
    public required LoadRange Replicas { get; init; }

    /// <summary>Leaders per broker.</summary>
    public required LoadRange Leaders { get; init; }

    /// <summary>How near each goal is to the best within the limit.</summary>
    public required ImmutableArray<ProofRow> Proof { get; init; }

    /// <summary>Whether the time limit ended the search for this plan: another machine may find another one.</summary>
    public bool IsStoppedByTimeLimit { get; init; }

    /// <inheritdoc/>
    public bool Equals(FrontierRow? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
