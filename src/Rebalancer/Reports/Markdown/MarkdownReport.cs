using System.Text;
using Rebalancer.Planning;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Reports.Markdown;

/// <summary>Draws a <see cref="ReportDocument"/> as Markdown, with tables as GitHub and GitLab draw them.</summary>
public static class MarkdownReport
{
    /// <summary>The report as Markdown, LF line ends.</summary>
    /// <param name="document">The report.</param>
    public static string Render(ReportDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        text.Append("# ").Append(Escape(document.Title)).Append("\n\n");
        foreach (var line in document.Lines)
        {
            text.Append(Escape(line)).Append("\n\n");
        }

        Notes(text, "Warnings", document, PlanNoteKind.Warning);
        Notes(text, "Reasons", document, PlanNoteKind.Reason);
        foreach (var table in document.Tables)
        {
            text.Append("## ").Append(Escape(table.Title)).Append("\n\n");
            Row(text, table.Columns.Select(c => c.Name));
            Row(text, table.Columns.Select(c => c.RightAligned ? "---:" : "---"));
            foreach (var row in table.Rows)
            {
                Row(text, row);
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Notes(StringBuilder text, string title, ReportDocument document, PlanNoteKind kind)
    {
        var notes = document.Notes.Where(n => n.Kind == kind).ToList();
        if (notes.Count == 0)
        {
            return;
        }

        text.Append("## ").Append(title).Append("\n\n");
        foreach (var note in notes)
        {
            text.Append("- ").Append(Escape(note.Text)).Append('\n');
        }

        text.Append('\n');
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            // GitHub drops blanks at the start of a cell: a line that belongs to the one above it keeps its place by entities.
            var nested = cell.Length - cell.TrimStart().Length;
            text.Append("| ").Insert(text.Length, "&nbsp;", nested).Append(Escape(cell.Trim())).Append(' ');
        }

        text.Append("|\n");
    }

    /// <summary>Names of topics and hosts must not become emphasis, tables, HTML or links.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\\' or '|' or '*' or '_' or '`' or '<' or '[' or ']')
            {
                escaped.Append('\\');
            }

            escaped.Append(c is '\r' or '\n' ? ' ' : c);
        }

        return escaped.ToString();
    }
}
