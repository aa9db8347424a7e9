using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer;

/// <summary>Where new partitions go.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record PlacementOutcome
{
    /// <summary>The new partitions, sorted by topic and number; numbers go on from the highest that the topic has.</summary>
    public required ImmutableArray<PlacedPartition> Partitions { get; init; }

    /// <summary>The cluster without them.</summary>
    public required PlanMetrics Before { get; init; }

    /// <summary>The cluster with them.</summary>
    public required PlanMetrics After { get; init; }

    /// <summary>
    /// What was reached in each goal and what cannot be beaten by any other placement of them, in order of importance: spread, the
    /// cluster's totals of replicas, its totals of leaders. Partitions that exist count as they are.
    /// </summary>
    public required GoalResults Goals { get; init; }

    /// <summary>Warnings and reasons, in a fixed order.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What found the placement, for people.</summary>
    public required string Method { get; init; }

    /// <inheritdoc/>
    public bool Equals(PlacementOutcome? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>One new partition.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">Broker ids, preferred leader first.</param>
public sealed record PlacedPartition(TopicPartition TopicPartition, ImmutableArray<int> Replicas)
{
    /// <inheritdoc/>
    public bool Equals(PlacedPartition? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
