using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Rebalancer.Topology;

/// <summary>
/// The one rule for host names and addresses, which sources write differently: short or fully qualified, upper or lower case.
/// </summary>
/// <remarks>
/// An address is whole. The first label of a name stands for the host only where one of the two names is no longer than that. Stateless.
/// </remarks>
public static class HostNames
{
    private static readonly SearchValues<char> s_addressCharacters = SearchValues.Create("0123456789.");

    /// <summary>Whether a text is an IP address, with or without the brackets of IPv6.</summary>
    /// <param name="host">The host.</param>
    public static bool IsAddress(string host) => TryAddress(host, out _);

    /// <summary>The first DNS label; an address as a whole.</summary>
    /// <param name="host">The host.</param>
    public static string FirstLabel(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot <= 0 || IsAddress(host) ? host : host[..dot];
    }

    /// <summary>From the first dot on; empty for a name without dots and for an address.</summary>
    /// <param name="host">The host.</param>
    public static string DomainOf(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host[FirstLabel(host).Length..];
    }

    /// <summary>One spelling for each host: lower case, without the root's dot; addresses as .NET writes them.</summary>
    internal static string Normalize(string host) =>
        TryAddress(host, out var address) ? address.ToString() : host.Trim().TrimEnd('.').ToLowerInvariant();

    /// <summary>The host of <c>PLAINTEXT://host:9092</c> or <c>host:9092</c>; other texts as they are.</summary>
    internal static string WithoutPort(string text)
    {
        var protocol = text.IndexOf("://", StringComparison.Ordinal);
        var host = protocol < 0 ? text : text[(protocol + 3)..];
        var colon = host.LastIndexOf(':');
        return colon > 0 && !IsAddress(host) && colon < host.Length - 1 && host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0
            ? host[..colon] : host;
    }

    private static bool TryAddress(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        // .NET takes "10" and "0x7f.1" for addresses; people and Kafka do not.
        var text = host.AsSpan().Trim();
        address = null;
        return (text.Count('.') == 3 && text.IndexOfAnyExcept(s_addressCharacters) < 0 || text.Contains(':'))
            && IPAddress.TryParse(text, out address);
    }
}
