using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Arranges a <see cref="PlanReport"/> into lines and tables.</summary>
public static class PlanReportLayout
{
    /// <summary>Rows of the table of changes; the files of the plan directory hold them all.</summary>
    private const int ShownChanges = 1000;

    /// <summary>Arranges a report.</summary>
    /// <param name="report">The report.</param>
    public static ReportDocument Arrange(PlanReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var tables = ImmutableArray.CreateBuilder<ReportTable>();
        tables.Add(BeforeAndAfter(report));
        tables.Add(Cost(report));
        tables.Add(Proof(report.Outcome.Bounds));
        tables.Add(Brokers(report));
        if (!report.Outcome.NothingToDo)
        {
            tables.Add(Changes(report.Outcome.Changes));
        }

        return new ReportDocument(report.ClusterId is null ? "Plan" : $"Plan for cluster {report.ClusterId}", Lines(report), tables.DrainToImmutable(), report.Notes);
    }

    private static ImmutableArray<string> Lines(PlanReport report)
    {
        var outcome = report.Outcome;
        return
        [
            $"{Quantity.Count(report.BrokerCount, "live broker")}, {Quantity.Count(report.TopicCount, "topic")}, {Quantity.Count(report.PartitionCount, "partition")}, {Quantity.Count(report.ReplicaCount, "replica")}.",
            $"Aim: {AimText(outcome.Aim)}. Found by {outcome.Method}.",
            Verdict(report),
        ];
    }

    private static string Verdict(PlanReport report)
    {
        var outcome = report.Outcome;
        if (outcome.NothingToDo)
        {
            return outcome.Aim switch
            {
                PlanAim.Repair => "Nothing to repair: the plan is empty.",
                PlanAim.Leaders => "Leaders are already balanced: the plan is empty.",
                _ => "Already balanced: the plan is empty.",
            };
        }

        var open = Bounds(outcome.Bounds).Where(b => !b.Bound.Proven).Select(b => b.Name).ToList();
        var proof = open.Count == 0 ? "Proven optimal in every aim." : $"Proven optimal but for {string.Join(" and ", open)} (see the gaps below).";
        return $"{Quantity.Count(outcome.Changes.Length, "partition")} to change. {proof}";
    }

    private static string AimText(PlanAim aim) => aim switch
    {
        PlanAim.Balance => "balance (best spread, then equal loads, then fewest moves)",
        PlanAim.Repair => "repair (only what must move)",
        PlanAim.Leaders => "leaders (only the order inside the replica sets)",
        _ => throw new ArgumentOutOfRangeException(nameof(aim), aim, null),
    };

    private static ReportTable BeforeAndAfter(PlanReport report)
    {
        var (before, after) = (report.Outcome.Before, report.Outcome.After);
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        void Row(string name, string was, string becomes) => rows.Add([name, was, becomes]);

        Row("Partitions with avoidable violations", Quantity.Count(before.PartitionsWithAvoidableViolations), Quantity.Count(after.PartitionsWithAvoidableViolations));
        for (var d = 0; d < before.Dimensions.Length; d++)
        {
            var (was, becomes) = (before.Dimensions[d], after.Dimensions[d]);
            Row($"  with replicas that share a {was.Dimension}", Quantity.Count(was.SharingPartitions), Quantity.Count(becomes.SharingPartitions));
            Row($"  {was.Dimension}s missing that could be had", Quantity.Count(was.MissingDomains), Quantity.Count(becomes.MissingDomains));
        }

        Row("Replicas on dead brokers", Quantity.Count(before.DeadReplicas), Quantity.Count(after.DeadReplicas));
        Row("Replicas per broker", Quantity.Range(before.Replicas), Quantity.Range(after.Replicas));
        Row("Leaders per broker", Quantity.Range(before.Leaders), Quantity.Range(after.Leaders));
        Row("Bytes per broker", report.SizesUnknown ? "not known" : Quantity.BytesRange(before.Bytes), report.SizesUnknown ? "not known" : Quantity.BytesRange(after.Bytes));
        return new ReportTable(
            "Before and after: min..max (spread)",
            [new ReportColumn(""), new ReportColumn("before", true), new ReportColumn("after", true)],
            rows.DrainToImmutable());
    }

