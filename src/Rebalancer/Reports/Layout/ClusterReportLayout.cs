using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Reports.Layout;

/// <summary>Arranges a <see cref="ClusterReport"/> into lines and tables.</summary>
public static class ClusterReportLayout
{
    /// <summary>Above this many brokers their table belongs into a file rather than onto a console.</summary>
    private const int ShownBrokers = 60;

    /// <summary>Arranges a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="withViolations">Whether a console shows every partition that lacks a domain; a file has them anyway.</param>
    public static ReportDocument Arrange(ClusterReport report, bool withViolations = false)
    {
        ArgumentNullException.ThrowIfNull(report);
        ReportTable?[] tables =
        [
            GridTable.Of(report.Effects, isPlan: false),
            Violations(report),
            ViolationTables.Topics(report.Effects),
            LossTable.Of(report.Effects, isPlan: false),
            Balance(report),
            Brokers(report),
            report.Violations.IsEmpty ? null : ViolationTables.Of(report) with { IsDetail = !withViolations },
        ];
        return new ReportDocument(
            report.Effects.Cluster.ClusterId is { } id ? $"Cluster {id}" : "Cluster",
            Lines(report),
            [.. tables.OfType<ReportTable>()],
            report.Notes);
    }

    private static ImmutableArray<string> Lines(ClusterReport report)
    {
        var factors = string.Join(", ", report.ReplicationFactors.Select(
            f => report.ReplicationFactors.Length == 1 ? $"RF {f.Factor}" : $"{Quantity.Count(f.Partitions)} of RF {f.Factor}"));
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add(
            $"{Quantity.Count(report.Effects.Cluster.BrokerCount, "live broker")}, "
                + $"{Quantity.Count(report.Effects.Cluster.TopicCount, "topic")}, "
                + $"{Quantity.Count(report.Effects.Cluster.PartitionCount, "partition")}{(factors.Length > 0 ? $" ({factors})" : "")}, "
                + $"{Quantity.Count(report.Effects.Cluster.ReplicaCount, "replica")}.");
        if (!report.DeadBrokers.IsEmpty)
        {
            lines.Add($"Dead brokers: {string.Join(", ", report.DeadBrokers)}.");
        }

        if (!report.CordonedBrokers.IsEmpty)
        {
            lines.Add($"Cordoned brokers, which take nothing new: {string.Join(", ", report.CordonedBrokers)}.");
        }

        if (report.Effects.Cluster.Dimensions.IsEmpty)
        {
            lines.Add(Quantity.NoRacks);
        }

        if (report.Effects.Cluster.UnknownSizeCount > 0 && report.Effects.Cluster.UnknownSizeCount < report.Effects.Cluster.PartitionCount)
        {
            lines.Add($"The size of {Quantity.Count(report.Effects.Cluster.UnknownSizeCount, "partition")} is not known; they count as "
                + "empty in every sum of bytes.");
        }

        lines.AddRange(HealthLine.Of(report.Health));
        lines.Add(report.Headline.Now);
        if (Extremes(report) is { } extremes)
        {
            lines.Add(extremes);
        }

        return lines.DrainToImmutable();
    }

    /// <summary>The brokers that hold most and least, where that differs by more than it must.</summary>
    private static string? Extremes(ClusterReport report)
    {
        var (brokers, loads) = (report.Effects.Before.Brokers, report.Effects.Before.Replicas);
        if (loads.Range <= 1)
        {
            return null;
        }

        var fullest = brokers.Where(b => b.Replicas == loads.Max).Select(b => b.BrokerId).ToList();
        var emptiest = brokers.Where(b => b.Replicas == loads.Min).Select(b => b.BrokerId).ToList();
        return $"Most replicas ({Quantity.Count(loads.Max)}): {Named(fullest)}. Fewest ({Quantity.Count(loads.Min)}): {Named(emptiest)}.";
    }

    private static string Named(List<int> ids) => $"{(ids.Count == 1 ? "broker" : "brokers")} {InputText.List(ids, 5)}";

    private static ReportTable Violations(ClusterReport report)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        rows.Add(["Avoidable violations", Quantity.Count(report.Effects.Before.PartitionsWithAvoidableViolations)]);
        rows.AddRange(report.Effects.Before.Dimensions.Select(
            d => ImmutableArray.Create($"  missing {d.Dimension}s", Quantity.Count(d.MissingDomains))));
        rows.AddRange(report.Effects.Before.Dimensions.Select(
            d => ImmutableArray.Create($"Partitions sharing one {d.Dimension}", Quantity.Count(d.SharingPartitions))));
        rows.Add(["Replicas on dead brokers", Quantity.Count(report.Effects.Before.DeadReplicas)]);
        return new ReportTable("Violations", [new ReportColumn(""), new ReportColumn("now", true)], rows.DrainToImmutable());
    }

    private static ReportTable Balance(ClusterReport report)
    {
        var metrics = report.Effects.Before;
        var known = report.Effects.Cluster.UnknownSizeCount < report.Effects.Cluster.PartitionCount;
        return new ReportTable(
            "Balance over the live brokers",
            [new ReportColumn("per broker"), new ReportColumn("min..max (range)", true), new ReportColumn("mean", true)],
            [
                [
                    "Replicas",
                    Quantity.Range(metrics.Replicas),
                    Mean(metrics.Brokers.Sum(b => (long)b.Replicas), report.Effects.Cluster.BrokerCount)
                ],
                [
                    "Leaders",
                    Quantity.Range(metrics.Leaders),
                    Mean(metrics.Brokers.Sum(b => (long)b.Leaders), report.Effects.Cluster.BrokerCount)
                ],
                ["Bytes", known ? Quantity.BytesRange(metrics.Bytes) : "not known", known
                    ? Quantity.Bytes(metrics.Brokers.Sum(b => b.Bytes) / Math.Max(1, report.Effects.Cluster.BrokerCount))
                    : "not known"],
            ]);
    }

    private static string Mean(long sum, int brokers) => ((double)sum / Math.Max(1, brokers)).ToString("N1", CultureInfo.InvariantCulture);

    private static ReportTable Brokers(ClusterReport report)
    {
        var hostOf = HostLabels.For(report.Effects.Before.Brokers);
        var known = report.Effects.Cluster.UnknownSizeCount < report.Effects.Cluster.PartitionCount
            || report.Effects.Cluster.PartitionCount == 0;
        return new ReportTable(
            "Brokers",
            [
                new ReportColumn("broker", true), new ReportColumn("host"),
                .. report.Effects.Cluster.Dimensions.Select(d => new ReportColumn(d.ShortName)),
                new ReportColumn("replicas", true), new ReportColumn("leaders", true), new ReportColumn("bytes", true),
            ],
            [.. report.Effects.Before.Brokers.Select(b => ImmutableArray.Create(
            [
                b.BrokerId.ToString(CultureInfo.InvariantCulture), hostOf(b.Host), .. b.Domains.Select(d => d ?? "?"),
                Quantity.Count(b.Replicas), Quantity.Count(b.Leaders), known ? Quantity.Bytes(b.Bytes) : DataSize.Unknown.ToString(),
            ]))])
        { IsDetail = report.Effects.Cluster.BrokerCount > ShownBrokers };
    }
}
