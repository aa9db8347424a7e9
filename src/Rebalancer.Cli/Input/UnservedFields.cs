using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Verification;

namespace Rebalancer.Cli.Input;

/// <summary>Fields of a reassignment that mean something but are not carried out here: never passed over in silence.</summary>
internal static class UnservedFields
{
    private const int Examples = 5;

    /// <summary>Refuses to carry such a reassignment out.</summary>
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

    /// <summary>Adds them to the verdict: log dirs as a warning, observers as an error.</summary>
    public static VerificationReport Judge(Reassignment plan, VerificationReport report)
    {
        if (Observers(plan) is { } observers)
        {
            report = report with { Findings = report.Findings.Insert(0, new VerificationFinding(FindingSeverity.Error, "observers", null, observers)), ErrorCount = report.ErrorCount + 1 };
        }

        if (LogDirs(plan) is { } logDirs)
        {
            var place = report.Findings.Count(f => f.Severity == FindingSeverity.Error);
            report = report with
            {
                Findings = report.Findings.Insert(place, new VerificationFinding(FindingSeverity.Warning, "log-dirs", null, logDirs)),
                WarningCount = report.WarningCount + 1,
            };
        }

        return report;
    }

    private static string? Observers(Reassignment plan) => plan.WithObservers is { IsEmpty: false } partitions
        ? $"the observers of {Count(partitions)} ({List(partitions)}) are Confluent Server's and cannot be carried out here; use Confluent's own tools for such topics"
        : null;

    private static string? LogDirs(Reassignment plan) => plan.WithLogDirs is { IsEmpty: false } partitions
        ? $"log_dirs of {Count(partitions)} ({List(partitions)}) are not carried out: apply refuses them; write \"any\" for each, or use kafka-reassign-partitions.sh"
        : null;

    private static string Count(ImmutableArray<TopicPartition> partitions) => $"{partitions.Length} {(partitions.Length == 1 ? "partition" : "partitions")}";

    private static string List(ImmutableArray<TopicPartition> partitions) =>
        string.Join(", ", partitions.Take(Examples)) + (partitions.Length > Examples ? $" and {partitions.Length - Examples} more" : "");
}
