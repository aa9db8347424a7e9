using System.Collections.Immutable;

namespace Rebalancer.Reports.Layout;

/// <summary>The tables that every report of a change has.</summary>
internal static class MetricsTable
{
    public static ReportTable BeforeAndAfter(ImmutableArray<Measure> measures) => new(
        "Before and after: min..max (range)",
        [new ReportColumn(""), new ReportColumn("before", true), new ReportColumn("after", true)],
        [.. measures.Select(m => ImmutableArray.Create(Title(m), MeasureText.Before(m), MeasureText.After(m)))])
    {
        Tones = [.. measures.Select(m => m.IsWorse ? RowTone.Worse : m.IsBetter ? RowTone.Better : RowTone.Neutral)],
    };

    public static ReportTable Cost(PlanEffects effects) => new(
        "What it costs",
        [new ReportColumn(""), new ReportColumn("plan", true)],
        [
            ["Replicas to copy (moves)", Share(effects.MoveCount, effects.Cluster.ReplicaCount)],
            ["Bytes to copy", effects.MoveCount == 0 ? Quantity.Bytes(0) : CopiedBytes.Text(effects) ?? "not known"],
            ["Preferred leaders to change", Share(effects.LeaderChangeCount, effects.Cluster.PartitionCount)],
            .. Times(effects),
        ]);

    /// <summary>Bytes are no goal: they decide only between plans that are equal in all goals.</summary>
    private static string Title(Measure measure) =>
        measure.IsPart ? "  " + measure.Title : measure.IsBytes ? measure.Title + " (not a goal)" : measure.Title;

    private static IEnumerable<ImmutableArray<string>> Times(PlanEffects effects) =>
        effects.MoveCount == 0 ? []
        : effects.Time is not { } estimate ? [["Time to copy", "not known, as sizes are not"]]
        : estimate.Times.Select(t => ImmutableArray.Create(
            $"Time at {Quantity.Short(t.Rate)} for each broker{(t.IsGiven ? " (the throttle given)" : "")}",
            (estimate.UnknownSizeCount > 0 ? "at least " : "") + Quantity.Duration(t.Whole)));

    private static string Share(long part, long whole) =>
        $"{Quantity.Count(part)} of {Quantity.Count(whole)} ({Quantity.Percent(part, whole)})";
}
