using System.Collections.Immutable;
using System.Globalization;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">Name or address; IPv6 without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct BrokerAddress(string Host, int Port)
{
    /// <summary><c>host:port</c>, with brackets around an IPv6 address.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>
    /// Reads a list with commas; a listener name in front (<c>PLAINTEXT://</c>) is passed over, as Kafka's own clients do.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <exception cref="InputException">It is empty, or an entry is no host and port.</exception>
    internal static ImmutableArray<BrokerAddress> ParseList(string list, string place)
    {
        var addresses = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(entry => Parse(entry, place)).ToImmutableArray();
        return addresses.IsEmpty ? throw new InputException($"{place}: no broker is named. Perhaps host1:9092,host2:9092.") : addresses;
    }

    private static BrokerAddress Parse(string entry, string place)
    {
        var text = entry[(entry.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];
        var colon = text.LastIndexOf(':');
        var host = colon > 0 ? text[..colon] : "";
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            throw new InputException($"{place}: '{entry}' is not host:port. Perhaps [{text}]:9092, if this is an IPv6 address.");
        }

        return host.Length > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65535
            ? new(host, port)
            : throw new InputException($"{place}: '{entry}' is not host:port. Perhaps {Likely(text, colon)}.");
    }

    private static string Likely(string text, int colon) => colon == 0
        ? $"localhost{text}, if the broker runs here"
        : $"{(colon > 0 ? text[..colon] : text)}:9092";
}
