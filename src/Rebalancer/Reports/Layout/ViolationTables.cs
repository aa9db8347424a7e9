using System.Collections.Immutable;

namespace Rebalancer.Reports.Layout;

/// <summary>What is wrong with the spread of a cluster: by topic and by partition.</summary>
public static class ViolationTables
{
    private const int Worst = 5;

    /// <summary>Every partition that could be spread better, with what it lacks.</summary>
    /// <param name="report">The cluster.</param>
    public static ReportTable Of(ClusterReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportTable(
            "Avoidable violations",
            [new ReportColumn("partition"), new ReportColumn("replicas"), new ReportColumn("lacks")],
            [
                .. report.Violations.Select(v => ImmutableArray.Create(
                    v.TopicPartition.ToString(), string.Join(", ", v.Replicas), string.Join("; ", v.Lacks.Select(Text)))),
            ]);
    }

    /// <summary>The topics with most violations; null where there are none.</summary>
    internal static ReportTable? Topics(PlanEffects effects)
    {
        var bad = effects.Topics.Where(t => t.Violations.Before > 0)
            .OrderByDescending(t => t.Violations.Before).ThenBy(t => t.Name, StringComparer.Ordinal)
            .ToList();
        return bad.Count == 0 ? null : new ReportTable(
            bad.Count <= Worst ? "Topics with violations" : $"The worst {Worst} of {Quantity.Count(bad.Count)} topics with violations",
            [
                new ReportColumn("topic"), new ReportColumn("RF", true), new ReportColumn("violations", true),
                new ReportColumn("of partitions", true), new ReportColumn("bytes", true),
            ],
            [
                .. bad.Take(Worst).Select(t => ImmutableArray.Create(
                    t.Name,
                    t.MinReplicationFactor == t.MaxReplicationFactor
                        ? Quantity.Count(t.MinReplicationFactor)
                        : $"{t.MinReplicationFactor} to {t.MaxReplicationFactor}",
                    Quantity.Count(t.Violations.Before),
                    Quantity.Count(t.Partitions),
                    t.UnknownSizes == t.Partitions ? "not known" : Quantity.Bytes(t.Bytes))),
            ]);
    }

    private static string Text(DomainLack lack)
    {
        var replicas = lack.Replicas == 1 ? "replica" : "replicas";
        var crowd = $"{Quantity.Word(lack.Replicas)} {replicas} in {lack.Dimension} {lack.CrowdedDomain ?? "?"}";
        var empty = lack.EmptyDomains.IsEmpty ? "" : $", none in {InputText.List(lack.EmptyDomains, 5)}";
        return lack.MissingDomains == 0 ? $"uneven over {lack.Dimension}s: {crowd}{empty}"
            : $"{Quantity.Count(lack.MissingDomains)} {lack.Dimension}{(lack.MissingDomains == 1 ? "" : "s")}: {crowd}{empty}";
    }
}
