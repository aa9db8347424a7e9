using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Planning;

/// <summary>Smallest and largest value of a quantity over the live brokers that do not drain, and its range.</summary>
/// <param name="Min">The smallest value on a live broker.</param>
/// <param name="Max">The largest value on a live broker.</param>
public readonly record struct LoadRange(long Min, long Max)
{
    /// <summary>Largest minus smallest.</summary>
    public long Range => Max - Min;
}

/// <summary>How one rack dimension is respected.</summary>
/// <param name="Dimension">The dimension's short name, such as "FD".</param>
/// <param name="SharingPartitions">Partitions with two or more replicas in one domain.</param>
/// <param name="MissingDomains">
/// Summed over partitions: distinct domains that the best reachable spread of its replication factor has and the partition has not (never
/// negative); the avoidable violations. Where a domain could be had in one dimension or another, it counts in the first.
/// </param>
public sealed record DimensionMetrics(string Dimension, int SharingPartitions, int MissingDomains);

/// <summary>Loads of one live broker.</summary>
/// <param name="BrokerId">The broker.</param>
/// <param name="Host">Its host name.</param>
/// <param name="Domains">Its domains, one a dimension; null where not known.</param>
/// <param name="Replicas">Replicas it holds.</param>
/// <param name="Leaders">Partitions whose first live replica it is.</param>
/// <param name="Bytes">Bytes it holds, partitions of unknown size left out.</param>
public sealed record BrokerMetrics(int BrokerId, string Host, ImmutableArray<string?> Domains, int Replicas, int Leaders, long Bytes)
{
    /// <summary>What the plan may do with the broker.</summary>
    /// <value>The default is <see cref="BrokerRole.Member"/>.</value>
    public BrokerRole Role { get; init; } = BrokerRole.Member;

    /// <inheritdoc/>
    public bool Equals(BrokerMetrics? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>A cluster's state in numbers, before or after a plan.</summary>
/// <remarks>An immutable value. Partitions without a live replica count in no load.</remarks>
public sealed record PlanMetrics
{
    /// <summary>One entry a rack dimension.</summary>
    public required ImmutableArray<DimensionMetrics> Dimensions { get; init; }

    /// <summary>Partitions with avoidable violations in any dimension.</summary>
    public required int PartitionsWithAvoidableViolations { get; init; }

    /// <summary>Replicas on dead brokers.</summary>
    public required int DeadReplicas { get; init; }

    /// <summary>Replicas on draining brokers.</summary>
    public int DrainingReplicas { get; init; }

    /// <summary>Replicas per live broker.</summary>
    public required LoadRange Replicas { get; init; }

    /// <summary>The sum of the squares of the replica counts: the measure of balance, smaller is better.</summary>
    public required long ReplicaSumOfSquares { get; init; }

    /// <summary>Preferred leaders per live broker.</summary>
    public required LoadRange Leaders { get; init; }

    /// <summary>The sum of the squares of the leader counts.</summary>
    public required long LeaderSumOfSquares { get; init; }

    /// <summary>Bytes per live broker.</summary>
    public required LoadRange Bytes { get; init; }

    /// <summary>Every live broker, draining ones included, sorted by id.</summary>
    public required ImmutableArray<BrokerMetrics> Brokers { get; init; }

    /// <inheritdoc/>
    public bool Equals(PlanMetrics? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
