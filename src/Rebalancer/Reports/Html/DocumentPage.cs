using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Planning;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Reports.Html;

/// <summary>
/// Draws a <see cref="ReportDocument"/> as one HTML file that needs nothing else, with the picture of a run where it has one.
/// </summary>
/// <remarks>The same document gives the same bytes. Stateless and safe for concurrent use.</remarks>
public static class DocumentPage
{
    private const int ShownRows = 1000;

    private static readonly Dictionary<string, string> s_titles = new()
    {
        ["choices"] = "Choices",
        ["risk"] = "What a loss would stop",
        ["grid"] = "Domains",
        ["brokers"] = "Brokers",
        ["topics"] = "Topics",
        ["moves"] = "Partitions",
        ["timeline"] = "Over time",
        ["exceptions"] = "What is not as planned",
        ["proof"] = "Can it be better?",
        ["details"] = "In numbers",
    };

    /// <summary>The page, LF line ends.</summary>
    /// <param name="document">What it shows.</param>
    public static string Render(ReportDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var html = new HtmlText();
        var sections = document.Tables.GroupBy(t => s_titles.ContainsKey(t.Section) ? t.Section : "details").ToList();
        (string, string)[] last = document.Next is null ? [] : [("next", "Next commands")];
        PageFrame.Begin(
            html, document.Title, document.Next, [("headline", "In short"), .. sections.Select(s => (s.Key, s_titles[s.Key])), .. last]);
        PageFrame.Section(html, "headline", "In short", h => Headline(h, document));
        foreach (var section in sections)
        {
            PageFrame.Section(html, section.Key, s_titles[section.Key], h =>
            {
                if (section.Key == "timeline" && document.Timeline is not null)
                {
                    h.Markup("<div data-timeline=\"lanes\"></div>\n<div data-timeline=\"rates\"></div>\n");
                }

                foreach (var table in section)
                {
                    Table(h, table);
                }
            });
        }

        if (document.Next is { } next)
        {
            PageFrame.Section(html, "next", "Next commands", h => NextSection.Write(h, next));
        }

        return PageFrame.End(html, Data(document.Timeline), document.Timeline is not null, PageAssets.TimelineScript);
    }

    private static void Headline(HtmlText html, ReportDocument document)
    {
        var tone = document.Tone switch { RowTone.Better => " balanced", RowTone.Worse => " changesneeded", _ => "" };
        for (var i = 0; i < document.Lines.Length; i++)
        {
            html.Element(i == 0 ? $"p class=\"verdict{tone}\"" : "p", document.Lines[i]).Markup("\n");
        }

        HeadlineSection.Tiles(html, document.Tiles, isPlan: true);
        HeadlineSection.Notes(html, document.Notes, PlanNoteKind.Warning, "warning");
        HeadlineSection.Notes(html, document.Notes, PlanNoteKind.Reason, "reason");
        if (document.Next is { } next)
        {
            HeadlineSection.First(html, next);
        }
    }

    private static void Table(HtmlText html, ReportTable table)
    {
        var more = table.Rows.Length > ShownRows
            ? $" (the first {Quantity.Count(ShownRows)} of {Quantity.Count(table.Rows.Length)})"
            : "";
        html.Table(
            table.Title + more, [.. table.Columns.Select(c => c.RightAligned ? "#" + c.Name : c.Name)], table.Rows.Take(ShownRows),
            "data-sortable");
    }

    private static byte[] Data(TimelinePicture? picture)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (picture is not null)
            {
                Row(json, "seconds", [.. picture.Seconds]);
                Row(json, "rates", [.. picture.Rates]);
                Row(json, "allowed", [.. picture.Allowed]);
                Row(json, "columns", [.. picture.Columns]);
                Row(json, "lanes", [.. picture.Lanes.Select(l => new object[] { l.Broker, l.Moves })]);
                Row(json, "marks", [.. picture.Marks.Select(m => new object[] { m.From, m.Until, m.Text })]);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Row(Utf8JsonWriter json, string name, ReadOnlySpan<object> cells)
    {
        json.WritePropertyName(name);
        JsonCells.Write(json, cells);
    }
}