    private static ReportTable Cost(PlanReport report)
    {
        var outcome = report.Outcome;
        var bytes = report.SizesUnknown ? "not known" : Quantity.Bytes(outcome.MoveBytes) + (report.UnknownSizeCount > 0 ? $" and {Quantity.Count(report.UnknownSizeCount, "partition")} of unknown size" : "");
        return new ReportTable(
            "What it costs",
            [new ReportColumn(""), new ReportColumn("plan", true)],
            [
                ["Replicas to copy (moves)", $"{Quantity.Count(outcome.MoveCount)} of {Quantity.Count(report.ReplicaCount)} ({Quantity.Percent(outcome.MoveCount, report.ReplicaCount)})"],
                ["Bytes to copy", bytes],
                ["Preferred leaders to change", $"{Quantity.Count(outcome.LeaderChangeCount)} of {Quantity.Count(report.PartitionCount)} ({Quantity.Percent(outcome.LeaderChangeCount, report.PartitionCount)})"],
            ]);
    }

    private static ReportTable Proof(PlanBounds bounds) => new(
        "How good it is",
        [new ReportColumn(""), new ReportColumn("plan", true), new ReportColumn("lower bound", true), new ReportColumn("")],
        [.. Bounds(bounds).Select(b => ImmutableArray.Create(b.Title, Quantity.Count(b.Bound.Value), Quantity.Count(b.Bound.LowerBound), Judgement(b.Bound)))]);

    private static IEnumerable<(string Name, string Title, PlanBound Bound)> Bounds(PlanBounds bounds) =>
    [
        ("spread", "Spread: domains missing", bounds.Spread),
        ("balance", "Balance: sum of squared replicas", bounds.Balance),
        ("moves", "Moves", bounds.Moves),
        ("leaders", "Leaders: sum of squares", bounds.Leaders),
        ("leader changes", "Leader changes", bounds.LeaderChanges),
    ];

    private static string Judgement(PlanBound bound) =>
        bound.Proven ? "proven" : $"gap {Quantity.Count(bound.Gap)} ({(100 * bound.RelativeGap).ToString("0.###", CultureInfo.InvariantCulture)} %)";

    private static ReportTable Brokers(PlanReport report)
    {
        var after = report.Outcome.After.Brokers.ToDictionary(b => b.BrokerId);
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (var was in report.Outcome.Before.Brokers)
        {
            var becomes = after[was.BrokerId];
            rows.Add(
            [
                was.BrokerId.ToString(CultureInfo.InvariantCulture),
                was.Host,
                .. was.Domains.Select(d => d ?? "?"),
                Quantity.Count(was.Replicas), Quantity.Count(becomes.Replicas),
                Quantity.Count(was.Leaders), Quantity.Count(becomes.Leaders),
                Quantity.Bytes(was.Bytes), Quantity.Bytes(becomes.Bytes),
            ]);
        }

        return new ReportTable(
            "Brokers, before and after",
            [
                new ReportColumn("broker", true), new ReportColumn("host"), .. report.Dimensions.Select(d => new ReportColumn(d)),
                new ReportColumn("replicas", true), new ReportColumn("after", true),
                new ReportColumn("leaders", true), new ReportColumn("after", true),
                new ReportColumn("bytes", true), new ReportColumn("after", true),
            ],
            rows.DrainToImmutable()) { IsDetail = true };
    }

    private static ReportTable Changes(ImmutableArray<PartitionChange> changes) => new(
        changes.Length <= ShownChanges ? "Changes" : $"The first {Quantity.Count(ShownChanges)} of {Quantity.Count(changes.Length)} changes (reassignment.json has all)",
        [new ReportColumn("partition"), new ReportColumn("before"), new ReportColumn("after"), new ReportColumn("moves", true), new ReportColumn("bytes", true)],
        [.. changes.Take(ShownChanges).Select(c => ImmutableArray.Create(
            c.TopicPartition.ToString(),
            string.Join(", ", c.Before),
            string.Join(", ", c.After),
            Quantity.Count(c.MoveCount),
            c.SizeBytes == PartitionSnapshot.UnknownSize ? "not known" : Quantity.Bytes(c.MoveCount * c.SizeBytes)))]) { IsDetail = true };
}
