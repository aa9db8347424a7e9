using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Topology;

/// <summary>Domains out of a topology table.</summary>
internal static class TableDomains
{
    private const int Examples = 5;

    public static RackTopology Resolve(ClusterSnapshot snapshot, TopologyTable table, RackPattern? pattern)
    {
        var builder = new RackTopologyBuilder(snapshot.Brokers, snapshot.DeadBrokers);
        builder.Warnings.AddRange(table.Warnings);
        var lookup = new TableLookup(table, snapshot);
        RequireSomeBroker(snapshot, table, lookup);
        builder.Unknown([.. snapshot.Brokers.Where(broker => !lookup.EntryOf.ContainsKey(broker.Id)).Select(broker => broker.Id)],
            $"missing in {table.Name}");
        var strangers = lookup.Strangers.Select(entry => InputText.OneLine(entry.Key)).ToArray();
        if (strangers.Length > 0)
        {
            builder.Warnings.Add(
                $"{table.Name} names {InputText.Count(strangers.Length, "broker")} that the cluster does not have: "
                + $"{InputText.List(strangers)}.{LikelyHosts(snapshot, lookup)}");
        }

        if (lookup.OtherDomains.Count > 0)
        {
            builder.Warnings.Add(
                $"{InputText.Count(lookup.OtherDomains.Count, "host")} of {table.Name} joined by the first label of the name though "
                + $"the rest differs: {InputText.List(lookup.OtherDomains, Examples)}.");
        }

        if (lookup.OtherHosts.Count > 0)
        {
            builder.Warnings.Add(
                $"{table.Name} names {InputText.Count(lookup.OtherHosts.Count, "broker")} by an id that another host has in the cluster; "
                + $"the id counts: {InputText.List(lookup.OtherHosts, Examples)}. Perhaps the file is older than the cluster.");
        }

        var (dimensions, domainsOf) = WithRacksRead(table, pattern, lookup.EntryOf, builder);
        return builder.Build(dimensions, domainsOf) with { Notes = table.Notes };
    }

    private static void RequireSomeBroker(ClusterSnapshot snapshot, TopologyTable table, TableLookup lookup)
    {
        if (!snapshot.Brokers.IsEmpty && !snapshot.Brokers.Any(broker => lookup.EntryOf.ContainsKey(broker.Id)))
        {
            var example = snapshot.Brokers[0];
            throw new InputException(
                $"{table.Name}: the file {(snapshot.Brokers.Length == 1 ? "does not name the cluster's only broker"
                    : $"names none of the cluster's {snapshot.Brokers.Length} brokers")}: it has for example "
                + $"{InputText.Quote(table.Entries[0].Key)}, the cluster "
                + $"{example.Id}{(example.Host.Length > 0 ? $" on {InputText.Quote(example.Host)}" : "")}. "
                + (LikelyHosts(snapshot, lookup) is { Length: > 0 } likely ? likely.TrimStart()
                    : "Perhaps it belongs to another cluster, or names hosts that a mapping from broker ids (header broker,fd,ud) can "
                        + "replace."));
        }
    }

    /// <summary>The hosts that rows without a broker most likely mean, as a sentence after a blank; empty where none is likely.</summary>
    private static string LikelyHosts(ClusterSnapshot snapshot, TableLookup lookup)
    {
        var open = new HostIndex<Broker>(snapshot.Brokers.Where(b => !lookup.EntryOf.ContainsKey(b.Id)), broker => broker.Host);
        string[] likely =
        [
            .. lookup.Strangers.Where(entry => entry.Host is not null)
                .Select(entry => (entry.Host, Found: open.FindLikely(entry.Host!)))
                .Where(x => x.Found.Count == 1)
                .Select(x => $"{InputText.Quote(x.Found[0].Host)} for {InputText.Quote(x.Host!)}"),
        ];
        return likely.Length == 0 ? "" : $" Perhaps write {InputText.List(likely, Examples)}.";
    }

    /// <summary>Puts what the racks of the table say in the place of its column of racks.</summary>
    private static (ImmutableArray<RackDimension> Dimensions, Dictionary<int, ImmutableArray<string?>> DomainsOf) WithRacksRead(
        TopologyTable table, RackPattern? pattern, IReadOnlyDictionary<int, TopologyTableEntry> entryOf, RackTopologyBuilder builder)
    {
        var column = table.Dimensions.IndexOf(RackDimension.Rack);
        (int Broker, string Rack)[] racks = column < 0
            ? []
            : [.. entryOf.Where(e => !string.IsNullOrWhiteSpace(e.Value.Domains[column])).Select(e => (e.Key, e.Value.Domains[column]!))
                .OrderBy(r => r.Key)];
        if (racks.Length == 0)
        {
            var columns = string.Join(", ", table.Dimensions.Select(d => d.ShortName));
            return pattern is null
                ? (table.Dimensions, entryOf.ToDictionary(e => e.Key, e => e.Value.Domains))
                : throw new InputException(
                    $"{table.Name}: the rack pattern has nothing to read: the file has no column \"rack\""
                    + $"{(columns.Length == 0 ? "" : $", but {columns}")}. Perhaps leave out --rack-pattern or --topology.");
        }

        var reading = RackReading.Read(racks, pattern);
        var others = table.Dimensions.RemoveAt(column);
        var clashes = reading.Dimensions.Intersect(others).ToArray();
        if (clashes.Length > 0)
        {
            builder.Warnings.Add(
                $"{table.Name}: the column \"rack\" is not used, since the file has columns of its own for "
                + $"{string.Join(" and ", clashes.Select(d => d.Name))}.");
            return (others, entryOf.ToDictionary(e => e.Key, e => e.Value.Domains.RemoveAt(column)));
        }

        builder.Warnings.AddRange(reading.Warnings);
        builder.UnreadRacks(reading, id => entryOf[id].Domains[column]!);
        ImmutableArray<string?> unknown = [.. reading.Dimensions.Select(_ => (string?)null)];
        return (
            others.InsertRange(column, reading.Dimensions),
            entryOf.ToDictionary(
                e => e.Key,
                e => e.Value.Domains.RemoveAt(column).InsertRange(column, reading.DomainsOf.GetValueOrDefault(e.Key, unknown))));
    }
}
