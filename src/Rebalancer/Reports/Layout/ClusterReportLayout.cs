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
    public static ReportDocument Arrange(ClusterReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var tables = ImmutableArray.CreateBuilder<ReportTable>();
        if (!report.Effects.Cluster.Dimensions.IsEmpty)
        {
            tables.Add(report.Effects.Cluster.Dimensions.Length == 2 ? Grid(report) : Cells(report));
        }

        tables.Add(Violations(report));
        tables.Add(Balance(report));
        tables.Add(Brokers(report));
        return new ReportDocument(
            report.Effects.Cluster.ClusterId is { } id ? $"Cluster {id}" : "Cluster",
            Lines(report),
            tables.DrainToImmutable(),
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

        if (report.Health.Length > 0)
        {
            lines.Add(
                $"Not healthy: {string.Join(", ", report.Health.Select(h => $"{Quantity.Count(h.Partitions)} {HealthWords(h.State)}"))}.");
        }

        return lines.DrainToImmutable();
    }

    private static string HealthWords(PartitionHealth state) => state switch
    {
        PartitionHealth.UnderReplicated => "under-replicated",
        PartitionHealth.Leaderless => "without leader",
        PartitionHealth.OfflineReplica => "with an offline replica",
        PartitionHealth.UnderMinIsr => "under min.insync.replicas",
        PartitionHealth.Reassigning => "being reassigned",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Two dimensions as a grid; the one with more domains runs down, so that 3 x 20 fits on a narrow screen.</summary>
    private static ReportTable Grid(ClusterReport report)
    {
        var first = Domains(report, 0);
        var second = Domains(report, 1);
        var (down, across) = second.Length > first.Length ? (1, 0) : (0, 1);
        var (rowDomains, columnDomains) = down == 0 ? (first, second) : (second, first);
        var cells = report.Effects.Grid.Cells.ToDictionary(c => (c.Domains[down] ?? "?", c.Domains[across] ?? "?"));
        string Sum(IEnumerable<GridCell> of) => Cell(of.Sum(c => c.BrokerIds.Length), of.Sum(c => c.Replicas.Before));

        var rows = rowDomains
            .Select(r => ImmutableArray.Create(
            [
                $"{report.Effects.Cluster.Dimensions[down].ShortName} {r}",
                .. columnDomains.Select(
                    c => cells.TryGetValue((r, c), out var cell) ? Cell(cell.BrokerIds.Length, cell.Replicas.Before) : "-"),
                Sum(report.Effects.Grid.Cells.Where(c => (c.Domains[down] ?? "?") == r)),
            ]))
            .Append([
                .. new[] { "all" },
                .. columnDomains.Select(d => Sum(report.Effects.Grid.Cells.Where(c => (c.Domains[across] ?? "?") == d))),
                Sum(report.Effects.Grid.Cells)
            ]);
        return new ReportTable(
            $"Brokers : replicas, by {report.Effects.Cluster.Dimensions[0].Name} and {report.Effects.Cluster.Dimensions[1].Name}",
            [
                new ReportColumn(""),
                .. columnDomains.Select(d => new ReportColumn($"{report.Effects.Cluster.Dimensions[across].ShortName} {d}", true)),
                new ReportColumn("all", true)
            ],
            [.. rows]);
    }

    private static ReportTable Cells(ClusterReport report) => new(
        $"Brokers and replicas, by {string.Join(" and ", report.Effects.Cluster.Dimensions.Select(d => d.Name))}",
        [
            .. report.Effects.Cluster.Dimensions.Select(d => new ReportColumn(d.ShortName)),
            new ReportColumn("brokers", true),
            new ReportColumn("replicas", true)
        ],
        [.. report.Effects.Grid.Cells.Select(c => ImmutableArray.Create(
            [.. c.Domains.Select(d => d ?? "?"), Quantity.Count(c.BrokerIds.Length), Quantity.Count(c.Replicas.Before)]))]);

    private static ImmutableArray<string> Domains(ClusterReport report, int dimension) =>
        [.. report.Effects.Grid.Cells.Select(c => c.Domains[dimension])
            .Distinct().Order(Comparer<string?>.Create(DomainOrder.Compare)).Select(d => d ?? "?")];

    private static string Cell(int brokers, long replicas) => $"{Quantity.Count(brokers)} : {Quantity.Count(replicas)}";

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
