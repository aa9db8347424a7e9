using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Reports.Html;

/// <summary>The first screen: two sentences, the tiles, the warnings.</summary>
internal static class HeadlineSection
{
    public static void Write(HtmlText html, ReportPage page)
    {
        html.Markup($"<p class=\"badge {page.Headline.Verdict.ToString().ToLowerInvariant()}\">").Text(Words(page))
            .Markup("</p>\n");
        foreach (var line in HealthLine.Of(page.Health))
        {
            html.Element("p class=\"verdict\"", line).Markup("\n");
        }

        html.Element("p class=\"verdict\"", page.Headline.Now).Markup("\n");
        if (page.Headline.Plan.Length > 0)
        {
            html.Element("p class=\"verdict\"", page.Headline.Plan).Markup("\n");
        }

        Tiles(html, page.Headline.Tiles, page.IsPlan);
        Notes(html, page.Notes, PlanNoteKind.Warning, "warning");
        if (page.Proof.IsEmpty)
        {
            Notes(html, page.Notes, PlanNoteKind.Reason, "reason");
        }

        First(html, page.Next);
    }

    /// <summary>The command that comes first, where there is one.</summary>
    public static void First(HtmlText html, NextSteps next)
    {
        if (next.Commands is [var first, ..])
        {
            html.Element("p class=\"do\"", first.Purpose + ":").Markup("\n");
            NextSection.Command(html, first);
            html.Markup("\n");
        }
    }

    public static void Tiles(HtmlText html, ImmutableArray<Tile> tiles, bool isPlan)
    {
        if (tiles.IsEmpty)
        {
            return;
        }

        html.Markup("<ul class=\"tiles\">\n");
        foreach (var tile in tiles)
        {
            html.Markup($"<li class=\"{Trend(tile)}\">").Element("span class=\"name\"", tile.Title)
                .Markup("<strong>").Markup(Numbers(tile, isPlan))
                .Markup("</strong>").Element("span class=\"soft\"", tile.Detail).Markup("</li>\n");
        }

        html.Markup("</ul>\n");
    }

    public static void Notes(HtmlText html, ImmutableArray<PlanNote> notes, PlanNoteKind kind, string style)
    {
        foreach (var note in notes.Where(n => n.Kind == kind))
        {
            html.Element($"p class=\"{style}\"", (kind == PlanNoteKind.Warning ? "Warning: " : "") + note.Text).Markup("\n");
        }
    }

    private static string Trend(Tile tile) => tile.Trend switch { > 0 => "better", < 0 => "worse", _ => "same" };

    private static string Numbers(Tile tile, bool isPlan)
    {
        var (before, after) = (tile.Before is { } b ? Number(tile.Unit, b) : null, tile.After is { } a ? Number(tile.Unit, a) : null);
        return (before, after) switch
        {
            (null, null) => Part("not known"),
            (null, _) => Part(after),
            (_, null) => Part(before),
            _ when !isPlan || before == after => Part(before),
            _ => $"<span class=\"was\">{before}</span> <span>→ {after}</span>",
        };
    }

    /// <summary>A number of ours; a line breaks only between two of them.</summary>
    private static string Part(string number) => $"<span>{number}</span>";

    private static string Words(ReportPage page) => page.Headline.Verdict switch
    {
        Verdict.Balanced => "Balanced",
        Verdict.NothingToChange => page.IsPlan ? "Nothing to change" : "Not balanced",
        Verdict.NotValid => "Not valid: do not apply",
        _ => "Changes needed",
    };

    private static string Number(TileUnit unit, long value) => unit switch
    {
        TileUnit.Bytes => Quantity.Bytes(value),
        TileUnit.Seconds => Quantity.Duration(TimeSpan.FromSeconds(value)),
        _ => Quantity.Count(value),
    };
}
