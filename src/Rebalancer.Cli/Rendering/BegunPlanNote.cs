using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Reports;
using Rebalancer.Verification;

namespace Rebalancer.Cli.Rendering;

/// <summary>What a check says of a plan that has been carried out in part or whole: it differs from the cluster by its own run.</summary>
internal static class BegunPlanNote
{
    /// <summary>The note; null where no run of the plan was begun in the directory, or none of the errors comes from it.</summary>
    /// <param name="directory">The plan directory.</param>
    /// <param name="snapshot">The cluster as it is.</param>
    /// <param name="verification">The verdict.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<PlanNote?> OfAsync(
        string directory, ClusterSnapshot snapshot, VerificationReport verification, CancellationToken cancellationToken)
    {
        if (verification.IsValid || await BegunAsync(directory, cancellationToken) is not { } begun)
        {
            return null;
        }

        var changes = begun.Changes.ToDictionary(c => c.TopicPartition);
        var present = (from topic in snapshot.Topics
                       from partition in topic.Partitions
                       let name = new TopicPartition(topic.Name, partition.Partition)
                       where changes.ContainsKey(name)
                       select (name, partition.Replicas)).ToDictionary(p => p.name, p => p.Replicas);
        var moved = verification.Findings.Count(f => f is { Code: "before-differs", TopicPartition: { } name }
            && changes.TryGetValue(name, out var change)
            && present.TryGetValue(name, out var replicas)
            && replicas.All(b => change.Before.Contains(b) || change.After.Contains(b)));
        if (moved == 0)
        {
            return null;
        }

        var which = moved == verification.ErrorCount ? moved == 1 ? "It comes" : "They come"
            : moved == 1 ? "1 of them comes" : $"{moved} of them come";
        var isDone = changes.All(c => present.TryGetValue(c.Key, out var replicas) && replicas.SequenceEqual(c.Value.After));
        return new PlanNote(
            PlanNoteKind.Reason,
            PlanNote.BegunCode,
            $"{which} from the run of this plan, whose journal is in {directory}: "
                + (isDone ? "the plan has been carried out, and 'verify' checks it."
                    : moved == verification.ErrorCount ? "'apply' resumes it, and 'verify' shows where it stands."
                    : "'verify' shows where it stands."));
    }

    // A journal that cannot be read is for 'apply' to refuse.
    private static async Task<PlanManifest?> BegunAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            var planned = PlanDirectory.Read(directory);
            return await Executor.FindPlanAsync(directory, cancellationToken) is { } begun && begun.Fingerprint == planned.Fingerprint
                ? planned : null;
        }
        catch (JournalException)
        {
            return null;
        }
    }
}
