using System.Collections.Immutable;
using Rebalancer.Topology;

namespace Rebalancer;

/// <summary>
/// Finds where the live brokers of a cluster sit: from <c>broker.rack</c> through a pattern, or from a topology table, which overrides it.
/// </summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
/// <example>
/// <code>
/// ClusterSnapshot snapshot = SnapshotFile.Read("cluster.json");
/// RackTopology ofTheBrokers = TopologyResolver.Resolve(snapshot);
/// RackTopology ofATable = TopologyResolver.Resolve(snapshot, table: TopologyFile.Read("topology.csv"));
/// </code>
/// </example>
public static class TopologyResolver
{
    /// <summary>Resolves the domains of every live broker.</summary>
    /// <remarks>
    /// <para>
    /// Racks, of brokers or in a table's column "rack": where the pattern reads all of them, or most, its groups are the dimensions and the
    /// others have no
    /// domain (warning). Where it reads half of them or fewer, every rack as a whole is the domain of the one dimension "rack" (with a
    /// warning if it reads any,
    /// was given by the caller, or the racks look like two parts).
    /// </para>
    /// <para>
    /// Table: a broker is found by its id, else by its host as <see cref="HostNames"/> says. Racks of brokers are not looked at, also not
    /// for brokers that the
    /// table lacks: the numbers of two sources need not mean the same.
    /// </para>
    /// <para>
    /// A dimension in which no broker has a domain is left out; without any rack there is no dimension. All of these are warnings, never
    /// errors; see
    /// <see cref="RackTopology.Incomplete"/> for brokers without all their domains.
    /// </para>
    /// </remarks>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="pattern">How to read racks; null is <see cref="RackPattern.Default"/>.</param>
    /// <param name="table">The topology table, or null.</param>
    /// <returns>The topology; its warnings, those of the table among them, are for a person.</returns>
    /// <exception cref="InputException">The table names none of the live brokers, or a pattern was given and there is no rack for it to
    /// read.</exception>
    public static RackTopology Resolve(ClusterSnapshot snapshot, RackPattern? pattern = null, TopologyTable? table = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return table is null ? OfBrokers(snapshot.Brokers, snapshot.DeadBrokers, pattern) : TableDomains.Resolve(snapshot, table, pattern);
    }

    private static RackTopology OfBrokers(ImmutableArray<Broker> brokers, ImmutableArray<Broker> dead, RackPattern? pattern)
    {
        var builder = new RackTopologyBuilder(brokers, dead);
        (int Broker, string Rack)[] racks = [.. brokers.Where(broker => DomainText.Known(broker.Rack) is not null)
            .Select(broker => (broker.Id, broker.Rack!))];
        if (racks.Length == 0)
        {
            return pattern is null
                ? builder.Build([], ImmutableDictionary<int, ImmutableArray<string?>>.Empty)
                : throw new InputException(
                    "The rack pattern has nothing to read: no broker has a rack. Perhaps leave out --rack-pattern, or use --topology "
                    + "FILE.");
        }

        builder.Unknown([.. brokers.Where(broker => DomainText.Known(broker.Rack) is null).Select(broker => broker.Id)], "without rack");
        var reading = RackReading.Read(racks, pattern);
        builder.Warnings.AddRange(reading.Warnings);
        builder.UnreadRacks(reading, id => brokers.First(broker => broker.Id == id).Rack!);
        return builder.Build(reading.Dimensions, reading.And(
            dead.Where(broker => DomainText.Known(broker.Rack) is not null).Select(broker => (broker.Id, broker.Rack!)), pattern));
    }
}
