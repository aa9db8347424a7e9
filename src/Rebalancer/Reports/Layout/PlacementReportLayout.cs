using System.Collections.Immutable;
using System.Globalization;

namespace Rebalancer.Reports.Layout;

/// <summary>Arranges a <see cref="PlacementReport"/> into lines and tables.</summary>
public static class PlacementReportLayout
{
    /// <summary>Rows of the table of partitions on a console.</summary>
    private const int ShownPartitions = 60;

    /// <summary>Arranges a report.</summary>
    /// <param name="report">The report.</param>
    public static ReportDocument Arrange(PlacementReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new(
            report.ClusterId is { } id ? $"Placement for cluster {id}" : "Placement",
            [report.Summary],
            [Topics(report), MetricsTable.BeforeAndAfter(report.Measures), Proof(report), Brokers(report), Partitions(report)],
            report.Notes)
        {
            Next = report.Next,
        };
    }

    private static ReportTable Topics(PlacementReport report) => new(
        "Topics: new partitions, and new replicas and leaders per broker",
        [
            new("topic"), new(""), new("RF", true), new("partitions", true), new("replicas, min..max (range)", true), new("leaders", true),
        ],
        [
            .. report.Topics.Select(t => ImmutableArray.Create(
                t.Name, t.IsNew ? "new" : "exists", Quantity.Count(t.ReplicationFactor), Quantity.Count(t.Partitions.Length),
                Quantity.Range(t.Replicas), Quantity.Range(t.Leaders))),
        ])
    {
        Section = "topics",
    };

    private static ReportTable Proof(PlacementReport report) => new(
        "How good it is",
        [new(""), new("placement", true), new("lower bound", true), new("")],
        [
            .. report.Proof.Select(p => ImmutableArray.Create(
                p.Result.Goal.Title, Quantity.Count(p.Result.Value), Quantity.Count(p.Result.LowerBound),
                p.Result.Proven ? "proven" : $"gap {Quantity.Count(p.Result.Gap)}")),
        ])
    {
        Section = "proof",
    };

    private static ReportTable Brokers(PlacementReport report)
    {
        var added = report.Topics.SelectMany(t => t.Partitions).SelectMany(p => p.Replicas).CountBy(b => b).ToDictionary();
        var led = report.Topics.SelectMany(t => t.Partitions).CountBy(p => p.Replicas[0]).ToDictionary();
        var before = report.Before.Brokers.ToDictionary(b => b.BrokerId);
        return new(
            "Brokers, before and after",
            [
                new("broker", true), .. report.After.Dimensions.Select(d => new ReportColumn(d.Dimension)),
                new("replicas", true), new("new", true), new("after", true), new("leaders", true), new("new", true), new("after", true),
            ],
            [
                .. report.After.Brokers.Select(b => ImmutableArray.Create(
                [
                    b.BrokerId.ToString(CultureInfo.InvariantCulture), .. b.Domains.Select(d => d ?? "?"),
                    Quantity.Count(before[b.BrokerId].Replicas), $"+{Quantity.Count(added.GetValueOrDefault(b.BrokerId))}",
                    Quantity.Count(b.Replicas),
                    Quantity.Count(before[b.BrokerId].Leaders), $"+{Quantity.Count(led.GetValueOrDefault(b.BrokerId))}",
                    Quantity.Count(b.Leaders),
                ])),
            ])
        { Section = "brokers", IsDetail = report.After.Brokers.Length > ShownPartitions };
    }

    private static ReportTable Partitions(PlacementReport report) => new(
        "New partitions: brokers, the preferred leader first",
        [new("partition"), new("brokers")],
        [
            .. report.Topics.SelectMany(t => t.Partitions)
                .Select(p => ImmutableArray.Create(p.TopicPartition.ToString(), string.Join(", ", p.Replicas))),
        ])
    { Section = "moves", IsDetail = report.Topics.Sum(t => t.Partitions.Length) > ShownPartitions };
}
