using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports;

/// <summary>Who copies to whom: every new replica fetches from the leader of its partition.</summary>
/// <remarks>An immutable value, safe to share between threads. Sorted by source, then by destination.</remarks>
/// <param name="Brokers">From broker to broker.</param>
/// <param name="Domains">From domain to domain, for each rack dimension; empty without racks.</param>
public sealed record CopyFlow(ImmutableArray<BrokerFlow> Brokers, ImmutableArray<DomainFlow> Domains)
{
    /// <inheritdoc/>
    public bool Equals(CopyFlow? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>What one broker copies from another.</summary>
/// <param name="From">The leader at the time of reading; -1 for partitions without one.</param>
/// <param name="To">The broker that gets the replicas.</param>
/// <param name="Moves">Replicas.</param>
/// <param name="Bytes">Bytes; partitions of unknown size left out.</param>
public sealed record BrokerFlow(int From, int To, int Moves, long Bytes);

/// <summary>What the brokers of one domain copy from those of another, or from each other.</summary>
/// <param name="Dimension">The short name of the dimension.</param>
/// <param name="From">The leaders' domain; null where not known.</param>
/// <param name="To">The destinations' domain; null where not known.</param>
/// <param name="Moves">Replicas.</param>
/// <param name="Bytes">Bytes; partitions of unknown size left out.</param>
public sealed record DomainFlow(string Dimension, string? From, string? To, int Moves, long Bytes);
