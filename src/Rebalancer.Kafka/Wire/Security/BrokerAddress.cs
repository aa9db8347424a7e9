using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">Name or address; IPv6 without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct BrokerAddress(string Host, int Port)
{
    private const int UsualPort = 9092;
    private const int MostPort = 65535;

    /// <summary>What an address of the web begins with: never a listener of Kafka, which speaks no HTTP.</summary>
    private static readonly string[] s_webSchemes = ["http://", "https://"];

    private static readonly char[] s_separatorCharacters = [' ', '\t', ';', '|'];
    private static readonly SearchValues<char> s_separators = SearchValues.Create(s_separatorCharacters);

    /// <summary><c>host:port</c>, with brackets around an IPv6 address.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>
    /// Reads a list with commas; a listener name in front (<c>PLAINTEXT://</c>) is passed over, as Kafka's own clients do.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <param name="known">Other brokers of the cluster, whose port is a likely one; null where none is known.</param>
    /// <exception cref="InputException">It is empty, or an entry is no host and port.</exception>
    internal static ImmutableArray<BrokerAddress> ParseList(string list, string place, ImmutableArray<BrokerAddress>? known = null)
    {
        var entries = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var read = entries.Select(TryParse).ToList();
        var port = (int?)read.FirstOrDefault(a => a is not null)?.Port ?? known?.FirstOrDefault().Port;
        if (entries.Length == 0)
        {
            throw new InputException($"{place}: no broker is named. Perhaps host1:9092,host2:9092.");
        }

        return [.. read.Select((address, i) => address
            ?? throw new InputException($"{place}: {Problem(entries[i], port is > 0 and { } likely ? likely : UsualPort)}."))];
    }

    private static BrokerAddress? TryParse(string entry)
    {
        var (host, port) = Parts(entry);
        return host.Length > 0
            && !IsOfTheWeb(entry)
            && !host.AsSpan().ContainsAny(s_separators)
            && (!host.Contains(':', StringComparison.Ordinal) || IsBracketed(entry))
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= MostPort
            ? new(host, number)
            : null;
    }

    /// <summary>What is wrong with an entry, and what was likely meant.</summary>
    private static string Problem(string entry, int likelyPort)
    {
        var parts = entry.Split(s_separatorCharacters, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length > 1)
        {
            return $"'{entry}' is not one broker: a comma separates brokers. Perhaps {string.Join(',', parts)}";
        }

        if (IsOfTheWeb(entry))
        {
            var bare = WithoutListener(entry).Split('/')[0];
            return $"'{entry}' is a web address, and brokers do not speak HTTP. Perhaps "
                + (TryParse(bare) is { } address ? $"{address}, if a broker listens there" : $"{Parts(bare).Host}:{likelyPort}");
        }

        var (host, port) = Parts(entry);
        return host.Contains(':', StringComparison.Ordinal) && !IsBracketed(entry)
            ? $"'{entry}' is not host:port. Perhaps [{WithoutListener(entry)}]:{likelyPort}, if this is an IPv6 address"
            : host.Length > 0 && port.Length > 0 && port.All(char.IsAsciiDigit)
            ? $"'{entry}': ports go from 1 to {MostPort}. Perhaps {host}:{likelyPort}"
            : $"'{entry}' is not host:port. Perhaps "
                + (host.Length == 0 && port.Length > 0 ? $"localhost:{port}, if the broker runs here" : $"{host}:{likelyPort}");
    }

    private static (string Host, string Port) Parts(string entry)
    {
        var text = WithoutListener(entry);
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        return (IsBracketed(entry) ? host[1..^1] : host, colon < 0 ? "" : text[(colon + 1)..]);
    }

    private static bool IsBracketed(string entry) =>
        WithoutListener(entry) is var text && text.StartsWith('[') && text.LastIndexOf("]:", StringComparison.Ordinal) is > 0 and var end
        && end == text.LastIndexOf(':') - 1;

    private static bool IsOfTheWeb(string entry) =>
        s_webSchemes.Any(scheme => entry.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static string WithoutListener(string entry) =>
        entry[(entry.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];
}
