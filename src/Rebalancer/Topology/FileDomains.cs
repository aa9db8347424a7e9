using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>Domains out of a topology file.</summary>
internal static class FileDomains
{
    public static RackTopology Resolve(ClusterSnapshot snapshot, TopologyFile file)
    {
        var lookup = new Lookup(file);
        var builder = new RackTopologyBuilder(snapshot.Brokers);
        builder.Warnings.AddRange(file.Warnings);
        var used = new HashSet<TopologyFileEntry>(ReferenceEqualityComparer.Instance);
        var domainsOf = new Dictionary<int, ImmutableArray<string?>>();
        foreach (var broker in snapshot.Brokers)
        {
            if (lookup.Find(broker) is { } entry)
            {
                used.Add(entry);
                domainsOf.Add(broker.Id, entry.Domains);
            }
        }

        if (used.Count == 0 && !snapshot.Brokers.IsEmpty)
        {
            var example = snapshot.Brokers[0];
            throw new InputException(
                $"{file.Name}: the file names none of the cluster's {InputText.Count(snapshot.Brokers.Length, "broker")}: it has for example {InputText.Quote(file.Entries[0].Key)}, "
                + $"the cluster {example.Id}{(example.Host.Length > 0 ? $" on {InputText.Quote(example.Host)}" : "")}. Perhaps it belongs to another cluster, or names hosts that a mapping "
                + "from broker ids (header broker,fd,ud) can replace.");
        }

        builder.Unknown([.. snapshot.Brokers.Where(broker => !domainsOf.ContainsKey(broker.Id)).Select(broker => broker.Id)], $"missing in {file.Name}");
        foreach (var broker in snapshot.DeadBrokers)
        {
            if (lookup.Find(broker) is { } entry)
            {
                used.Add(entry);
            }
        }

        var strangers = file.Entries.Where(entry => !used.Contains(entry)).Select(entry => InputText.OneLine(entry.Key)).ToArray();
        if (strangers.Length > 0)
        {
            builder.Warnings.Add($"{file.Name} names {InputText.Count(strangers.Length, "broker")} that the cluster does not have: {InputText.List(strangers)}.");
        }

        return builder.Build(file.Dimensions, domainsOf);
    }

    private sealed class Lookup
    {
        private readonly Dictionary<int, TopologyFileEntry> _byId = [];
        private readonly Dictionary<string, TopologyFileEntry> _byHost = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, TopologyFileEntry?> _byLabel = new(StringComparer.OrdinalIgnoreCase);

        public Lookup(TopologyFile file)
        {
            foreach (var entry in file.Entries)
            {
                if (entry.BrokerId is { } id)
                {
                    _byId[id] = entry;
                    continue;
                }

                // A label that two entries share names neither of them.
                var label = HostNames.FirstLabel(entry.Host!);
                _byHost[entry.Host!] = entry;
                _byLabel[label] = _byLabel.ContainsKey(label) ? null : entry;
            }
        }

        public TopologyFileEntry? Find(Broker broker) =>
            _byId.GetValueOrDefault(broker.Id) ?? _byHost.GetValueOrDefault(broker.Host) ?? _byLabel.GetValueOrDefault(HostNames.FirstLabel(broker.Host));
    }
}
