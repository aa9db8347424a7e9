using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Goals;

namespace Rebalancer.Reports.Layout;

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
        tables.Add(MetricsTable.BeforeAndAfter(report.Effects.Measures));
        tables.Add(MetricsTable.Cost(report.Effects));
        tables.Add(Proof(report.Outcome.Goals));
        if (report.Frontier is { } frontier)
        {
            tables.Add(FrontierTable.Arrange(frontier));
        }

        tables.Add(Brokers(report));
        if (!report.Outcome.NothingToDo)
        {
            tables.Add(Changes(report.Outcome.Changes));
        }

        return new ReportDocument(
            report.Effects.Cluster.ClusterId is { } id ? $"Plan for cluster {id}" : "Plan",
            Lines(report),
            tables.DrainToImmutable(),
            report.Notes);
    }

    private static ImmutableArray<string> Lines(PlanReport report)
    {
        var (outcome, cluster) = (report.Outcome, report.Effects.Cluster);
        return
        [
            $"{Quantity.Count(cluster.BrokerCount, "live broker")}, {Quantity.Count(cluster.TopicCount, "topic")}, "
                + $"{Quantity.Count(cluster.PartitionCount, "partition")}, {Quantity.Count(cluster.ReplicaCount, "replica")}.",
            .. cluster.Dimensions.IsEmpty ? new[] { Quantity.NoRacks } : [],
            $"Aim: {AimText(outcome.Aim)}. Found by {outcome.Method}.",
            report.Headline.Now,
            report.Headline.Plan,
        ];
    }

    private static string AimText(PlanAim aim) => aim switch
    {
        PlanAim.Balance => "balance (best spread, then equal loads, then fewest moves)",
        PlanAim.Repair => "repair (only what must move)",
        PlanAim.Leaders => "leaders (only the order inside the replica sets)",
        _ => throw new ArgumentOutOfRangeException(nameof(aim), aim, null),
    };

    private static ReportTable Proof(GoalResults goals) => new(
        "How good it is",
        [new ReportColumn(""), new ReportColumn("plan", true), new ReportColumn("lower bound", true), new ReportColumn("")],
        [.. goals.Select(r => ImmutableArray.Create(r.Goal.Title, Quantity.Count(r.Value), Quantity.Count(r.LowerBound), Judgement(r)))]);

    private static string Judgement(GoalResult bound) =>
        bound.Proven
            ? "proven"
            : $"gap {Quantity.Count(bound.Gap)} ({(100 * bound.RelativeGap).ToString("0.###", CultureInfo.InvariantCulture)} %)";

    private static ReportTable Brokers(PlanReport report)
    {
        var hostOf = HostLabels.For(report.Outcome.Before.Brokers);
        var after = report.Outcome.After.Brokers.ToDictionary(b => b.BrokerId);
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (var was in report.Outcome.Before.Brokers)
        {
            var becomes = after[was.BrokerId];
            rows.Add(
            [
                was.BrokerId.ToString(CultureInfo.InvariantCulture),
                hostOf(was.Host),
                .. was.Domains.Select(d => d ?? "?"),
                Quantity.Count(was.Replicas), Quantity.Count(becomes.Replicas),
                Quantity.Count(was.Leaders), Quantity.Count(becomes.Leaders),
                report.Effects.Cluster.SizesUnknown ? DataSize.Unknown.ToString() : Quantity.Bytes(was.Bytes),
                report.Effects.Cluster.SizesUnknown ? DataSize.Unknown.ToString() : Quantity.Bytes(becomes.Bytes),
            ]);
        }

        return new ReportTable(
            "Brokers, before and after",
            [
                new ReportColumn("broker", true), new ReportColumn("host"),
                .. report.Effects.Cluster.Dimensions.Select(d => new ReportColumn(d.ShortName)),
                new ReportColumn("replicas", true), new ReportColumn("after", true),
                new ReportColumn("leaders", true), new ReportColumn("after", true),
                new ReportColumn("bytes", true), new ReportColumn("after", true),
            ],
            rows.DrainToImmutable())
        { IsDetail = true };
    }

    private static ReportTable Changes(ImmutableArray<PartitionChange> changes) => new(
        changes.Length <= ShownChanges
            ? "Changes"
            : $"The first {Quantity.Count(ShownChanges)} of {Quantity.Count(changes.Length)} changes (reassignment.json has all)",
        [
            new ReportColumn("partition"),
            new ReportColumn("before"),
            new ReportColumn("after"),
            new ReportColumn("moves", true),
            new ReportColumn("bytes", true)
        ],
        [.. changes.Take(ShownChanges).Select(c => ImmutableArray.Create(
            c.TopicPartition.ToString(),
            string.Join(", ", c.Before),
            string.Join(", ", c.After),
            Quantity.Count(c.MoveCount),
            c.Size.Bytes is { } bytes ? Quantity.Bytes(c.MoveCount * bytes) : c.Size.ToString()))])
    { IsDetail = true };
}
