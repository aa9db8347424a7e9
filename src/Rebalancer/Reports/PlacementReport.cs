using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Where new partitions go, as a person or a program reads it.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record PlacementReport
{
    /// <summary>Kafka's cluster id, or null where not known.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>What it comes to, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The topics, sorted by name.</summary>
    public required ImmutableArray<PlacedTopic> Topics { get; init; }

    /// <summary>The table of before and after.</summary>
    public required ImmutableArray<Measure> Measures { get; init; }

    /// <summary>The cluster without the new partitions.</summary>
    public required PlanMetrics Before { get; init; }

    /// <summary>The cluster with them.</summary>
    public required PlanMetrics After { get; init; }

    /// <summary>What found the placement.</summary>
    public required string Method { get; init; }

    /// <summary>How near each goal is to its best.</summary>
    public required ImmutableArray<ProofRow> Proof { get; init; }

    /// <summary>Warnings and reasons.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What to do next.</summary>
    public required NextSteps Next { get; init; }

    /// <inheritdoc/>
    public bool Equals(PlacementReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>The new partitions of one topic.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">The topic.</param>
/// <param name="IsNew">Whether the topic does not exist yet.</param>
/// <param name="ReplicationFactor">Replicas of each new partition.</param>
/// <param name="Partitions">The new partitions, by number.</param>
/// <param name="Replicas">New replicas over the brokers that may receive.</param>
/// <param name="Leaders">New preferred leaders over the brokers that may receive.</param>
/// <param name="ReplicaAssignment">
/// The value of kafka-topics' <c>--replica-assignment</c>: brokers separated by colons, partitions by commas. For more partitions of a
/// topic that exists the tool wants those that it has too, which come first; null where their numbers have gaps.
/// </param>
public sealed record PlacedTopic(
    string Name, bool IsNew, int ReplicationFactor, ImmutableArray<PlacedPartition> Partitions, LoadRange Replicas, LoadRange Leaders,
    string? ReplicaAssignment)
{
    /// <inheritdoc/>
    public bool Equals(PlacedTopic? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
