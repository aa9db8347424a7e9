using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Topology;

namespace Rebalancer.Files.Tables;

/// <summary>
/// Collects the rows of a topology table, CSV or JSON alike: a broker is an id, a host or both, named once; every other column is a
/// dimension.
/// </summary>
/// <param name="name">What messages call the table.</param>
internal sealed partial class TableBuilder(string name)
{
    /// <summary>Far more brokers than any cluster has.</summary>
    private const int MaxRows = 100_000;

    private readonly HashSet<int> _ids = [];
    private readonly HostSet _hosts = new();
    private readonly List<(int? Id, string? Host, Dictionary<RackDimension, string?> Domains)> _rows = [];
    private readonly List<RackDimension> _dimensions = [];
    private readonly Dictionary<RackDimension, string> _columns = [];

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>What a column is: the broker, an annotation of it, or a dimension.</summary>
    public static TableColumn ColumnOf(string name) => RackDimensionNames.Plain(name) switch
    {
        "BROKER" => TableColumn.Broker,
        "ID" or "BROKERID" or "NODEID" => TableColumn.Id,
        "HOST" or "HOSTNAME" or "FQDN" => TableColumn.Host,
        _ => TableColumn.Dimension,
    };

    /// <summary>Keeps the order of a dimension's first mention.</summary>
    public RackDimension Dimension(string column)
    {
        var dimension = RackDimensionNames.Of(column);
        if (!_dimensions.Contains(dimension))
        {
            _dimensions.Add(dimension);
            _columns.Add(dimension, column);
        }

        return dimension;
    }

    /// <summary>Whether a cell holds what a spreadsheet leaves where a formula fails.</summary>
    public static bool IsSpreadsheetError(string cell) => SpreadsheetError().IsMatch(cell);

