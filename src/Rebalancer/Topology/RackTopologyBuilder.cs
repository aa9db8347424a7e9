using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Topology;

/// <summary>Makes a <see cref="RackTopology"/> out of what a source knows, and the warnings about what it does not.</summary>
/// <param name="brokers">The live brokers.</param>
/// <param name="dead">The brokers that are down.</param>
internal sealed class RackTopologyBuilder(ImmutableArray<Broker> brokers, ImmutableArray<Broker> dead)
{
    private const int Examples = 5;

    private readonly HashSet<int> _unknown = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Warns of brokers without any domain; they are not named again for each dimension.</summary>
    /// <param name="unknown">The brokers.</param>
    /// <param name="why">Such as "without rack".</param>
    public void Unknown(IReadOnlyCollection<int> unknown, string why)
    {
        if (unknown.Count > 0)
        {
            _unknown.UnionWith(unknown);
            Warnings.Add(
                $"{InputText.Count(unknown.Count, "broker")} {why}; "
                + $"{(unknown.Count == 1 ? "its" : "their")} domains are not known: {InputText.List(unknown)}.");
        }
    }

    /// <summary>Warns of brokers whose rack the pattern does not read.</summary>
    public void UnreadRacks(RackReading reading, Func<int, string> rackOf)
    {
        if (!reading.Unread.IsEmpty)
        {
            Unknown(reading.Unread,
                $"with a rack that the pattern does not read, for example {InputText.Quote(rackOf(reading.Unread[0]))}");
        }
    }

    /// <summary>Drops dimensions without any domain and names the brokers that lack one in the others.</summary>
    public RackTopology Build(ImmutableArray<RackDimension> dimensions, IReadOnlyDictionary<int, ImmutableArray<string?>> domainsOf)
    {
        var kept = new List<int>();
        for (var d = 0; d < dimensions.Length; d++)
        {
            var without = brokers.Select(broker => broker.Id).Where(id => !domainsOf.TryGetValue(id, out var domains) || domains[d] is null)
                .ToArray();
            if (without.Length == brokers.Length)
            {
                Warnings.Add($"No broker has a known {dimensions[d].Name}, so this dimension is left out.");
                continue;
            }

            kept.Add(d);
            var news = without.Where(id => !_unknown.Contains(id)).ToArray();
            if (news.Length > 0)
            {
                Warnings.Add($"{InputText.Count(news.Length, "broker")} without a known {dimensions[d].Name}: {InputText.List(news)}.");
            }
        }

        foreach (var d in kept)
        {
            WarnOfLookAlikes(dimensions[d], domainsOf.Values.Select(domains => domains[d]).OfType<string>());
        }

        var resolved = brokers.Select(broker => new BrokerDomains(
            broker.Id,
            [.. kept.Select(d => domainsOf.TryGetValue(broker.Id, out var domains) ? domains[d] : null)]));
        return new RackTopology([.. kept.Select(d => dimensions[d])], [.. resolved])
        {
            DeadBrokers = [.. dead.Where(broker => domainsOf.ContainsKey(broker.Id))
                .Select(broker => new BrokerDomains(broker.Id, [.. kept.Select(d => domainsOf[broker.Id][d])]))],
            Warnings = [.. Warnings],
        };
    }

    /// <summary>Domains that were probably meant to be one: what is planned as two is spread over one.</summary>
    private void WarnOfLookAlikes(RackDimension dimension, IEnumerable<string> domains)
    {
        var alike = domains.Distinct(StringComparer.Ordinal).GroupBy(Bare, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => string.Join(" and ", group.Order(StringComparer.Ordinal).Select(InputText.Quote)))
            .Order(StringComparer.Ordinal).ToArray();
        if (alike.Length > 0)
        {
            Warnings.Add($"These are taken as different domains of the {dimension.Name}, though they differ only in upper and lower case "
                + $"or in punctuation: {InputText.List(alike, Examples)}. Perhaps they are one.");
        }
    }

    private static string Bare(string domain) =>
        new([.. domain.Select(c => char.IsLetterOrDigit(c) ? char.ToUpperInvariant(c) : '-')]);
}
