using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Topology;

/// <summary>Which broker each row of a topology table stands for: by its id, else by its host as <see cref="HostNames"/> says.</summary>
/// <remarks>
/// A host that fits several live brokers, or several rows that fit one, are errors: a rack given to the wrong broker looks like any other.
/// Where the table and the cluster see the hosts in different DNS domains, a first label joins them if only one host has it on each side.
/// </remarks>
internal sealed class TableLookup
{
    private readonly TopologyTable _table;
    private readonly Dictionary<int, TopologyTableEntry> _entryOf = [];
    private readonly HashSet<TopologyTableEntry> _used = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _otherDomains = [];
    private readonly List<string> _otherHosts = [];

    public TableLookup(TopologyTable table, ClusterSnapshot snapshot)
    {
        _table = table;
        var byId = table.Entries.Where(entry => entry.BrokerId is not null).ToDictionary(entry => entry.BrokerId!.Value);
        foreach (var broker in snapshot.Brokers.Concat(snapshot.DeadBrokers))
        {
            if (byId.TryGetValue(broker.Id, out var entry))
            {
                Join(entry, [broker]);
                if (entry.Host is { Length: > 0 } host && broker.Host.Length > 0
                    && new HostIndex<Broker>([broker], b => b.Host).Find(host, inAnyDomain: true).Count == 0)
                {
                    _otherHosts.Add($"{broker.Id} ({InputText.OneLine(host)}, in the cluster {InputText.OneLine(broker.Host)})");
                }
            }
        }

        var hosts = table.Entries.Where(entry => entry.BrokerId is null).ToArray();
        FindLive(hosts, Unjoined(snapshot.Brokers));
        FindDead(hosts, snapshot);
        FindLiveInOtherDomains([.. hosts.Where(entry => !_used.Contains(entry))], snapshot.Brokers);
        RequireNoneTwice(table.Name, hosts.Where(entry => !_used.Contains(entry)), [.. snapshot.Brokers, .. snapshot.DeadBrokers]);
    }

    /// <summary>The row of each broker, live or dead, that the table names.</summary>
    public IReadOnlyDictionary<int, TopologyTableEntry> EntryOf => _entryOf;

    /// <summary>Brokers that the table names by an id of the cluster and by a host that this id does not have.</summary>
    public IReadOnlyList<string> OtherHosts => _otherHosts;

    /// <summary>Hosts that were found by their first label only, each with the name that the cluster has.</summary>
    public IReadOnlyList<string> OtherDomains => _otherDomains;

    /// <summary>The rows that name no broker of the cluster.</summary>
    public IEnumerable<TopologyTableEntry> Strangers => _table.Entries.Where(entry => !_used.Contains(entry));

    private void FindLive(TopologyTableEntry[] hosts, ImmutableArray<Broker> live)
    {
        var index = new HostIndex<Broker>(live, broker => broker.Host);
        foreach (var entry in hosts)
        {
            var found = index.Find(entry.Host!);
            RequireOneHost(entry, found);
            if (found.Count > 0 && _entryOf.TryGetValue(found[0].Id, out var other))
            {
                throw new InputException(
                    $"{_table.Name}: {InputText.Quote(other.Host!)} and {InputText.Quote(entry.Host!)} both fit broker {Name(found[0])}. "
                    + "Perhaps give the broker's id (a column \"id\"), or leave one of them out.");
            }

            Join(entry, found);
        }
    }

    private void FindLiveInOtherDomains(TopologyTableEntry[] hosts, ImmutableArray<Broker> live)
    {
        var brokers = new HostIndex<Broker>(live, broker => broker.Host);
        var labels = new HostIndex<TopologyTableEntry>(_table.Entries.Where(entry => entry.Host is not null), entry => entry.Host!);
        foreach (var entry in hosts)
        {
            var found = brokers.Find(entry.Host!, inAnyDomain: true);
            if (found.Count == 0 || found.Any(broker => _entryOf.ContainsKey(broker.Id)))
            {
                continue;
            }

            RequireOneHost(entry, found);
            var rivals = labels.Find(HostNames.FirstLabel(entry.Host!));
            if (rivals.Count > 1)
            {
                throw new InputException(
                    $"{_table.Name}: {InputText.List([.. rivals.Select(rival => InputText.Quote(rival.Host!))])} share their first label "
                    + $"with broker {Name(found[0])}, and none of them is its whole name. Perhaps give the broker's id or its whole "
                    + "host name.");
            }

            Join(entry, found);
            _otherDomains.AddRange(found.Select(broker => $"{InputText.OneLine(entry.Host!)} ({InputText.OneLine(broker.Host)})"));
        }
    }

    /// <summary>Dead brokers only tell where a replacement should stand, so one whose host is not sure goes without.</summary>
    private void FindDead(TopologyTableEntry[] hosts, ClusterSnapshot snapshot)
    {
        var index = new HostIndex<Broker>(snapshot.Brokers.AddRange(snapshot.DeadBrokers), broker => broker.Host);
        var dead = Unjoined(snapshot.DeadBrokers).Select(broker => broker.Id).ToHashSet();
        foreach (var entry in hosts)
        {
            var found = index.Find(entry.Host!);
            if (!DifferentHosts(found))
            {
                Join(entry, [.. found.Where(broker => dead.Contains(broker.Id) && !_entryOf.ContainsKey(broker.Id))]);
            }
        }
    }

    /// <summary>A host whose brokers all have rows by their ids is there twice, not a stranger.</summary>
    private static void RequireNoneTwice(string table, IEnumerable<TopologyTableEntry> unused, ImmutableArray<Broker> brokers)
    {
        var index = new HostIndex<Broker>(brokers, broker => broker.Host);
        foreach (var entry in unused)
        {
            if (index.Find(entry.Host!) is [var broker, ..] found && !DifferentHosts(found))
            {
                throw new InputException(
                    $"{table}: broker {broker.Id} is listed twice, by its id and by its host {InputText.Quote(entry.Host!)}. "
                    + "Perhaps one of the two rows should go.");
            }
        }
    }

    private void Join(TopologyTableEntry entry, IReadOnlyList<Broker> brokers)
    {
        foreach (var broker in brokers)
        {
            _entryOf.Add(broker.Id, entry);
            _used.Add(entry);
        }
    }

    private ImmutableArray<Broker> Unjoined(ImmutableArray<Broker> brokers) =>
        [.. brokers.Where(broker => !_entryOf.ContainsKey(broker.Id))];

    private void RequireOneHost(TopologyTableEntry entry, IReadOnlyList<Broker> found)
    {
        if (DifferentHosts(found))
        {
            throw new InputException(
                $"{_table.Name}: {InputText.Quote(entry.Host!)} names {InputText.Count(found.Count, "broker")}: "
                + $"{InputText.List([.. found.Select(Name)])}. Perhaps give the id or the whole host name.");
        }
    }

    /// <summary>Several brokers of one host stand in one rack; hosts that share only their first label need not.</summary>
    private static bool DifferentHosts(IReadOnlyList<Broker> brokers) =>
        brokers.Select(broker => HostNames.Normalize(broker.Host)).Distinct().Skip(1).Any();

    private static string Name(Broker broker) => $"{broker.Id} ({InputText.OneLine(broker.Host)})";
}
