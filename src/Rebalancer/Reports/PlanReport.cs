using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>
/// A plan as a person or a program reads it: what changes and why, what it costs, what it reaches and how near that is to the best.
/// </summary>
/// <remarks>An immutable value, safe to share between threads. Writers only draw it: every number is in here.</remarks>
public sealed record PlanReport
{
    /// <summary>What it comes to.</summary>
    public required Headline Headline { get; init; }

    /// <summary>What the plan does to the cluster.</summary>
    public required PlanEffects Effects { get; init; }

    /// <summary>The plan.</summary>
    public required PlanOutcome Outcome { get; init; }

    /// <summary>The selection of topics as the person gave it, or null for all.</summary>
    public required string? Selection { get; init; }

    /// <summary>How many partitions are in each state that is not healthy now; states without partitions are left out.</summary>
    public ImmutableArray<HealthCount> Health { get; init; } = [];

    /// <summary>What was pinned.</summary>
    public FrozenPartitions Frozen { get; init; } = FrozenPartitions.None;

    /// <summary>Partitions that rollback.json cannot take back.</summary>
    public required int NotReversibleCount { get; init; }

    /// <summary>How near each goal is to its best, in the order of the aim.</summary>
    public required ImmutableArray<ProofRow> Proof { get; init; }

    /// <summary>What each amount of copying would buy; null where that was not asked.</summary>
    public FrontierReport? Frontier { get; init; }

    /// <summary>What gets worse, and what the readers of the input, the planner and the plan directory have to say.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What to do with the plan.</summary>
    public required NextSteps Next { get; init; }

    /// <inheritdoc/>
    public bool Equals(PlanReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
