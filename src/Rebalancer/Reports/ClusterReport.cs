using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>
/// A cluster as it is: its grid of domains, how the racks are respected, what a loss would do, its balance and its health.
/// </summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record ClusterReport
{
    /// <summary>What it comes to.</summary>
    public required Headline Headline { get; init; }

    /// <summary>The cluster: the effects of a plan that changes nothing, so before and after are the same.</summary>
    public required PlanEffects Effects { get; init; }

    /// <summary>Ids of brokers that are down and listed as such, ascending.</summary>
    public required ImmutableArray<int> DeadBrokers { get; init; }

    /// <summary>Ids of live brokers that take nothing new, ascending.</summary>
    public required ImmutableArray<int> CordonedBrokers { get; init; }

    /// <summary>How many partitions have each replication factor, ascending by factor.</summary>
    public required ImmutableArray<ReplicationFactorCount> ReplicationFactors { get; init; }

    /// <summary>
    /// How many partitions are in each state that is not healthy, in the order of <see cref="PartitionHealth"/>; states without partitions
    /// are left out.
    /// </summary>
    public required ImmutableArray<HealthCount> Health { get; init; }

    /// <summary>Every partition that could be spread better, sorted by topic and partition.</summary>
    public required ImmutableArray<SpreadViolation> Violations { get; init; }

    /// <summary>What the readers of the input have to say.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What to do next.</summary>
    public required NextSteps Next { get; init; }

    /// <inheritdoc/>
    public bool Equals(ClusterReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>How many partitions have a replication factor.</summary>
/// <param name="Factor">The replication factor.</param>
/// <param name="Partitions">Its partitions.</param>
public readonly record struct ReplicationFactorCount(int Factor, int Partitions);

/// <summary>How many partitions are in a state that is not healthy.</summary>
/// <param name="State">One flag.</param>
/// <param name="Partitions">Its partitions.</param>
public readonly record struct HealthCount(PartitionHealth State, int Partitions);

/// <summary>A partition that could be spread better than it is.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">Its brokers, the preferred leader first.</param>
/// <param name="Lacks">What is wrong in each dimension in which something is; the most important first.</param>
public sealed record SpreadViolation(TopicPartition TopicPartition, ImmutableArray<int> Replicas, ImmutableArray<DomainLack> Lacks)
{
    /// <inheritdoc/>
    public bool Equals(SpreadViolation? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>What is wrong with the spread of a partition in one dimension.</summary>
/// <param name="Dimension">The short name of the dimension.</param>
/// <param name="MissingDomains">Distinct domains that it could have more; 0 where only the numbers are uneven.</param>
/// <param name="CrowdedDomain">The domain that holds most of its replicas; null where that is not known.</param>
/// <param name="Replicas">How many it holds.</param>
/// <param name="EmptyDomains">Domains that hold none of it.</param>
public sealed record DomainLack(
    string Dimension, int MissingDomains, string? CrowdedDomain, int Replicas, ImmutableArray<string> EmptyDomains)
{
    /// <inheritdoc/>
    public bool Equals(DomainLack? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
