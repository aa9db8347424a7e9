using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Verification;

namespace Rebalancer;

/// <summary>What a plan would do to a cluster, and what is wrong with it.</summary>
/// <remarks>An immutable value, safe to share between threads. Entries with errors count as not done in <see cref="After"/>.</remarks>
public sealed record VerificationReport
{
    /// <summary>Findings, the worst first, then by code and in the plan's order; at most some of each code are told in full.</summary>
    public required ImmutableArray<VerificationFinding> Findings { get; init; }

    /// <summary>Errors in all, those not told in full included.</summary>
    public required int ErrorCount { get; init; }

    /// <summary>Warnings in all, those not told in full included.</summary>
    public required int WarningCount { get; init; }

    /// <summary>The cluster before.</summary>
    public required PlanMetrics Before { get; init; }

    /// <summary>The cluster after.</summary>
    public required PlanMetrics After { get; init; }

    /// <summary>
    /// The entries without errors that change something, with the lists and sizes that the cluster has; sorted by topic and partition.
    /// </summary>
    public required ImmutableArray<PartitionChange> Changes { get; init; }

    /// <summary>Partitions whose replica list changes.</summary>
    public required int ChangedPartitionCount { get; init; }

    /// <summary>Replicas that are copied.</summary>
    public required int MoveCount { get; init; }

    /// <summary>Bytes that are copied; partitions of unknown size left out.</summary>
    public required long MoveBytes { get; init; }

    /// <summary>Partitions whose preferred leader changes.</summary>
    public required int LeaderChangeCount { get; init; }

    /// <summary>
    /// Partitions with as many distinct domains as is reachable, but more replicas in one domain than need be; after the plan.
    /// </summary>
    public required int UnevenPartitionCount { get; init; }

    /// <summary>
    /// By how many replicas partitions that may change differ from what they are to have; after the plan. Counted for plans of the planner
    /// only.
    /// </summary>
    public long MissingReplicaCount { get; init; }

    /// <summary>Whether nothing prevents applying the plan.</summary>
    public bool IsValid => ErrorCount == 0;

    /// <inheritdoc/>
    public bool Equals(VerificationReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
