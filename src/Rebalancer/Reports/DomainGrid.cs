using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Reports;

/// <summary>The grid of rack domains: what the live brokers of each cell hold, before and after.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Dimensions">The dimensions, the most important first; none for a cluster without racks.</param>
/// <param name="Domains">
/// For each dimension its domains in order, numbers by value; null stands last, for brokers whose domain is not known.
/// </param>
/// <param name="Cells">The cells that have live brokers, sorted by their domains.</param>
public sealed record DomainGrid(
    ImmutableArray<RackDimension> Dimensions, ImmutableArray<ImmutableArray<string?>> Domains, ImmutableArray<GridCell> Cells)
{
    /// <inheritdoc/>
    public bool Equals(DomainGrid? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>The live brokers that share all their domains, and what they hold together.</summary>
/// <param name="Domains">One a dimension; null where not known.</param>
/// <param name="BrokerIds">The brokers, ascending.</param>
/// <param name="Replicas">Their replicas.</param>
/// <param name="Leaders">Their preferred leaders.</param>
/// <param name="Bytes">Their bytes; partitions of unknown size left out.</param>
public sealed record GridCell(
    ImmutableArray<string?> Domains, ImmutableArray<int> BrokerIds, BeforeAfter Replicas, BeforeAfter Leaders, BeforeAfter Bytes)
{
    /// <inheritdoc/>
    public bool Equals(GridCell? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
