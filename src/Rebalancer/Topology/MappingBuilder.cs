using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rebalancer.Topology;

/// <summary>Collects the entries of a mapping file, CSV or JSON: a broker is an id or a host, named once.</summary>
internal sealed partial class MappingBuilder
{
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly ImmutableArray<TopologyFileEntry>.Builder _entries = ImmutableArray.CreateBuilder<TopologyFileEntry>();

    public ImmutableArray<TopologyFileEntry> Entries => _entries.ToImmutable();

    /// <summary>Adds an entry; gives what is wrong with it, or null.</summary>
    public string? Add(string broker, ImmutableArray<string?> domains)
    {
        int? id = null;
        if (broker.All(char.IsAsciiDigit))
        {
            if (!int.TryParse(broker, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return $"the broker id {broker} is out of range: it must be from 0 to {int.MaxValue}";
            }

            id = number;
        }
        else if (broker[0] is '-' or '+' && broker[1..].All(char.IsAsciiDigit))
        {
            return $"the broker id {broker} is out of range: it must be from 0 to {int.MaxValue}";
        }

        var key = id?.ToString(CultureInfo.InvariantCulture) ?? broker;
        if (!_keys.Add(key))
        {
            return $"broker {key} is listed twice";
        }

        _entries.Add(new TopologyFileEntry(id, id is null ? broker : null, domains));
        return null;
    }

    /// <summary>A domain as a person writes it: "FD0" in the column fd is domain 0; empty is not known, nor is a negative number (Azure's way to say so).</summary>
    public static string? Domain(RackDimension dimension, string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || (text[0] == '-' && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        var match = PrefixedNumber().Match(text);
        return match.Success && match.Groups["prefix"].ValueSpan.Equals(dimension.ShortName, StringComparison.OrdinalIgnoreCase) ? match.Groups["number"].Value : text;
    }

    [GeneratedRegex(@"^(?<prefix>[A-Za-z]+)[-_ ]?0*(?<number>[0-9]+)$")]
    private static partial Regex PrefixedNumber();
}
