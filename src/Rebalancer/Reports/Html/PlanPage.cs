using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Html;

/// <summary>Draws a <see cref="ReportPage"/> as one HTML file with pictures that needs nothing else.</summary>
/// <remarks>The same page gives the same bytes. Stateless and safe for concurrent use.</remarks>
public static class PlanPage
{
    private const int ShownRows = 100;
    private const int ShownBrokers = 6;

    /// <summary>The page, LF line ends.</summary>
    /// <param name="page">What it shows.</param>
    public static string Render(ReportPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var html = new HtmlText();
        PageFrame.Begin(html, page.Title, page.Next, [.. Sections().Select(section => (section.Id, section.Title))]);
        foreach (var (id, title, write) in Sections())
        {
            PageFrame.Section(html, id, title, h => write(h, page));
        }

        return PageFrame.End(html, PageData.Of(page), hasCharts: true, PageAssets.Script);
    }

    /// <summary>The sections in their order; the ids are a public contract.</summary>
    private static (string Id, string Title, Action<HtmlText, ReportPage> Write)[] Sections() =>
    [
        ("headline", "In short", HeadlineSection.Write),
        ("risk", "What a loss would stop", ClusterSections.Risk),
        ("grid", "Domains", ClusterSections.Grid),
        ("brokers", "Brokers", ClusterSections.Brokers),
        ("flow", "Who copies to whom", Flow),
        ("topics", "Topics", ClusterSections.Topics),
        ("moves", "Changes", Moves),
        ("time", "How long it takes", Time),
        ("proof", "Can it be better?", Proof),
        ("next", "Next commands", (html, page) => NextSection.Write(html, page.Next)),
    ];

    private static void Flow(HtmlText html, ReportPage page)
    {
        if (page.Effects.MoveCount == 0)
        {
            html.Element("p", "Nothing is copied.");
            return;
        }

        if (!page.Effects.Flow.Domains.IsEmpty)
        {
            html.Markup("<div class=\"pair\"><div><div data-chart=\"sankey\"></div></div>\n").Table(
                "Copies between domains", ["domains", "from", "to", "#replicas", "#bytes"],
                page.Effects.Flow.Domains.Take(ShownRows).Select(f => ImmutableArray.Create(
                    f.Dimension, f.From ?? "?", f.To ?? "?", Quantity.Count(f.Moves),
                    Quantity.Bytes(f.Bytes, page.Effects.MovedUnknownSizeCount))),
                "data-sortable").Markup("</div>\n");
        }

        html.Markup("<div data-chart=\"matrix\"></div>\n");
        if (page.Effects.Flow.Domains.IsEmpty)
        {
            html.Table(
                "Copies between brokers", ["#from", "#to", "#replicas", "#bytes"],
                page.Effects.Flow.Brokers.Take(ShownRows).Select(f => ImmutableArray.Create(
                    Quantity.Id(f.From), Quantity.Id(f.To), Quantity.Count(f.Moves),
                    Quantity.Bytes(f.Bytes, page.Effects.MovedUnknownSizeCount))),
                "data-sortable");
        }
    }

    private static void Moves(HtmlText html, ReportPage page)
    {
        var changes = page.Effects.Changes;
        if (changes.IsEmpty)
        {
            html.Element("p", page.IsPlan ? "Nothing changes." : "A cluster as it is has no changes: rebalancer plan makes some.");
            return;
        }

        html.Element("p class=\"count\" role=\"status\"", changes.Length > ShownRows
            ? $"The first {ShownRows} of {Quantity.Count(changes.Length)} changes; with scripts the page shows them all."
            : $"{Quantity.Count(changes.Length, "change")}.");
        html.Table(
            "Every changed partition and why", ["topic", "#partition", "from", "to", "before", "after", "#bytes", "reason"],
            changes.Take(ShownRows).Select(c => ImmutableArray.Create(
                c.Change.TopicPartition.Topic, Quantity.Id(c.Change.TopicPartition.Partition), string.Join(", ", c.Removed),
                string.Join(", ", c.Added), string.Join(", ", c.Change.Before), string.Join(", ", c.Change.After),
                c.Bytes is { } bytes ? Quantity.Bytes(bytes) : "not known", c.Reason.Text)),
            $"id=\"moves-table\" aria-rowcount=\"{changes.Length}\"");
    }

    private static void Time(HtmlText html, ReportPage page)
    {
        if (page.Effects.Time is not { } time)
        {
            html.Element(
                "p",
                page.Effects.MoveCount == 0 ? "Nothing is copied, so it takes no time." : "The sizes are not known, so the time is not.");
            return;
        }

        var busiest = time.BusiestBrokers.Take(ShownBrokers).ToList();
        html.Markup("<div data-chart=\"time\"></div>\n").Table(
            "Time at each rate, for the whole plan and the busiest brokers",
            ["#rate of a broker", "#whole plan", .. busiest.Select(b => $"#broker {b.BrokerId}")],
            time.Times.Select((t, i) => (ImmutableArray<string>)
            [
                Quantity.Rate(t.Rate.BytesPerSecond) + (t.IsGiven ? " (given)" : ""), Quantity.Duration(t.Whole),
                .. busiest.Select(b => Quantity.Duration(b.Until[i])),
            ]));
        foreach (var assumption in time.Assumptions)
        {
            html.Element("p class=\"soft\"", assumption).Markup("\n");
        }
    }

    private static void Proof(HtmlText html, ReportPage page)
    {
        if (page.Proof.IsEmpty)
        {
            html.Element(
                "p", "Nothing was planned here, so there is nothing to prove: rebalancer plan tells how near each goal is to its best.");
            return;
        }

        html.Table(
            "Each goal, how near it is to its best", ["goal", "#value", "#bound", "#gap", "in words"],
            page.Proof.Select(p => ImmutableArray.Create(
                ProofWords.Title(p.Result, page.Effects.After), Quantity.Count(p.Result.Value), Quantity.Count(p.Result.LowerBound),
                Quantity.Count(p.Result.Gap), p.Words)));
        HeadlineSection.Notes(html, page.Notes, PlanNoteKind.Reason, "reason");
    }
}
