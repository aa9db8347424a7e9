using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Layout;

/// <summary>Arranges a <see cref="PlanReport"/> into lines and tables.</summary>
public static class PlanReportLayout
{
    /// <summary>Rows of the table of changes; the files of the plan directory hold them all.</summary>
    private const int ShownChanges = 100;

    /// <summary>Arranges a report.</summary>
    /// <param name="report">The report.</param>
    public static ReportDocument Arrange(PlanReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportDocument(
            Title(report),
            report.Outcome.NothingToDo ? ShortLines(report) : Lines(report),
            report.Outcome.NothingToDo ? WithoutChanges(report) : WithChanges(report),
            report.Notes);
    }

    private static string Title(PlanReport report)
    {
        var title = report.Effects.Cluster.ClusterId is { } id ? $"Plan for cluster {id}" : "Plan";
        return IsBalanced(report) ? $"{title}: {Size(report.Effects.Cluster)}" : title;
    }

    private static bool IsBalanced(PlanReport report) =>
        report is { Outcome.NothingToDo: true, Headline.Verdict: Reports.Verdict.Balanced };

    private static ImmutableArray<ReportTable> WithChanges(PlanReport report)
    {
        var effects = report.Effects;
        ReportTable?[] tables =
        [
            MetricsTable.BeforeAndAfter(effects.Measures),
            GridTable.Of(effects, isPlan: true),
            BrokerChangeTable.Of(report),
            ChangeTables.Topics(effects),
            ChangeTables.Largest(effects),
            ChangeTables.Reasons(effects),
            MetricsTable.Cost(effects),
            Proof(report.Outcome),
            report.Frontier is { } frontier ? FrontierTable.Arrange(frontier) : null,
            LossTable.Of(effects, isPlan: true) is { } loss ? loss with { IsDetail = true } : null,
            ChangeTables.Diff(effects, ShownChanges) with { IsDetail = true },
        ];
        return [.. tables.OfType<ReportTable>()];
    }

    /// <summary>Nothing changes: what is left open needs its proof, and a cluster that is as it should be needs no table at all.</summary>
    private static ImmutableArray<ReportTable> WithoutChanges(PlanReport report)
    {
        ReportTable?[] tables =
        [
            IsBalanced(report) ? null : Proof(report.Outcome),
            report.Frontier is { } frontier ? FrontierTable.Arrange(frontier) : null,
        ];
        return [.. tables.OfType<ReportTable>()];
    }

    private static ImmutableArray<string> Lines(PlanReport report)
    {
        var (outcome, cluster) = (report.Outcome, report.Effects.Cluster);
        return
        [
            Size(cluster),
            .. NoRacks(cluster),
            $"Aim: {AimText(outcome.Aim)}. Found by {outcome.Method}"
                + (report.Notes.Any(n => n.Code == PlanNote.TimeLimitCode) ? ", stopped by the time limit." : "."),
            .. report.Selection is { } selection ? new[] { $"Topics that may change: {InputText.OneLine(selection, 80)}." } : [],
            .. Frozen(report.Frozen),
            .. Roles(report.Effects.Brokers),
            .. HealthLine.Of(report.Health),
            report.Headline.Now,
            report.Headline.Plan,
        ];
    }

    private static ImmutableArray<string> ShortLines(PlanReport report) =>
        IsBalanced(report)
            ? [.. NoRacks(report.Effects.Cluster), .. HealthLine.Of(report.Health), report.Headline.Now, report.Headline.Plan]
            :
            [
                Size(report.Effects.Cluster), .. NoRacks(report.Effects.Cluster), .. Roles(report.Effects.Brokers),
                .. HealthLine.Of(report.Health), report.Headline.Now, report.Headline.Plan,
            ];

    private static string[] Frozen(FrozenPartitions frozen)
    {
        string[] parts =
        [
            .. frozen.Topics.IsEmpty ? Array.Empty<string>()
                : [$"{(frozen.Topics.Length == 1 ? "topic" : "topics")} {InputText.List(frozen.Topics, 5)}"],
            .. frozen.OtherPartitions == 0 ? Array.Empty<string>()
                : [Quantity.Count(frozen.OtherPartitions, frozen.Topics.IsEmpty ? "partition" : "more partition")],
        ];
        return parts.Length == 0 ? [] : [$"Pinned, which never move: {string.Join(", ", parts)}."];
    }

    private static string[] NoRacks(ClusterSummary cluster) => cluster.Dimensions.IsEmpty ? [Quantity.NoRacks] : [];

    private static string Size(ClusterSummary cluster) =>
        $"{Quantity.Count(cluster.BrokerCount, "live broker")}, {Quantity.Count(cluster.TopicCount, "topic")}, "
        + $"{Quantity.Count(cluster.PartitionCount, "partition")}, {Quantity.Count(cluster.ReplicaCount, "replica")}.";

    private static IEnumerable<string> Roles(BrokerTable brokers)
    {
        foreach (var (mark, words) in ((BrokerMarks, string)[])[(BrokerMarks.Dead, "Dead"), (BrokerMarks.Draining, "To be emptied"),
            (BrokerMarks.Cordoned, "Given nothing new"), (BrokerMarks.Excluded, "Left as they are"), (BrokerMarks.New, "New")])
        {
            var ids = brokers.Rows.Where(r => r.Marks.HasFlag(mark)).Select(r => r.Id).ToList();
            if (ids.Count > 0)
            {
                yield return $"{words}: {(ids.Count == 1 ? "broker" : "brokers")} {InputText.List(ids, 10)}.";
            }
        }
    }

    private static string AimText(PlanAim aim) => aim switch
    {
        PlanAim.Balance => "balance (best spread, then equal loads, then fewest moves)",
        PlanAim.Repair => "repair (only what must move)",
        PlanAim.Leaders => "leaders (only the order inside the replica sets)",
        _ => throw new ArgumentOutOfRangeException(nameof(aim), aim, null),
    };

    private static ReportTable Proof(PlanOutcome outcome) => new(
        "How good it is",
        [new ReportColumn(""), new ReportColumn("plan", true), new ReportColumn("lower bound", true), new ReportColumn("")],
        [
            .. outcome.Goals.Select(r => ImmutableArray.Create(
                ProofWords.Title(r, outcome.After), Quantity.Count(r.Value), Quantity.Count(r.LowerBound), Judgement(r))),
        ]);

    private static string Judgement(GoalResult bound) =>
        bound.Proven
            ? "proven"
            : $"gap {Quantity.Count(bound.Gap)} ({(100 * bound.RelativeGap).ToString("0.###", CultureInfo.InvariantCulture)} %)";
}
