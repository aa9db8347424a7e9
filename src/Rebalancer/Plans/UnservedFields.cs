using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Verification;

namespace Rebalancer.Plans;

/// <summary>Fields of a reassignment that mean something but are not carried out here: never passed over in silence.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class UnservedFields
{
    private const string LogDirsCode = "log-dirs";

    private const int Examples = 5;

    /// <summary>Refuses to carry such a reassignment out.</summary>
    /// <param name="file">Where it comes from, for people.</param>
    /// <param name="plan">The reassignment.</param>
    /// <exception cref="InputException">It has log dirs other than "any", or observers.</exception>
    public static void RequireNone(string file, Reassignment plan)
    {
        if (Observers(plan) is { } observers)
        {
            throw new InputException($"{file}: {observers}");
        }

        if (LogDirs(plan) is { } logDirs)
        {
            throw new InputException($"{file}: {logDirs}");
        }
    }

    /// <summary>Adds them to the verdict: observers as an error, log dirs and topics with placement constraints as warnings.</summary>
    internal static VerificationReport Judge(Reassignment plan, ClusterSnapshot snapshot, VerificationReport report)
    {
        report = With(report, FindingSeverity.Error, "observers", Observers(plan));
        report = With(report, FindingSeverity.Warning, LogDirsCode, LogDirs(plan));
        return With(report, FindingSeverity.Warning, "placement-constraints", PlacementConstraints(plan, snapshot));
    }

    /// <summary>Whether apply refuses a plan for its log dirs, though its lists may be valid.</summary>
    internal static bool RefusesLogDirs(VerificationReport report) => report.Findings.Any(f => f.Code == LogDirsCode);

    private static VerificationReport With(VerificationReport report, FindingSeverity severity, string code, string? text)
    {
        if (text is null)
        {
            return report;
        }

        var place = report.Findings.Count(f => f.Severity > severity);
        return report with
        {
            Findings = report.Findings.Insert(place, new VerificationFinding(severity, code, null, text)),
            ErrorCount = report.ErrorCount + (severity == FindingSeverity.Error ? 1 : 0),
            WarningCount = report.WarningCount + (severity == FindingSeverity.Warning ? 1 : 0),
        };
    }

    private static string? PlacementConstraints(Reassignment plan, ClusterSnapshot snapshot)
    {
        var constrained = snapshot.Topics.Where(topic => topic.HasPlacementConstraints).Select(topic => topic.Name)
            .ToHashSet(StringComparer.Ordinal);
        ImmutableArray<TopicPartition> changed = [.. plan.Partitions.Select(p => p.TopicPartition)
            .Where(p => constrained.Contains(p.Topic))];
        return changed.IsEmpty
            ? null
            : $"{Count(changed)} ({List(changed)}) of topics that Confluent Server places by constraints: whether the lists keep to "
                + "them is not known here";
    }

    private static string? Observers(Reassignment plan) => plan.WithObservers is { IsEmpty: false } partitions
        ? $"the observers of {Count(partitions)} ({List(partitions)}) are Confluent Server's and cannot be carried out here; use "
            + "Confluent's own tools for such topics"
        : null;

    private static string? LogDirs(Reassignment plan) => plan.WithLogDirs is { IsEmpty: false } partitions
        ? $"log_dirs of {Count(partitions)} ({List(partitions)}) are not carried out: apply refuses them; write \"any\" for each, or "
            + "use kafka-reassign-partitions.sh"
        : null;

    private static string Count(ImmutableArray<TopicPartition> partitions) =>
        $"{partitions.Length} {(partitions.Length == 1 ? "partition" : "partitions")}";

    private static string List(ImmutableArray<TopicPartition> partitions) =>
        string.Join(", ", partitions.Take(Examples)) + (partitions.Length > Examples ? $" and {partitions.Length - Examples} more" : "");
}
