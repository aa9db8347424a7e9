using System.Collections.Immutable;

namespace Rebalancer.Reports.Html;

/// <summary>The sections of the cluster: losses, domains, brokers and topics, before and after.</summary>
internal static class ClusterSections
{
    private const int ShownTopics = 1000;

    public static void Risk(HtmlText html, ReportPage page)
    {
        var losses = page.Effects.Risk.Losses;
        if (losses.IsEmpty)
        {
            html.Element("p", "There is no broker to lose.");
            return;
        }

        html.Markup("<div data-chart=\"risk\"></div>\n").Table(
            "Partitions that the loss of one domain or broker takes offline or below min.insync.replicas",
            ["loss of", "#offline", "#under min ISR", "#stopped"],
            losses.Select(l => ImmutableArray.Create(
                $"{l.Dimension} {l.Name}", Pair(page, new(l.Before.Offline, l.After.Offline)),
                Pair(page, new(l.Before.UnderMinIsr, l.After.UnderMinIsr)), Pair(page, new(l.Before.Stopped, l.After.Stopped)))));
    }

    public static void Grid(HtmlText html, ReportPage page)
    {
        var grid = page.Effects.Grid;
        if (grid.Dimensions.IsEmpty)
        {
            html.Element("p", Quantity.NoRacks);
            return;
        }

        html.Markup("<div data-chart=\"grid\"></div>\n").Table(
            "What the brokers of each domain hold",
            [.. grid.Dimensions.Select(d => d.ShortName), "#brokers", "#replicas", "#leaders", "#bytes"],
            grid.Cells.Select(c => (ImmutableArray<string>)
            [
                .. c.Domains.Select(d => d ?? "?"), Quantity.Count(c.BrokerIds.Length), Pair(page, c.Replicas), Pair(page, c.Leaders),
                Bytes(page, c.Bytes),
            ]));
    }

    public static void Brokers(HtmlText html, ReportPage page) => html.Markup("<div data-chart=\"brokers\"></div>\n").Table(
        "What each broker holds",
        [
            "#broker", "host", .. page.Effects.Grid.Dimensions.Select(d => d.ShortName), "state", "#replicas", "#in", "#out", "#leaders",
            "#bytes", "#share of disk",
        ],
        page.Effects.Brokers.Rows.Select(b => (ImmutableArray<string>)
        [
            Quantity.Id(b.Id), b.Host, .. b.Domains.Select(d => d ?? "?"), Marks(b.Marks), Pair(page, b.Replicas),
            Quantity.Count(b.MovesIn), Quantity.Count(b.Removed), Pair(page, b.Leaders), Bytes(page, b.Bytes),
            b.DiskBytes is { } disk ? Quantity.Percent(b.Bytes.After, disk) : "not known",
        ]),
        "data-sortable");

    public static void Topics(HtmlText html, ReportPage page)
    {
        var topics = page.Effects.Topics;
        if (topics.Length > ShownTopics)
        {
            html.Element("p", $"The {Quantity.Count(ShownTopics)} of {Quantity.Count(topics.Length)} topics with most violations, then "
                + "most bytes to copy.");
        }

        html.Markup(page.Effects.MoveCount > 0 ? "<div data-chart=\"topics\"></div>\n" : "").Table(
            "Topics",
            ["topic", "#partitions", "#RF", "#violations", "#moves", "#bytes to copy", "#bytes", "#replica range", "#leader range"],
            topics.OrderByDescending(t => t.Violations.Before).ThenByDescending(t => t.MoveBytes)
                .ThenBy(t => t.Name, StringComparer.Ordinal).Take(ShownTopics).Select(t => ImmutableArray.Create(
                t.Name, Quantity.Count(t.Partitions),
                t.MinReplicationFactor == t.MaxReplicationFactor
                    ? Quantity.Count(t.MinReplicationFactor)
                    : $"{t.MinReplicationFactor}..{t.MaxReplicationFactor}",
                Pair(page, t.Violations), Quantity.Count(t.Moves), Quantity.Bytes(t.MoveBytes),
                t.UnknownSizes == t.Partitions ? "not known" : Quantity.Bytes(t.Bytes), Pair(page, t.ReplicaRange),
                Pair(page, t.LeaderRange))),
            "data-sortable");
    }

    private static string Pair(ReportPage page, BeforeAfter pair) =>
        !page.IsPlan || pair.Difference == 0
            ? Quantity.Count(pair.Before)
            : $"{Quantity.Count(pair.Before)} → {Quantity.Count(pair.After)}";

    private static string Bytes(ReportPage page, BeforeAfter pair)
    {
        var unknown = page.Effects.Cluster.SizesUnknown;
        return unknown ? "not known"
            : !page.IsPlan || pair.Difference == 0 ? Quantity.Bytes(pair.Before)
            : $"{Quantity.Bytes(pair.Before)} → {Quantity.Bytes(pair.After)}";
    }

    private static string Marks(BrokerMarks marks) => string.Join(
        ", ",
        new[]
        {
            (BrokerMarks.New, "new"), (BrokerMarks.Draining, "leaving"), (BrokerMarks.Dead, "dead"), (BrokerMarks.Cordoned, "cordoned"),
            (BrokerMarks.Excluded, "left as it is"),
        }.Where(m => marks.HasFlag(m.Item1)).Select(m => m.Item2));
}
