using System.Collections.Immutable;
using Rebalancer.Reports.Layout;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rebalancer.Cli.Rendering;

/// <summary>
/// A table with one rule below its headings, that reads the same in a terminal, a log and a ticket. Where its columns find no room, each
/// row is a sentence.
/// </summary>
internal sealed class RuledTable(ReportTable table) : IRenderable
{
    private const int Left = 2;
    private const int Between = 3;

    /// <summary>What a border without blanks at its right takes.</summary>
    private const int LeastBetween = 2;

    /// <summary>What stands right of the last column, which is blank and not printed.</summary>
    private const int Right = 2;

    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        static string Plain(string text) => text.Replace("→", "->", StringComparison.Ordinal);
        var readable = options.Unicode ? table : table with
        {
            Columns = [.. table.Columns.Select(c => c with { Name = Plain(c.Name) })],
            Rows = [.. table.Rows.Select(r => r.Select(Plain).ToImmutableArray())],
        };
        var drawn = new Table { Border = TableBorder.Simple, ShowHeaders = table.Columns.Any(c => c.Name.Length > 0) };
        var kept = Fitting(readable, maxWidth);
        var between = ColumnWidths.Fit(readable, kept, maxWidth - Left - Between * (kept.Count - 1)) ? Between : LeastBetween;
        var available = maxWidth - Left - between * (kept.Count - 1);
        if (!ColumnWidths.Fit(readable, kept, available))
        {
            return new TrimmedRenderable(new Rows(Blocks(readable, kept)), maxWidth).Render(options, maxWidth);
        }

        var widths = ColumnWidths.Of(readable, kept, available);
        foreach (var (column, i) in kept.Select((column, i) => (readable.Columns[column], i)))
        {
            var alignment = column.RightAligned ? Justify.Right : Justify.Left;
            drawn.AddColumn(new TableColumn(new Text(column.Name))
            {
                Alignment = alignment,
                Width = Math.Max(1, widths[i]),
                Padding = new Padding(1, 0, between - LeastBetween, 0),
            });
        }

        foreach (var (row, i) in readable.Rows.Select((row, i) => (row, i)))
        {
            var style = Of(table.Tones.IsEmpty ? RowTone.Neutral : table.Tones[i]);
            drawn.AddRow(kept.Select(column => new Text(row[column], column > 0 ? style : Style.Plain)));
        }

        // The rule is as wide as the table with the blanks at its right.
        return new TrimmedRenderable(drawn, maxWidth).Render(options, maxWidth + Right);
    }

    private static IEnumerable<IRenderable> Blocks(ReportTable table, List<int> kept)
    {
        foreach (var row in table.Rows)
        {
            yield return new Padder(new Text(Named(kept[0])), new Padding(Left, 0, 0, 0));
            yield return new Padder(
                new Text(string.Join("; ", kept.Skip(1).Where(c => row[c].Length > 0).Select(Named))), new Padding(2 * Left, 0, 0, 0));

            string Named(int column) => table.Columns[column].Name is { Length: > 0 } name ? $"{name} {row[column]}" : row[column];
        }
    }

    /// <summary>The columns that are drawn: where the width does not do, those that may be left out are, one after the other.</summary>
    private static List<int> Fitting(ReportTable table, int width)
    {
        List<int> kept = [.. Enumerable.Range(0, table.Columns.Length)];
        while (kept.Sum(i => Between + ColumnWidths.Widest(table, i)) > width
            && kept.FindIndex(i => table.Columns[i].IsOptional) is >= 0 and var optional)
        {
            kept.RemoveAt(optional);
        }

        return kept;
    }

    private static Style Of(RowTone tone) => tone switch
    {
        RowTone.Better => new Style(Color.Green),
        RowTone.Worse => new Style(Color.Red),
        _ => Style.Plain,
    };
}
