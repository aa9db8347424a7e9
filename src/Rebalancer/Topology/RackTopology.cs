using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>Where every live broker sits: one domain a rack dimension, such as fault domain and update domain.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Dimensions">Names of the dimensions, the most important first; two by default ("fault domain", "update domain"), none for a
/// cluster without racks.</param>
/// <param name="Brokers">The brokers' domains, sorted by broker id.</param>
public sealed record RackTopology(ImmutableArray<RackDimension> Dimensions, ImmutableArray<BrokerDomains> Brokers)
{
    /// <summary>
    /// Where brokers that are down sat, as far as the source tells, sorted by broker id: no replica goes there, but partitions were spread
    /// over them.
    /// </summary>
    public ImmutableArray<BrokerDomains> DeadBrokers { get; init; } = [];

    /// <summary>Things a person should know, such as a broker without rack; never null.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What a person may want to know of the source, such as lines of a pasted file that were passed over; never null.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>
    /// The brokers that lack a domain in at least one dimension, in order of id. Spread is not judged rightly with them: a plan could crowd
    /// replicas onto
    /// brokers that only seem to share nothing.
    /// </summary>
    public ImmutableArray<int> Incomplete => [.. Brokers.Where(broker => broker.Domains.Contains(null)).Select(broker => broker.BrokerId)];

    /// <inheritdoc/>
    public bool Equals(RackTopology? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>One dimension of the rack: a name for people and a short one for tables.</summary>
/// <param name="Name">For example "fault domain".</param>
/// <param name="ShortName">For example "FD".</param>
public sealed record RackDimension(string Name, string ShortName)
{
    /// <summary>The fault domain: one power supply and switch.</summary>
    public static RackDimension FaultDomain { get; } = new("fault domain", "FD");

    /// <summary>The update domain: hosts that are patched together.</summary>
    public static RackDimension UpdateDomain { get; } = new("update domain", "UD");

    /// <summary>Kafka's one-dimensional rack.</summary>
    public static RackDimension Rack { get; } = new("rack", "rack");
}

/// <summary>The domains of one broker.</summary>
/// <param name="BrokerId">The broker.</param>
/// <param name="Domains">One entry a dimension, in the order of <see cref="RackTopology.Dimensions"/>; null where the broker's domain is
/// not known.</param>
public sealed record BrokerDomains(int BrokerId, ImmutableArray<string?> Domains)
{
    /// <inheritdoc/>
    public bool Equals(BrokerDomains? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
