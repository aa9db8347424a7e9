using System.Collections.Immutable;
using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>Reads a mapping table: the header <c>broker,fd,ud</c> (any further columns are dimensions too), then a line a broker.</summary>
internal static class MappingCsvReader
{
    private const string BrokerColumn = "broker";

    public static TopologyFile Read(InputSource source)
    {
        var builder = new MappingBuilder();
        ImmutableArray<string> header = [];
        ImmutableArray<RackDimension> dimensions = [];
        var brokerColumn = -1;
        var separator = ',';
        var number = 0;
        foreach (var line in source.ReadLines())
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
            {
                continue;
            }

            if (header.IsEmpty)
            {
                separator = Separator(line);
                header = Cells(line, separator);
                (brokerColumn, dimensions) = ReadHeader(header, source.Name, number);
                continue;
            }

            var cells = Cells(line, separator);
            if (cells.Length != header.Length)
            {
                throw Fail(source.Name, number, $"{InputText.Count(cells.Length, "cell")} in {InputText.Quote(line)} but the header has {header.Length}", null);
            }

            if (cells[brokerColumn].Length == 0)
            {
                throw Fail(source.Name, number, $"the broker is missing in {InputText.Quote(line)}", null);
            }

            var values = cells.RemoveAt(brokerColumn);
            if (builder.Add(cells[brokerColumn], [.. values.Select((value, d) => MappingBuilder.Domain(dimensions[d], value))]) is { } problem)
            {
                throw Fail(source.Name, number, problem, null);
            }
        }

        if (builder.Entries.IsEmpty)
        {
            throw new InputException($"{source.Name}: no broker follows the header. Perhaps the file was cut off.");
        }

        return new TopologyFile(source.Name, TopologyFileKind.MappingCsv, dimensions, builder.Entries);
    }

    private static (int BrokerColumn, ImmutableArray<RackDimension> Dimensions) ReadHeader(ImmutableArray<string> header, string name, int number)
    {
        var brokerColumn = header.IndexOf(BrokerColumn, 0, StringComparer.OrdinalIgnoreCase);
        if (brokerColumn < 0)
        {
            throw Fail(
                name,
                number,
                $"this is no topology file: it is not JSON, and its first line {InputText.Quote(string.Join(',', header))} has no column \"{BrokerColumn}\"",
                "the header broker,fd,ud is missing");
        }

        var names = header.RemoveAt(brokerColumn);
        if (names.IsEmpty || names.Any(column => column.Length == 0))
        {
            throw Fail(name, number, $"the header {InputText.Quote(string.Join(',', header))} {(names.IsEmpty ? "names no dimension" : "has a column without name")}", "it should be broker,fd,ud");
        }

        var dimensions = names.Select(RackDimensionNames.Of).ToImmutableArray();
        if (header.GroupBy(column => column, StringComparer.OrdinalIgnoreCase).FirstOrDefault(column => column.Count() > 1)?.Key is { } twice)
        {
            throw Fail(name, number, $"the column {InputText.Quote(twice)} stands twice in the header", null);
        }

        if (dimensions.Distinct().Count() < dimensions.Length)
        {
            throw Fail(name, number, $"two columns of the header {InputText.Quote(string.Join(',', header))} mean the same dimension", null);
        }

        return (brokerColumn, dimensions);
    }

    private static char Separator(string header) => header.Contains(',') ? ',' : header.Contains(';') ? ';' : header.Contains('\t') ? '\t' : ',';

    /// <summary>The cells, trimmed, without the quotes that spreadsheets put around them; ids, hosts and domains hold no separators.</summary>
    private static ImmutableArray<string> Cells(string line, char separator) => [.. line.Split(separator).Select(cell => cell.Trim().Trim('"').Trim())];

    private static InputException Fail(string name, int line, string problem, string? fix) =>
        new($"{name}, line {line}: {problem}.{(fix is null ? "" : $" Perhaps {fix}.")}");
}
