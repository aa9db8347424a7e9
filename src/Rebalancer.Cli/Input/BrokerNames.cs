using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Cli.Input;

/// <summary>
/// Finds brokers by what people call them: an id, a host name or address, or a host's first label where only one host has it.
/// </summary>
internal static partial class BrokerNames
{
    private const int Candidates = 10;

    /// <summary>The live brokers that are named, sorted by id; those that the cluster already knows as dead are left out.</summary>
    /// <exception cref="InputException">A name is no broker's, or two brokers'.</exception>
    public static ImmutableArray<int> Resolve(string option, IEnumerable<string> names, ClusterSnapshot snapshot)
    {
        var ids = ResolveAll(option, names, snapshot).ToHashSet();
        return [.. snapshot.Brokers.Select(b => b.Id).Where(ids.Contains).Order()];
    }

    /// <summary>The brokers that are named, alive or not, sorted by id.</summary>
    /// <exception cref="InputException">A name is no broker's, or two brokers'; or the option is given and names nobody.</exception>
    public static ImmutableArray<int> ResolveAll(string option, IEnumerable<string> names, ClusterSnapshot snapshot)
    {
        var given = GivenNames.Of(option, names, "broker");
        if (given.Count == 0)
        {
            return [];
        }

        var known = snapshot.Brokers.AddRange(snapshot.DeadBrokers);
        var hosts = new HostIndex<Broker>(known, broker => broker.Host);
        var held = new Lazy<HashSet<int>>(() => [.. snapshot.Topics.SelectMany(topic => topic.Partitions).SelectMany(p => p.Replicas)]);
        return [.. given.Select(name => Resolve(option, name, known, hosts, held)).Distinct().Order()];
    }

    private static int Resolve(string option, string name, ImmutableArray<Broker> known, HostIndex<Broker> hosts, Lazy<HashSet<int>> held)
    {
        // A broker that holds replicas without being listed counts as dead; it may be named all the same.
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && (known.Any(b => b.Id == id) || held.Value.Contains(id)))
        {
            return id;
        }

        var matches = hosts.Find(name);
        if (matches.Count == 1)
        {
            return matches[0].Id;
        }

        if (matches.Count > 1)
        {
            var isWhole = matches.DistinctBy(b => b.Host, StringComparer.OrdinalIgnoreCase).Count() == 1;
            throw new InputException($"{option}: '{name}' names {matches.Count} brokers: {List(matches)}; give the broker's id"
                + (isWhole ? "" : " or the whole host name"));
        }

        var likely = Likely(name, known, hosts);
        throw new InputException(
            $"{option}: the cluster has no broker '{name}'; {(likely is null ? "it" : $"{likely} It")} has {List(known)}");
    }

    /// <summary>What was probably meant, as a sentence; null where that would be a guess. No id is suggested for another.</summary>
    private static string? Likely(string name, ImmutableArray<Broker> known, HostIndex<Broker> hosts)
    {
        if (IdRange().Match(name) is { Success: true } range)
        {
            return $"ranges are not read: write {Ids(range.Groups["first"].Value, range.Groups["last"].Value)}.";
        }

        var host = hosts.FindLikely(name) is [var broker] ? broker.Host
            : HostNames.IsAddress(name) ? null
            : Suggestion.Closest(name, known.Select(b => b.Host));
        return host is null ? null : $"did you mean '{host}'?";
    }

    private static string Ids(string first, string last) =>
        int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
        && from < to && to - from < Candidates
            ? string.Join(",", Enumerable.Range(from, to - from + 1))
            : "each id, separated by commas";

    private static string List(IReadOnlyCollection<Broker> brokers) =>
        InputText.List([.. brokers.Select(b => b.Host.Length > 0 ? $"{b.Id} ({b.Host})" : $"{b.Id}")], Candidates);

    [GeneratedRegex(@"^(?<first>\d+)(?:-|\.\.)(?<last>\d+)$")]
    private static partial Regex IdRange();
}
