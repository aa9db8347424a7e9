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

        foreach (var table in document.Tables.Where(t => !t.IsDetail))
        {
            Render(table);
        }

        RenderNotes(document);
    }

    private void Render(ReportTable table)
    {
        console.WriteLine();
        WriteLine(table.Title, new Style(decoration: Decoration.Bold));
        var drawn = new Table { Border = TableBorder.Simple, ShowHeaders = table.Columns.Any(c => c.Name.Length > 0) };
        foreach (var column in table.Columns)
        {
            drawn.AddColumn(new TableColumn(new Text(column.Name)) { Alignment = column.RightAligned ? Justify.Right : Justify.Left });
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Write(new TrimmedRenderable(drawn));
    }

    private void RenderNotes(ReportDocument document)
    {
        if (document.Notes.IsEmpty)
        {
            return;
        }

        console.WriteLine();
        foreach (var note in document.Notes)
        {
            var warning = note.Kind == PlanNoteKind.Warning;
            WriteLine((warning ? "Warning: " : "Note: ") + note.Text, warning ? new Style(Color.Yellow) : Style.Plain);
        }
    }

    private void WriteLine(string text, Style style)
    {
        console.Write(new TrimmedRenderable(new Text(text, style)));
    }
}
