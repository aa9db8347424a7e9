using System.Net;
using System.Text;
using Rebalancer.Planning;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Reports.Html;

/// <summary>Draws a <see cref="ReportDocument"/> as one HTML file that needs nothing else: no scripts, no fonts, no pictures from outside.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8882; --warn: #c60; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: left; white-space: pre; }
        th { border-bottom-width: 2px; } .n { text-align: right; }
        tbody tr:hover { background: var(--soft); }
        .warning { border-left: 4px solid var(--warn); padding-left: .75rem; } .reason { border-left: 4px solid var(--line); padding-left: .75rem; }
        """;

    /// <summary>The report as an HTML page, LF line ends.</summary>
    /// <param name="document">The report.</param>
    public static string Render(ReportDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<title>").Append(Encode(document.Title)).Append("</title>\n<style>\n").Append(Style.ReplaceLineEndings("\n")).Append("\n</style>\n</head>\n<body>\n");
        html.Append("<h1>").Append(Encode(document.Title)).Append("</h1>\n");
        foreach (var line in document.Lines)
        {
            html.Append("<p>").Append(Encode(line)).Append("</p>\n");
        }

        foreach (var note in document.Notes)
        {
            html.Append(note.Kind == PlanNoteKind.Warning ? "<p class=\"warning\">Warning: " : "<p class=\"reason\">").Append(Encode(note.Text)).Append("</p>\n");
        }

        foreach (var table in document.Tables)
        {
            Table(html, table);
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void Table(StringBuilder html, ReportTable table)
    {
        html.Append("<h2>").Append(Encode(table.Title)).Append("</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
        foreach (var column in table.Columns)
        {
            html.Append(column.RightAligned ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">").Append(Encode(column.Name)).Append("</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                html.Append(table.Columns[i].RightAligned ? "<td class=\"n\">" : "<td>").Append(Encode(row[i])).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
