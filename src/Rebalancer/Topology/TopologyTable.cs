using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Topology;

/// <summary>The domains of one broker as a table names it: by id, by host, or by both.</summary>
/// <param name="BrokerId">The broker's id, or null where the table names a host only.</param>
/// <param name="Host">The host, or null where the table names an id only.</param>
/// <param name="Domains">One entry a dimension of the table; null where it is not known.</param>
public sealed record TopologyTableEntry(int? BrokerId, string? Host, ImmutableArray<string?> Domains)
{
    /// <summary>The id, or else the host, as the table names it.</summary>
    public string Key => BrokerId?.ToString() ?? Host!;

    /// <inheritdoc/>
    public bool Equals(TopologyTableEntry? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>A table that says where brokers sit; it overrides <c>broker.rack</c>.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">What messages call the table; for a file the path as it was given.</param>
/// <param name="Dimensions">
/// Its dimensions, in the order of its columns; none where it only names the brokers. <see cref="RackDimension.Rack"/> holds racks as
/// <c>broker.rack</c> does,
/// which <see cref="TopologyResolver"/> reads by the same rule.
/// </param>
/// <param name="Entries">Its brokers, in its order; no id and no host twice.</param>
public sealed record TopologyTable(string Name, ImmutableArray<RackDimension> Dimensions, ImmutableArray<TopologyTableEntry> Entries)
{
    /// <summary>Things a person should know, such as an unusable fault domain; never null.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What a person may want to know of the source, such as lines of a pasted file that were passed over; never null.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The brokers of the table, for a source that knows brokers by id only and does not say which of them live.</summary>
    /// <returns>The brokers, sorted by id.</returns>
    /// <exception cref="InputException">The table names a broker by its host only, and no rule leads from a host to its id.</exception>
    public ImmutableArray<Broker> LiveBrokers()
    {
        if (Entries.FirstOrDefault(entry => entry.BrokerId is null) is { } host)
        {
            throw new InputException(
                $"{Name}: it names the host {InputText.Quote(host.Host!)}, but an assignment knows brokers by id only, and a host does "
                + "not tell its broker id. "
                + "Perhaps give the ids and hosts too (--brokers-file, the output of kafka-broker-api-versions), use a table by broker "
                + "id (header broker,fd,ud), or a cluster snapshot.");
        }

        var rack = Dimensions.IndexOf(RackDimension.Rack);
        return [.. Entries.Select(entry => new Broker(entry.BrokerId!.Value, entry.Host ?? "", rack < 0 ? null : entry.Domains[rack]))
            .OrderBy(broker => broker.Id)];
    }

    /// <inheritdoc/>
    public bool Equals(TopologyTable? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
