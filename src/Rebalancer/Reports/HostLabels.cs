using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.Reports;

/// <summary>Host names for tables: where all brokers share a DNS domain, it says nothing and is left out.</summary>
internal static class HostLabels
{
    public static Func<string, string> For(ImmutableArray<BrokerMetrics> brokers)
    {
        var domains = brokers.Select(b => HostNames.DomainOf(b.Host)).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).ToList();
        return domains is [{ Length: > 0 } domain]
            // Tables name brokers of other hosts too: those that are dead are often known by their ids alone.
            ? host => host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) ? host[..^domain.Length] : host
            : host => host;
    }
}
