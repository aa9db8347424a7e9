using System.Net;

namespace Rebalancer.Topology;

/// <summary>Joins hosts that different sources write differently: short or fully qualified, upper or lower case.</summary>
internal static class HostNames
{
    /// <summary>The first DNS label; an IP address as a whole.</summary>
    public static string FirstLabel(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot <= 0 || IPAddress.TryParse(host, out _) ? host : host[..dot];
    }
}
