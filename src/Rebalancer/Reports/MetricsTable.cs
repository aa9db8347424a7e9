using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>What carrying a plan out costs.</summary>
/// <param name="Moves">Replicas to copy.</param>
/// <param name="Replicas">Replicas in all.</param>
/// <param name="Bytes">Bytes to copy.</param>
/// <param name="SizesUnknown">Whether no size is known.</param>
/// <param name="MovedUnknownSizes">Moved partitions of unknown size.</param>
/// <param name="LeaderChanges">Preferred leaders to change.</param>
/// <param name="Partitions">Partitions in all.</param>
internal sealed record PlanCost(int Moves, long Replicas, long Bytes, bool SizesUnknown, int MovedUnknownSizes, int LeaderChanges, int Partitions);

/// <summary>The tables that every report of a change has.</summary>
internal static class MetricsTable
{
    public static ReportTable BeforeAndAfter(PlanMetrics before, PlanMetrics after, bool sizesUnknown)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        void Row(string name, string was, string becomes) => rows.Add([name, was, becomes]);

        Row("Avoidable violations", Quantity.Count(before.PartitionsWithAvoidableViolations), Quantity.Count(after.PartitionsWithAvoidableViolations));
        for (var d = 0; d < before.Dimensions.Length; d++)
        {
            Row($"  missing {before.Dimensions[d].Dimension}s", Quantity.Count(before.Dimensions[d].MissingDomains), Quantity.Count(after.Dimensions[d].MissingDomains));
        }

        for (var d = 0; d < before.Dimensions.Length; d++)
        {
            Row($"Partitions sharing one {before.Dimensions[d].Dimension}", Quantity.Count(before.Dimensions[d].SharingPartitions), Quantity.Count(after.Dimensions[d].SharingPartitions));
        }

        Row("Replicas on dead brokers", Quantity.Count(before.DeadReplicas), Quantity.Count(after.DeadReplicas));
        Row("Replicas per broker", Quantity.Range(before.Replicas), Quantity.Range(after.Replicas));
        Row("Leaders per broker", Quantity.Range(before.Leaders), Quantity.Range(after.Leaders));
        Row("Bytes per broker", sizesUnknown ? "not known" : Quantity.BytesRange(before.Bytes), sizesUnknown ? "not known" : Quantity.BytesRange(after.Bytes));
        return new ReportTable(
            "Before and after: min..max (spread)",
            [new ReportColumn(""), new ReportColumn("before", true), new ReportColumn("after", true)],
            rows.DrainToImmutable());
    }

    public static ReportTable Cost(PlanCost cost) => new(
        "What it costs",
        [new ReportColumn(""), new ReportColumn("plan", true)],
        [
            ["Replicas to copy (moves)", $"{Quantity.Count(cost.Moves)} of {Quantity.Count(cost.Replicas)} ({Quantity.Percent(cost.Moves, cost.Replicas)})"],
            ["Bytes to copy", Bytes(cost)],
            ["Preferred leaders to change", $"{Quantity.Count(cost.LeaderChanges)} of {Quantity.Count(cost.Partitions)} ({Quantity.Percent(cost.LeaderChanges, cost.Partitions)})"],
        ]);

    private static string Bytes(PlanCost cost) =>
        cost.SizesUnknown ? "not known"
        : cost.MovedUnknownSizes == 0 ? Quantity.Bytes(cost.Bytes)
        : $"{Quantity.Bytes(cost.Bytes)} and {Quantity.Count(cost.MovedUnknownSizes, "partition")} of unknown size";
}