    /// <summary>Adds a row; gives what is wrong with it, or null.</summary>
    /// <param name="broker">The broker, an id or a host; null where there is no such column.</param>
    /// <param name="id">The broker's id; null where there is no such column.</param>
    /// <param name="host">The broker's host; null where there is no such column.</param>
    /// <param name="domains">The domains as the table writes them.</param>
    public string? Add(string? broker, string? id, string? host, IReadOnlyDictionary<RackDimension, string?> domains)
    {
        if (_rows.Count == MaxRows)
        {
            return $"there are more than {MaxRows} brokers";
        }

        if (domains.FirstOrDefault(d => d.Value is { } text && IsSpreadsheetError(text)) is { Value: { } wrong, Key: var where })
        {
            return $"the {where.Name} is {InputText.Quote(wrong.Trim())}, which is an error of the spreadsheet and no domain; correct its "
                + "formula, or leave the cell empty where the domain is not known";
        }

        if (new[] { broker, id, host }.FirstOrDefault(cell => cell is not null && IsSpreadsheetError(cell)) is { } name)
        {
            return $"the broker is {InputText.Quote(name.Trim())}, which is an error of the spreadsheet; correct its formula";
        }

        if (domains.Select(d => WrongColumn(d.Key, d.Value)).FirstOrDefault(wrong => wrong is not null) is { } misplaced)
        {
            return misplaced;
        }

        broker = Trimmed(broker);
        var idText = Trimmed(id);
        var hostText = Trimmed(host);
        if (broker is not null && IsId(broker))
        {
            idText = broker;
        }
        else
        {
            hostText = broker ?? hostText;
        }

        if (idText is null && hostText is null)
        {
            return "the broker is missing";
        }

        int? number = null;
        if (idText is not null)
        {
            if (!int.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            {
                return $"the broker id {InputText.OneLine(idText)} is out of range: it must be from 0 to {int.MaxValue}";
            }

            number = parsed;
        }

        if (number is { } known ? !_ids.Add(known) : !_hosts.Add(hostText!))
        {
            return $"broker {number?.ToString(CultureInfo.InvariantCulture) ?? InputText.OneLine(hostText!)} is listed twice";
        }

        _rows.Add((number, hostText, domains.ToDictionary(d => d.Key, d => Domain(d.Key, d.Value))));
        return null;
    }

    /// <summary>The table, its dimensions in the order of their first mention.</summary>
    public TopologyTable Build(IEnumerable<RackDimension>? order = null, IEnumerable<string>? notes = null)
    {
        ImmutableArray<RackDimension> dimensions = [.. order ?? _dimensions];
        return new TopologyTable(
            name, dimensions, [.. _rows.Select(
                row => new TopologyTableEntry(row.Id, row.Host, [.. dimensions.Select(d => row.Domains.GetValueOrDefault(d))]))])
        {
            Notes = [.. notes ?? [], .. Remarks(dimensions)],
        };
    }

    // A status or a port that passes for a rack changes what is spread: nobody would notice by the plan alone.
    private IEnumerable<string> Remarks(ImmutableArray<RackDimension> dimensions)
    {
        string[] odd = [.. dimensions.Where(d => !RackDimensionNames.IsPlace(d)).Select(d => InputText.Quote(d.Name))];
        if (odd.Length > 0)
        {
            yield return (odd.Length == 1
                ? $"{name}: the column {odd[0]} is taken as a rack dimension; leave it out if it says"
                : $"{name}: the columns {InputText.List(odd)} are taken as rack dimensions; leave out those that say")
                + " nothing about where a broker stands.";
        }
    }

    /// <summary>The dimensions so far, fault domain and update domain first: any first broker may leave these out.</summary>
    public IEnumerable<RackDimension> KnownFirst() =>
        _dimensions.OrderBy(d => d == RackDimension.FaultDomain ? 0 : d == RackDimension.UpdateDomain ? 1 : 2);

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool IsId(string text) =>
        text.All(char.IsAsciiDigit) || (text[0] is '-' or '+' && text.Length > 1 && text[1..].All(char.IsAsciiDigit));

    /// <summary>
    /// A value that says itself that it is a fault domain but stands in the column of update domains, or the other way round, or that is
    /// both: brokers that share a domain would pass for apart.
    /// </summary>
    private string? WrongColumn(RackDimension dimension, string? text)
    {
        var hasName = dimension == RackDimension.FaultDomain || dimension == RackDimension.UpdateDomain;
        if (!hasName || Trimmed(Plain(text ?? "")) is not { } value)
        {
            return null;
        }

        var column = InputText.Quote(_columns.GetValueOrDefault(dimension, dimension.Name));
        if (RackPattern.Default.TryRead(value, out _))
        {
            return $"the column {column} holds {InputText.Quote(value)}, which is a whole rack (fault domain and update domain in one); "
                + "perhaps the column should be named \"rack\"";
        }

        var other = dimension == RackDimension.FaultDomain ? RackDimension.UpdateDomain : RackDimension.FaultDomain;
        return PrefixedNumber().Match(value) is { Success: true } match && RackDimensionNames.Of(match.Groups["prefix"].Value) == other
            ? $"the column {column} holds {InputText.Quote(value)}, which is written like the name of "
                + $"{(other == RackDimension.FaultDomain ? "a fault" : "an update")} domain; perhaps the two columns were swapped"
            : null;
    }

    /// <summary>
    /// A domain as a person writes it: in the column fd "FD0", "fault domain 00" and "0" are one; empty is not known, nor is "N/A" or a
    /// negative number (Azure's way to say so). Racks are left as they are: how they are read is decided for all sources in one place.
    /// </summary>
    private static string? Domain(RackDimension dimension, string? text)
    {
        text = DomainText.Known(text);
        if (text is null || dimension == RackDimension.Rack)
        {
            return text;
        }

        text = DomainText.Known(Plain(text));
        if (text is null)
        {
            return null;
        }

        if (text[0] == '-' && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        var match = PrefixedNumber().Match(text);
        return match.Success && (match.Groups["prefix"].Length == 0 || RackDimensionNames.Of(match.Groups["prefix"].Value) == dimension)
            ? match.Groups["number"].Value
            : text;
    }

    /// <summary>
    /// Without what word processors and web pages put in: quotes around it, characters that nobody sees, hyphens of another kind.
    /// </summary>
    private static string Plain(string text) => string.Concat(
        text.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format)
            .Select(c => char.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation ? '-' : c)).Trim(s_quotes);

    private static readonly char[] s_quotes =
        ['"', '\'', '`', '\u00AB', '\u00BB', '\u2018', '\u2019', '\u201A', '\u201C', '\u201D', '\u201E', ' '];

    /// <summary>What Excel and LibreOffice leave in a cell whose formula fails.</summary>
    [GeneratedRegex(@"^\s*(#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|Err:[0-9]{3})\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex SpreadsheetError();

    // Programs write a column of numbers with gaps as 0.0 and 1.0.
    [GeneratedRegex(@"^(?<prefix>(?:[A-Za-z][A-Za-z _-]*?)?)[-_ =:]*0*(?<number>[0-9]+)(?(?<=^[0-9]+)(?:\.0+)?)$")]
    private static partial Regex PrefixedNumber();
}
