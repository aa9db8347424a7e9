using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Rebalancer.Files.Input;
using Rebalancer.Topology;

namespace Rebalancer.Files.Tables;

/// <summary>
/// Reads a topology table in CSV: the header <c>broker,fd,ud</c> (any further columns are dimensions too), then a row per broker; <c>#</c>
/// starts a comment.
/// </summary>
internal sealed class CsvTableReader(InputFile file, TextLines lines, CsvHeader header)
{
    private readonly TableBuilder _builder = new(file.Name);

    /// <param name="passed">Lines before the header that were passed over.</param>
    public TopologyTable Read(PassedLines passed)
    {
        var linesBefore = file.LinesRead - 1;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            Delimiter = header.Separator.ToString(),
            IgnoreBlankLines = true,
            TrimOptions = TrimOptions.Trim,
        };

        // The header goes through the same parser as the rows, so that quotes mean the same in both.
        var isQuoted = QuotedLines.Are(header.Line);
        using var text = new LineTextReader(
            header.Line, lines, WithoutComments(
                isQuoted ? QuotedLines.Strip : header.Separator == '|' ? TableBorders.Of(header.Line).Strip : null));
        using var parser = new CsvParser(text, configuration);
        ImmutableArray<string> columns = [];
        while (ReadRecord(parser, linesBefore) is { } cells)
        {
            if (IsComment(cells[0]) || cells.All(cell => cell.Length == 0))
            {
                continue;
            }

            var line = linesBefore + parser.RawRow;
            if (columns.IsEmpty)
            {
                columns = [.. cells];
                RequireHeader(columns, line);
            }
            else
            {
                AddRow(columns, cells, line);
            }
        }

        return _builder.IsEmpty
            ? throw file.Fail("no broker follows the header", "the file was cut off")
            : _builder.Build(notes:
            [
                .. passed.Notes(file),
                .. isQuoted ? [$"{file.Name}: each line stands in quotes as a whole; these quotes were left out."] : (string[])[],
            ]);
    }

    // The parser would take a row that begins with #N/A for one.
    private Func<string, string> WithoutComments(Func<string, string>? strip) => line =>
    {
        var text = strip is null ? line : strip(line);
        return IsComment(text.TrimStart().Split(header.Separator)[0]) ? "" : text;
    };

    private static bool IsComment(string firstCell) => firstCell.StartsWith('#') && !TableBuilder.IsSpreadsheetError(firstCell);

    private string[]? ReadRecord(CsvParser parser, long linesBefore)
    {
        try
        {
            return parser.Read() ? parser.Record : null;
        }
        catch (CsvHelperException e)
        {
            throw Fail(linesBefore + parser.RawRow, $"the quotes in {InputText.Quote(parser.RawRecord.Trim())} do not match",
                "a quote is missing, or one too many", e);
        }
    }

    private void RequireHeader(ImmutableArray<string> columns, long line)
    {
        var names = InputText.Quote(string.Join(',', columns));
        if (columns.Any(column => column.Length == 0))
        {
            throw Fail(line, $"the header {names} has a column without name", "it should be broker,fd,ud");
        }

        if (columns.FirstOrDefault(column => column.Any(CsvHeader.IsSeparator)) is { } mixed)
        {
            throw Fail(
                line,
                $"the column {InputText.Quote(mixed)} has a separator in its name, but "
                    + $"{InputText.Quote(header.Separator.ToString())} separates the others",
                "one of them should be the other");
        }

        if (columns.GroupBy(column => column, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(column => column.Count() > 1)?.Key is { } twice)
        {
            throw Fail(line, $"the column {InputText.Quote(twice)} appears twice in the header", null);
        }

        var meanings = columns.Select(
            column => TableBuilder.ColumnOf(column) is var kind and not TableColumn.Dimension ? (object)kind : _builder.Dimension(column))
            .ToArray();
        if (meanings.Distinct().Count() < meanings.Length)
        {
            throw Fail(line, $"two columns of the header {names} mean the same", null);
        }
    }

    private void AddRow(ImmutableArray<string> columns, string[] cells, long line)
    {
        if (cells.Length != columns.Length)
        {
            throw Fail(
                line,
                $"{InputText.Count(cells.Length, "cell")} in {InputText.Quote(string.Join(header.Separator, cells))} but the header has "
                    + $"{columns.Length}",
                cells.Length < columns.Length ? "a cell is missing"
                    : $"a {(columns.Contains("rack", StringComparer.OrdinalIgnoreCase) ? "rack" : "value")} has a "
                        + $"{InputText.Quote(header.Separator.ToString())} in it: put it in quotes");
        }

        var named = new Dictionary<TableColumn, string>();
        var domains = new Dictionary<RackDimension, string?>();
        for (var i = 0; i < cells.Length; i++)
        {
            var kind = TableBuilder.ColumnOf(columns[i]);
            if (kind == TableColumn.Dimension)
            {
                domains[_builder.Dimension(columns[i])] = cells[i];
            }
            else
            {
                named[kind] = cells[i];
            }
        }

        var problem = named.GetValueOrDefault(TableColumn.Broker) is { } broker && string.IsNullOrWhiteSpace(broker)
            ? $"the broker is missing in {InputText.Quote(string.Join(',', cells))}"
            : _builder.Add(
                named.GetValueOrDefault(TableColumn.Broker), named.GetValueOrDefault(TableColumn.Id),
                    named.GetValueOrDefault(TableColumn.Host), domains);
        if (problem is not null)
        {
            throw Fail(line, problem, null);
        }
    }

    private InputException Fail(long line, string problem, string? fix, Exception? cause = null) =>
        new($"{file.Name}, line {line}: {problem}.{(fix is null ? "" : $" Perhaps {fix}.")}", cause!);
}
