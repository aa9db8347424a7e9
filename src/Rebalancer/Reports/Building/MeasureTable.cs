using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Building;

/// <summary>The lines of before and after.</summary>
internal static class MeasureTable
{
    private const string Avoidable = "avoidableViolations";

    public static ImmutableArray<Measure> Of(PlanMetrics before, PlanMetrics after, bool sizesUnknown)
    {
        var lines = ImmutableArray.CreateBuilder<Measure>();
        lines.Add(Count(
            Avoidable,
            "Avoidable violations",
            before.PartitionsWithAvoidableViolations,
            after.PartitionsWithAvoidableViolations));
        foreach (var (was, becomes) in before.Dimensions.Zip(after.Dimensions))
        {
            lines.Add(Count($"missing.{was.Dimension}", $"missing {was.Dimension}s", was.MissingDomains, becomes.MissingDomains) with
            {
                IsPart = true
            });
        }

        foreach (var (was, becomes) in before.Dimensions.Zip(after.Dimensions))
        {
            lines.Add(Count(
                Sharing(was.Dimension), $"Partitions sharing one {was.Dimension}", was.SharingPartitions, becomes.SharingPartitions));
        }

        lines.Add(Count("deadReplicas", "Replicas on dead brokers", before.DeadReplicas, after.DeadReplicas));
        if (before.DrainingReplicas + after.DrainingReplicas > 0)
        {
            lines.Add(Count("drainingReplicas", "Replicas on draining brokers", before.DrainingReplicas, after.DrainingReplicas));
        }

        lines.Add(new Measure("replicas", "Replicas per broker", before.Replicas, after.Replicas));
        lines.Add(new Measure("leaders", "Leaders per broker", before.Leaders, after.Leaders));
        lines.Add(new Measure("bytes", "Bytes per broker", before.Bytes, after.Bytes) { IsBytes = true, IsUnknown = sizesUnknown });
        return lines.ToImmutable();
    }

    /// <summary>The name of the line that counts the partitions that share a domain of a dimension.</summary>
    public static string Sharing(string dimension) => $"sharing.{dimension}";

    /// <summary>The same lines, where the spread is judged by what is left of the brokers.</summary>
    public static ImmutableArray<Measure> Within(ImmutableArray<Measure> lines, BrokerLimits limits) =>
        [.. lines.Select(line => line.Name == Avoidable ? line with { Title = line.Title + limits.InATitle } : line)];

    private static Measure Count(string name, string title, int before, int after) =>
        new(name, title, new LoadRange(before, before), new LoadRange(after, after)) { IsCount = true };
}
