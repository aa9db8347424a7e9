using Rebalancer.Planning;
using Rebalancer.Reports.Layout;
using Spectre.Console;

namespace Rebalancer.Cli.Rendering;

/// <summary>Draws a report on a console: plain lines and ruled tables that read the same in a terminal, a log and a ticket.</summary>
internal sealed class ReportRenderer(IAnsiConsole console)
{
    public void Render(ReportDocument document)
    {
        WriteLine(document.Title, new Style(decoration: Decoration.Bold));
        foreach (var line in document.Lines)
        {
            WriteLine(line, Style.Plain);
        }

        RenderNotes(document, PlanNoteKind.Warning);
        foreach (var table in document.Tables.Where(t => !t.IsDetail))
        {
            Render(table);
        }

        RenderNotes(document, PlanNoteKind.Reason);
    }

    /// <summary>Draws one table under its title.</summary>
    public void Render(ReportTable table)
    {
        console.WriteLine();
        WriteLine(table.Title, new Style(decoration: Decoration.Bold));
        var drawn = new Table { Border = TableBorder.Simple, ShowHeaders = table.Columns.Any(c => c.Name.Length > 0) };
        var kept = Fitting(table);
        foreach (var column in kept.Select(i => table.Columns[i]))
        {
            var alignment = column.RightAligned ? Justify.Right : Justify.Left;
            drawn.AddColumn(new TableColumn(new Text(Plain(column.Name))) { Alignment = alignment });
        }

        foreach (var (row, i) in table.Rows.Select((row, i) => (row, i)))
        {
            var style = Of(table.Tones.IsEmpty ? RowTone.Neutral : table.Tones[i]);
            drawn.AddRow(kept.Select(column => new Text(Plain(row[column]), column > 0 ? style : Style.Plain)));
        }

        console.Write(new TrimmedRenderable(drawn));
    }

    /// <summary>The columns that are drawn: where the width does not do, those that may be left out are, one after the other.</summary>
    private List<int> Fitting(ReportTable table)
    {
        const int Between = 3;
        List<int> kept = [.. Enumerable.Range(0, table.Columns.Length)];
        int Width(int i) => Between + Math.Max(table.Columns[i].Name.Length, table.Rows.Max(r => (int?)r[i].Length) ?? 0);
        while (kept.Sum(Width) > console.Profile.Width
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

    /// <summary>Where the terminal's locale has no UTF-8, an arrow is drawn in ASCII.</summary>
    private string Plain(string text) => console.Profile.Capabilities.Unicode ? text : text.Replace("→", "->", StringComparison.Ordinal);

    private void RenderNotes(ReportDocument document, PlanNoteKind kind)
    {
        var notes = document.Notes.Where(n => n.Kind == kind).ToList();
        if (notes.Count == 0)
        {
            return;
        }

        console.WriteLine();
        foreach (var note in notes)
        {
            var warning = note.Kind == PlanNoteKind.Warning;
            WriteLine((warning ? "Warning: " : "Note: ") + note.Text, warning ? new Style(Color.Yellow) : Style.Plain);
        }
    }

    private void WriteLine(string text, Style style)
    {
        console.Write(new TrimmedRenderable(new Text(Plain(text), style)));
    }
}
