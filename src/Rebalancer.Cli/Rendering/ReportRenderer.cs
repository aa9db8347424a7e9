using Rebalancer.Cli.Context;
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
        console.Write(new RuledTable(table));
    }

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
        console.Write(new Prose(Plain(text), style));
    }
}
