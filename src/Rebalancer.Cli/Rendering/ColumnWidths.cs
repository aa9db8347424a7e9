using Rebalancer.Reports.Layout;
using Spectre.Console.Rendering;

namespace Rebalancer.Cli.Rendering;

/// <summary>
/// How wide each column of a table is drawn. Where the console is too narrow, sentences are wrapped first, then long names are broken, then
/// numbers and their units are parted. Other words, and numbers, are never broken: what would need it is no table any more.
/// </summary>
internal static class ColumnWidths
{
    /// <summary>What is left of a long name in one line before numbers are parted.</summary>
    private const int Name = 24;

    /// <summary>What is left of it where there is no other way.</summary>
    private const int ShortName = 12;

    /// <summary>Whether columns can be drawn without breaking words and numbers.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns that are drawn.</param>
    /// <param name="available">What they may take together.</param>
    public static bool Fit(ReportTable table, IReadOnlyList<int> columns, int available) =>
        columns.Sum(c => Narrowest(table, c)) <= available;

    /// <param name="table">The table.</param>
    /// <param name="columns">The columns that are drawn.</param>
    /// <param name="available">What they may take together.</param>
    public static int[] Of(ReportTable table, IReadOnlyList<int> columns, int available)
    {
        int[] widths = [.. columns.Select(c => Widest(table, c))];
        ReadOnlySpan<Func<int, int>> floors =
        [
            c => Floor(c, WidestCell(table, c), WidestWord(table, c)),
            c => Floor(c, WidestCell(table, c), Math.Min(Name, WidestWord(table, c))),
            c => Math.Min(Name, WidestWord(table, c)),
            c => Narrowest(table, c),
        ];
        foreach (var floor in floors)
        {
            Shrink(widths, [.. columns.Select(floor)], available);
        }

        return widths;

        int Floor(int c, int number, int text) =>
            Math.Max(LongestWord(table.Columns[c].Name), table.Columns[c].RightAligned ? number : text);
    }

    /// <summary>What a column takes where there is room.</summary>
    public static int Widest(ReportTable table, int column) =>
        Math.Max(Cells(table.Columns[column].Name), WidestCell(table, column));

    /// <summary>Takes from the widest column that may give, until all fit or none may.</summary>
    private static void Shrink(int[] widths, int[] floors, int available)
    {
        for (var excess = widths.Sum() - available; excess > 0; excess--)
        {
            var widest = -1;
            for (var i = 0; i < widths.Length; i++)
            {
                if (widths[i] > floors[i] && (widest < 0 || widths[i] > widths[widest]))
                {
                    widest = i;
                }
            }

            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
        }
    }

    private static int Narrowest(ReportTable table, int column) =>
        WidestWord(table, column) is var word && word > Name ? Math.Max(ShortName, LongestWord(table.Columns[column].Name)) : word;

    private static int WidestCell(ReportTable table, int column) => table.Rows.Max(r => (int?)Cells(r[column])) ?? 0;

    private static int WidestWord(ReportTable table, int column) =>
        Math.Max(LongestWord(table.Columns[column].Name), table.Rows.Max(r => (int?)LongestWord(r[column])) ?? 0);

    // A row that stands below another is indented, and its first word is not parted from that.
    private static int LongestWord(string text)
    {
        var indent = text.Length - text.TrimStart().Length;
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, i) => Cells(word) + (i == 0 ? indent : 0))
            .DefaultIfEmpty().Max();
    }

    private static int Cells(string text) => new Segment(text).CellCount();
}
