using System.Collections.Immutable;

namespace Rebalancer.Reports.Html;

/// <summary>The sections of the cluster: losses, domains, brokers and topics, before and after.</summary>
internal static class ClusterSections
{
    private const int ShownTopics = 100;
    private const int ShownIds = 12;

    private static readonly (BrokerMarks Mark, string Name)[] s_marks =
    [
        (BrokerMarks.New, "new"), (BrokerMarks.Draining, "leaving"), (BrokerMarks.Dead, "dead"), (BrokerMarks.Cordoned, "cordoned"),
        (BrokerMarks.Excluded, "left alone"),
    ];

    public static void Risk(HtmlText html, ReportPage page)
    {
        var losses = page.Effects.Risk.Losses;
        if (losses.IsEmpty)
        {
            html.Element("p", "There is no broker to lose.");
            return;
        }

        html.Element("p class=\"lead\"", WorstLoss(page)).Markup("\n");
        if (page.Effects.Cluster.UnknownMinimumCount is > 0 and var unknown)
        {
            html.Element("p class=\"soft\"", $"min.insync.replicas is not known for {Quantity.Count(unknown, "topic")}: of those only "
                + "partitions without any in-sync replica count as stopped.").Markup("\n");
        }

        html.Markup("<div class=\"pair\"><div><div data-chart=\"risk\"></div></div>\n").Table(
            "Partitions that the loss of one domain or broker stops, and leaders to be taken over",
            ["loss of", "#offline", "#under min ISR", "#stopped", "#leaders"],
            losses.Select(l => ImmutableArray.Create(
                $"{l.Dimension} {l.Name}", Pair(page, new(l.Before.Offline, l.After.Offline)),
                page.Effects.Cluster.MinimumsUnknown ? "not known" : Pair(page, new(l.Before.UnderMinIsr, l.After.UnderMinIsr)),
                Pair(page, new(l.Before.Stopped, l.After.Stopped)),
                Pair(page, new(l.Before.Leaders, l.After.Leaders)))),
            "data-sortable").Markup("</div>\n");
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
            ]),
            "data-sortable");
    }

    /// <summary>The worst that a single loss does, in a sentence.</summary>
    private static string WorstLoss(ReportPage page)
    {
        var losses = page.Effects.Risk.Losses;
        var (before, after) = (losses.MaxBy(l => l.Before.Stopped)!, losses.MaxBy(l => l.After.Stopped)!);
        return (before.Before.Stopped, after.After.Stopped) switch
        {
            (0, 0) when page.Effects.Cluster.UnknownMinimumCount is > 0 and var unknown =>
                $"No partition goes offline{(page.IsPlan ? ", now or after the plan," : "")} when a single domain or broker is lost; "
                + $"whether writes stop is not known for {Quantity.Count(unknown, "topic")}.",
            (0, 0) when page.IsPlan => "No partition stops, now or after the plan, when a single domain or broker is lost. "
                + "What remains is the work of taking over its leaders.",
            (0, 0) => "No partition stops when a single domain or broker is lost. What remains is the work of taking over its leaders.",
            var (now, _) when !page.IsPlan => $"At worst, {Stops(before, now)}.",
            (0, var then) => $"No single loss stops a partition now; after the plan {Stops(after, then)}.",
            (var now, 0) => $"Now {Stops(before, now)}; after the plan no single loss stops any.",
            var (now, then) => $"Now {Stops(before, now)}; after the plan {Stops(after, then)}.",
        };
    }

    private static string Stops(Loss loss, int count) =>
        $"the loss of {loss.Dimension} {loss.Name} stops {Quantity.Count(count, "partition")}";

    public static void Brokers(HtmlText html, ReportPage page)
    {
        var rows = page.Effects.Brokers.Rows;
        var host = HostLabels.For(page.Effects.Before.Brokers);
        var disks = rows.Any(b => b.DiskBytes is not null);
        foreach (var (mark, name) in s_marks)
        {
            if (rows.Where(b => b.Marks.HasFlag(mark)).Select(b => Quantity.Id(b.Id)).ToList() is { Count: > 0 } marked)
            {
                html.Element(
                    "p class=\"lead\"",
                    $"{Quantity.Count(marked.Count, "broker")} {(marked.Count == 1 ? "is" : "are")} {name}: {Some(marked)}.").Markup("\n");
            }
        }

        html.Markup("<div data-chart=\"brokers\"></div>\n").Table(
            "What each broker holds",
            [
                "#broker", "host", .. page.Effects.Grid.Dimensions.Select(d => d.ShortName), "state", "#replicas", "#in", "#out",
                "#leaders", "#bytes", .. disks ? ["#share of disk"] : Array.Empty<string>(),
            ],
            rows.Select(b => (ImmutableArray<string>)
            [
                Quantity.Id(b.Id), host(b.Host), .. b.Domains.Select(d => d ?? "?"), Marks(b.Marks), Pair(page, b.Replicas),
                Quantity.Count(b.MovesIn), Quantity.Count(b.Removed), Pair(page, b.Leaders), Bytes(page, b.Bytes),
                .. disks ? [b.DiskBytes is { } disk ? Share(page, b.Bytes, disk) : "not known"] : Array.Empty<string>(),
            ]),
            "data-sortable");
        if (!disks)
        {
            html.Element("p class=\"soft\"", "Disk sizes are not known, so disk usage is not shown.")
                .Markup("\n");
        }
    }

    public static void Topics(HtmlText html, ReportPage page)
    {
        var topics = page.Effects.Topics;
        html.Markup(page.Effects.MoveCount > 0 ? "<div data-chart=\"topics\"></div>\n" : "")
            .Element("p class=\"count\" role=\"status\"", topics.Length > ShownTopics
                ? $"The {ShownTopics} of {Quantity.Count(topics.Length)} topics with most violations, then most bytes to copy; with "
                    + "scripts "
                    + "the page shows them all."
                : $"{Quantity.Count(topics.Length, "topic")}.")
            .Table(
            "Topics",
            [
                "topic", "#partitions", "#RF", "#violations", .. page.IsPlan ? ["#moves", "#bytes to copy"] : Array.Empty<string>(),
                "#bytes", "#replica range", "#leader range",
            ],
            topics.OrderByDescending(t => t.Violations.Before).ThenByDescending(t => t.MoveBytes)
                .ThenBy(t => t.Name, StringComparer.Ordinal).Take(ShownTopics).Select(t => (ImmutableArray<string>)
            [
                t.Name, Quantity.Count(t.Partitions),
                t.MinReplicationFactor == t.MaxReplicationFactor
                    ? Quantity.Count(t.MinReplicationFactor)
                    : $"{t.MinReplicationFactor}..{t.MaxReplicationFactor}",
                Pair(page, t.Violations),
                .. page.IsPlan
                    ? [Quantity.Count(t.Moves), Quantity.Bytes(t.MoveBytes, t.Moves > 0 ? t.UnknownSizes : 0)]
                    : Array.Empty<string>(),
                t.UnknownSizes == t.Partitions ? "not known" : Quantity.Bytes(t.Bytes), Pair(page, t.ReplicaRange),
                Pair(page, t.LeaderRange),
            ]),
            $"id=\"topics-table\" aria-rowcount=\"{topics.Length}\"");
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

    private static string Share(ReportPage page, BeforeAfter bytes, long disk) => !page.IsPlan || bytes.Difference == 0
        ? Quantity.Percent(bytes.Before, disk)
        : $"{Quantity.Percent(bytes.Before, disk)} → {Quantity.Percent(bytes.After, disk)}";

    private static string Marks(BrokerMarks marks) => string.Join(", ", s_marks.Where(m => marks.HasFlag(m.Mark)).Select(m => m.Name));

    private static string Some(List<string> ids) => ids.Count <= ShownIds
        ? Quantity.Join(ids)
        : $"{string.Join(", ", ids.Take(ShownIds))} and {Quantity.Count(ids.Count - ShownIds)} more";
}
