using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Host names for tables: where all brokers share a DNS domain, it says nothing and is left out.</summary>
internal static class HostLabels
{
    public static Func<string, string> For(ImmutableArray<BrokerMetrics> brokers)
    {
        var domains = brokers.Select(b => DomainOf(b.Host)).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).ToList();
        return domains is [{ Length: > 0 } domain] ? host => host[..^domain.Length] : host => host;
    }

    /// <summary>From the first dot on; empty for a name without dots and for an address.</summary>
    private static string DomainOf(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot <= 0 || System.Net.IPAddress.TryParse(host, out _) ? "" : host[dot..];
    }
}
