using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cli.Application;
using Rebalancer.Cluster;

namespace Rebalancer.Cli.Input;

/// <summary>Finds brokers by what people call them: an id, a host name, or a host's first label.</summary>
internal static class BrokerNames
{
    /// <summary>The live brokers that are named, sorted by id; those that the cluster already knows as dead are left out.</summary>
    /// <exception cref="InputException">A name is no broker's, or two brokers'.</exception>
    public static ImmutableArray<int> Resolve(string option, IEnumerable<string> names, ClusterSnapshot snapshot)
    {
        var known = snapshot.Brokers.AddRange(snapshot.DeadBrokers);
        var ids = new SortedSet<int>();
        foreach (var name in names.Select(n => n.Trim()).Where(n => n.Length > 0))
        {
            ids.Add(Resolve(option, name, known));
        }

        var live = snapshot.Brokers.Select(b => b.Id).ToHashSet();
        return [.. ids.Where(live.Contains)];
    }

    private static int Resolve(string option, string name, ImmutableArray<Broker> known)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && known.Any(b => b.Id == id))
        {
            return id;
        }

        var exact = known.Where(b => b.Host.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var matches = exact.Count > 0 ? exact : known.Where(b => b.Host.Length > 0 && FirstLabel(b.Host).Equals(FirstLabel(name), StringComparison.OrdinalIgnoreCase)).ToList();
        if (matches.Count == 1)
        {
            return matches[0].Id;
        }

        if (matches.Count > 1)
        {
            throw new InputException($"{option}: '{name}' is the host of brokers {string.Join(" and ", matches.Select(b => b.Id))}; give the id");
        }

        var closest = Suggestion.Closest(name, known.Select(b => b.Host).Concat(known.Select(b => b.Id.ToString(CultureInfo.InvariantCulture))).Where(n => n.Length > 0));
        throw new InputException($"{option}: the cluster has no broker '{name}'{(closest is null ? "; give an id or a host of 'rebalancer describe'" : $"; did you mean '{closest}'?")}");
    }

    private static string FirstLabel(string host) => host.Split('.', 2)[0];
}
