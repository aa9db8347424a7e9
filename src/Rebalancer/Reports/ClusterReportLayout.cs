using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;

namespace Rebalancer.Reports;

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
        if (!report.Dimensions.IsEmpty)
        {
            tables.Add(report.Dimensions.Length == 2 ? Grid(report) : Cells(report));
        }

        tables.Add(Violations(report));
        tables.Add(Balance(report));
        tables.Add(Brokers(report));
        return new ReportDocument(report.ClusterId is null ? "Cluster" : $"Cluster {report.ClusterId}", Lines(report), tables.DrainToImmutable(), report.Notes);
    }

    private static ImmutableArray<string> Lines(ClusterReport report)
    {
        var factors = string.Join(", ", report.ReplicationFactors.Select(f => report.ReplicationFactors.Length == 1 ? $"RF {f.Factor}" : $"{Quantity.Count(f.Partitions)} of RF {f.Factor}"));
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"{Quantity.Count(report.BrokerCount, "live broker")}, {Quantity.Count(report.TopicCount, "topic")}, {Quantity.Count(report.PartitionCount, "partition")}{(factors.Length > 0 ? $" ({factors})" : "")}, {Quantity.Count(report.ReplicaCount, "replica")}.");
        if (!report.DeadBrokers.IsEmpty)
        {
            lines.Add($"Dead brokers: {string.Join(", ", report.DeadBrokers)}.");
        }

        if (!report.CordonedBrokers.IsEmpty)
        {
            lines.Add($"Cordoned brokers, which take nothing new: {string.Join(", ", report.CordonedBrokers)}.");
        }

        if (report.Dimensions.IsEmpty)
        {
            lines.Add(Quantity.NoRacks);
        }

        if (report.UnknownSizeCount > 0 && report.UnknownSizeCount < report.PartitionCount)
        {
            lines.Add($"The size of {Quantity.Count(report.UnknownSizeCount, "partition")} is not known; they count as empty in every sum of bytes.");
        }

        if (report.Health.Length > 0)
        {
            lines.Add($"Not healthy: {string.Join(", ", report.Health.Select(h => $"{Quantity.Count(h.Partitions)} {HealthWords(h.State)}"))}.");
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
        var cells = report.Cells.ToDictionary(c => (c.Domains[down] ?? "?", c.Domains[across] ?? "?"));
        string Sum(IEnumerable<GridCell> of) => Cell(of.Sum(c => c.BrokerIds.Length), of.Sum(c => c.Replicas));

        var rows = rowDomains
            .Select(r => ImmutableArray.Create(
            [
                $"{report.Dimensions[down].ShortName} {r}",
                .. columnDomains.Select(c => cells.TryGetValue((r, c), out var cell) ? Cell(cell.BrokerIds.Length, cell.Replicas) : "-"),
                Sum(report.Cells.Where(c => (c.Domains[down] ?? "?") == r)),
            ]))
            .Append([.. new[] { "all" }, .. columnDomains.Select(d => Sum(report.Cells.Where(c => (c.Domains[across] ?? "?") == d))), Sum(report.Cells)]);
        return new ReportTable(
            $"Brokers : replicas, by {report.Dimensions[0].Name} and {report.Dimensions[1].Name}",
            [new ReportColumn(""), .. columnDomains.Select(d => new ReportColumn($"{report.Dimensions[across].ShortName} {d}", true)), new ReportColumn("all", true)],
            [.. rows]);
    }

    private static ReportTable Cells(ClusterReport report) => new(
        $"Brokers and replicas, by {string.Join(" and ", report.Dimensions.Select(d => d.Name))}",
        [.. report.Dimensions.Select(d => new ReportColumn(d.ShortName)), new ReportColumn("brokers", true), new ReportColumn("replicas", true)],
        [.. report.Cells.Select(c => ImmutableArray.Create([.. c.Domains.Select(d => d ?? "?"), Quantity.Count(c.BrokerIds.Length), Quantity.Count(c.Replicas)]))]);

    private static ImmutableArray<string> Domains(ClusterReport report, int dimension) =>
        [.. report.Cells.Select(c => c.Domains[dimension]).Distinct().Order(Comparer<string?>.Create(DomainOrder.Compare)).Select(d => d ?? "?")];

    private static string Cell(int brokers, long replicas) => $"{Quantity.Count(brokers)} : {Quantity.Count(replicas)}";

    private static ReportTable Violations(ClusterReport report)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        rows.Add(["Avoidable violations", Quantity.Count(report.Metrics.PartitionsWithAvoidableViolations)]);
        rows.AddRange(report.Metrics.Dimensions.Select(d => ImmutableArray.Create($"  missing {d.Dimension}s", Quantity.Count(d.MissingDomains))));
        rows.AddRange(report.Metrics.Dimensions.Select(d => ImmutableArray.Create($"Partitions sharing one {d.Dimension}", Quantity.Count(d.SharingPartitions))));
        rows.Add(["Replicas on dead brokers", Quantity.Count(report.Metrics.DeadReplicas)]);
        return new ReportTable("Violations", [new ReportColumn(""), new ReportColumn("now", true)], rows.DrainToImmutable());
    }

    private static ReportTable Balance(ClusterReport report)
    {
        var metrics = report.Metrics;
        var known = report.UnknownSizeCount < report.PartitionCount;
        return new ReportTable(
            "Balance over the live brokers",
            [new ReportColumn("per broker"), new ReportColumn("min..max (spread)", true), new ReportColumn("mean", true)],
            [
                ["Replicas", Quantity.Range(metrics.Replicas), Mean(metrics.Brokers.Sum(b => (long)b.Replicas), report.BrokerCount)],
                ["Leaders", Quantity.Range(metrics.Leaders), Mean(metrics.Brokers.Sum(b => (long)b.Leaders), report.BrokerCount)],
                ["Bytes", known ? Quantity.BytesRange(metrics.Bytes) : "not known", known ? Quantity.Bytes(metrics.Brokers.Sum(b => b.Bytes) / Math.Max(1, report.BrokerCount)) : "not known"],
            ]);
    }

    private static string Mean(long sum, int brokers) => ((double)sum / Math.Max(1, brokers)).ToString("N1", CultureInfo.InvariantCulture);

    private static ReportTable Brokers(ClusterReport report)
    {
        var hostOf = HostLabels.For(report.Metrics.Brokers);
        var known = report.UnknownSizeCount < report.PartitionCount || report.PartitionCount == 0;
        return new ReportTable(
            "Brokers",
            [
                new ReportColumn("broker", true), new ReportColumn("host"), .. report.Dimensions.Select(d => new ReportColumn(d.ShortName)),
                new ReportColumn("replicas", true), new ReportColumn("leaders", true), new ReportColumn("bytes", true),
            ],
            [.. report.Metrics.Brokers.Select(b => ImmutableArray.Create(
            [
                b.BrokerId.ToString(CultureInfo.InvariantCulture), hostOf(b.Host), .. b.Domains.Select(d => d ?? "?"),
                Quantity.Count(b.Replicas), Quantity.Count(b.Leaders), known ? Quantity.Bytes(b.Bytes) : DataSize.Unknown.ToString(),
            ]))])
        { IsDetail = report.BrokerCount > ShownBrokers };
    }
}
