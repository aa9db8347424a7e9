using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Reports;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Kafka.Execution.Reports;

/// <summary>Arranges a timeline into tables: what stands on its own where no picture is drawn.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
internal static class TimelineTables
{
    private const string Section = "timeline";
    private const int MostRows = 100;

    /// <summary>The tables; none where nothing was done.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="namesLeftOut">Whether with partitions that ended otherwise than planned; else another table names them.</param>
    public static IEnumerable<ReportTable> Of(ExecutionTimeline? timeline, bool namesLeftOut)
    {
        if (timeline is null)
        {
            return [];
        }

        ReportTable[] tables =
        [
            Runs(timeline), Destinations(timeline), Waits(timeline), Stalls(timeline), Elections(timeline),
            .. namesLeftOut ? [LeftOut(timeline)] : Array.Empty<ReportTable>(),
        ];
        return tables.Where(t => !t.Rows.IsEmpty);
    }

    private static ReportTable Runs(ExecutionTimeline timeline) => Table(
        "Commands",
        [new("command"), new("began"), new("took", true), new("ended"), new("throttle")],
        timeline.Runs.Select(r => ImmutableArray.Create(
            r.Command.Word() + (r.Resumes ? ", resumed" : ""), Moment(r.At),
            r.EndedAt is { } end ? Quantity.Duration(end - r.At) : "",
            r.Outcome?.ToString().ToLowerInvariant() ?? "not ended, or cut off",
            r.Throttle is { } throttle ? ThrottleSetting.Describe(throttle) : "")));

    private static ReportTable Destinations(ExecutionTimeline timeline) => Table(
        "Waves by destination broker",
        [new("to broker", true), new("first copies"), new("last copies"), new("most at once", true), new("rate while copying", true)],
        timeline.Samples.SelectMany(s => s.Destinations.Select(d => (s.At, Destination: d))).GroupBy(d => d.Destination.Broker)
            .OrderBy(g => g.Key).Select(g => ImmutableArray.Create(
                g.Key.ToString(CultureInfo.InvariantCulture), Moment(g.First().At), Moment(g.Last().At),
                Quantity.Count(g.Max(d => d.Destination.Moves)),
                Quantity.Rate((long)g.Average(d => (double)d.Destination.BytesPerSecond)))));

    private static ReportTable Waits(ExecutionTimeline timeline) => Table(
        "Waits: nothing in flight, and nothing could be started",
        [new("from"), new("for", true), new("why")],
        timeline.Waits.Select(w => ImmutableArray.Create(
            Moment(w.At), w.Until is { } until ? Quantity.Duration(until - w.At) : "not ended", string.Join(' ', w.Reasons))));

    private static ReportTable Stalls(ExecutionTimeline timeline) => Table(
        "Stalls: moves that did not go on",
        [new("noticed"), new("partition"), new("to broker"), new("what was seen")],
        timeline.Stalls.Select(s => ImmutableArray.Create(
            Moment(s.At), $"{s.Topic}-{s.Partition}", string.Join(", ", s.Destinations), s.Reason)));

    private static ReportTable Elections(ExecutionTimeline timeline) => Table(
        "Elections of preferred leaders",
        [new("at"), new("partitions", true), new("refused", true)],
        timeline.Elections.Select(e => ImmutableArray.Create(Moment(e.At), Quantity.Count(e.Partitions), Quantity.Count(e.Refused))));

    private static ReportTable LeftOut(ExecutionTimeline timeline) => Table(
        "Partitions that ended otherwise than planned",
        [new("at"), new("partition"), new("state"), new("reason")],
        timeline.LeftOut.Select(e => ImmutableArray.Create(
            Moment(e.At), $"{e.Topic}-{e.Partition}", e.State.ToString().ToLowerInvariant(), e.Reason)));

    private static ReportTable Table(string title, ImmutableArray<ReportColumn> columns, IEnumerable<ImmutableArray<string>> rows)
    {
        ImmutableArray<ImmutableArray<string>> all = [.. rows];
        var shown = all.Length > MostRows ? all[..MostRows] : all;
        var of = all.Length > MostRows ? $" (the first {Quantity.Count(MostRows)} of {Quantity.Count(all.Length)})" : "";
        return new ReportTable(title + of, columns, shown) { Section = Section };
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
