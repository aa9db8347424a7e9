using System.Collections.Immutable;

namespace Rebalancer.Reports.Layout;

/// <summary>The tables that every report of a change has.</summary>
internal static class MetricsTable
{
    public static ReportTable BeforeAndAfter(ImmutableArray<Measure> measures) => new(
        "Before and after: min..max (range)",
        [new ReportColumn(""), new ReportColumn("before", true), new ReportColumn("after", true)],
        [.. measures.Select(m => ImmutableArray.Create(m.IsPart ? "  " + m.Title : m.Title, MeasureText.Before(m), MeasureText.After(m)))]);

    public static ReportTable Cost(PlanEffects effects) => new(
        "What it costs",
        [new ReportColumn(""), new ReportColumn("plan", true)],
        [
            ["Replicas to copy (moves)", Share(effects.MoveCount, effects.Cluster.ReplicaCount)],
            ["Bytes to copy", Bytes(effects)],
            ["Preferred leaders to change", Share(effects.LeaderChangeCount, effects.Cluster.PartitionCount)],
        ]);

    private static string Share(long part, long whole) =>
        $"{Quantity.Count(part)} of {Quantity.Count(whole)} ({Quantity.Percent(part, whole)})";

    private static string Bytes(PlanEffects effects) =>
        effects.Cluster.SizesUnknown ? "not known"
        : effects.MovedUnknownSizeCount == 0 ? Quantity.Bytes(effects.MoveBytes)
        : $"{Quantity.Bytes(effects.MoveBytes)} and {Quantity.Count(effects.MovedUnknownSizeCount, "partition")} of unknown size";
}
