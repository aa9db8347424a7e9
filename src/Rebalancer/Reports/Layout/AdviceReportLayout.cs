using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Layout;

/// <summary>Arranges an <see cref="AdviceReport"/> into lines and tables.</summary>
public static class AdviceReportLayout
{
    /// <summary>Arranges a report.</summary>
    /// <param name="report">The report.</param>
    public static ReportDocument Arrange(AdviceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var id = report.Effects.Cluster.ClusterId;
        return new(
            id is null ? "Advice" : $"Advice for cluster {id}",
            [report.Summary, .. report.Impossible, .. report.SmallestChanges.Select(change => Sentence(change, report))],
            [Choices(report), Loss(report)],
            report.Notes)
        {
            Next = report.Next,
        };
    }

    private static string Sentence(SmallestChange change, AdviceReport report)
    {
        var wish = change.Wish == AdviceWish.OwnDomains
            ? $"For every replica in a domain of its own ({Quantity.Count(change.Replicas, "replica")} must share one now)"
            : "For equal loads under the best spread";
        if (change.Brokers.IsEmpty)
        {
            return $"{wish}: adding a few brokers does not make it possible, as far as was searched.";
        }

        return $"{wish}: {Quantity.Count(change.Brokers.Length, "new broker")} would do, in "
            + $"{AdviceWords.Places(change.Brokers, report.Effects.Cluster.Dimensions)}"
            + (change.IsSmallest ? "; fewer are not enough." : "; fewer may be enough, since not all choices were compared.");
    }

    private static ReportTable Choices(AdviceReport report) => new(
        "The cluster after each choice",
        [
            new(""), new("brokers"), new("left over", true), new("partitions sharing a domain", true), new("replicas per broker", true),
            new("leaders per broker", true), new("moves", true), new("bytes", true), new(""),
        ],
        [
            Row("today's brokers", report.Present, report),
            .. report.Choices.Select((choice, i) => Row($"{i + 1}.", choice, report)),
        ])
    {
        Section = "choices",
    };

    private static ImmutableArray<string> Row(string name, AdviceRow row, AdviceReport report) =>
    [
        name, string.Join("; ", row.Brokers.Select(b => b.IsNew ? Place(b, report) : $"{b.BrokerId}{In(b, report)}")),
        Quantity.Count(row.LeavingReplicas), Quantity.Count(row.SharingPartitions), Quantity.Range(row.Replicas),
        Quantity.Range(row.Leaders),
        Quantity.Count(row.MoveCount), report.Effects.Cluster.SizesUnknown ? "not known" : Quantity.Bytes(row.MoveBytes),
        row.Proof.All(p => p.Result.Proven) ? "proven" : $"gap in {ProofWords.Name(row.Proof.First(p => !p.Result.Proven).Result.Goal)}",
    ];

    private static ReportTable Loss(AdviceReport report) => new(
        "What the loss of one domain would stop: partitions that could no longer be written to"
            + (LossWords.AtLeast(report.Effects.Cluster) is { Length: > 0 } atLeast ? $" ({atLeast})" : ""),
        [new(""), new("worst domain"), new("partitions", true)],
        [
            Loss("now", report.Present.Risk.WorstDomainBefore, l => l.Before.Stopped),
            Loss("today's brokers, planned", report.Present.Risk.WorstDomainAfter, l => l.After.Stopped),
            .. report.Choices.Select((c, i) => Loss($"{i + 1}.", c.Risk.WorstDomainAfter, l => l.After.Stopped)),
        ])
    {
        Section = "risk",
    };

    private static ImmutableArray<string> Loss(string name, Loss? worst, Func<Loss, int> stopped) =>
        [
            name,
            worst is null ? "no racks are known" : $"{worst.Dimension} {worst.Name}",
            worst is null ? "-" : Quantity.Count(stopped(worst))
        ];

    private static string In(AdvisedBroker broker, AdviceReport report) => broker.Domains.IsEmpty ? "" : $" ({Place(broker, report)})";

    private static string Place(AdvisedBroker broker, AdviceReport report) => AdviceWords.Place(broker, report.Effects.Cluster.Dimensions);
}
