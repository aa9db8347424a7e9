using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>Cancels reassignments of others that were named one by one, and no other.</summary>
internal static class ForeignReassignmentCanceller
{
    private const int Looks = 60;
    private const string Cancelled = "Cancelled by --cancel-foreign, and left in the order that Kafka gives (the first broker may not "
        + "be the one it was before the move)";

    /// <summary>Cancels them and waits until they are gone, and metadata shows the lists that this left.</summary>
    /// <returns>Why that did not work, or null.</returns>
    public static async Task<string?> RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        Dictionary<TopicPartition, CancelledMove> cancelled = [];
        for (var look = 0; look < Looks; look++)
        {
            var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            var listed = run.Options.CancelForeign.Select(view.Reassignment).OfType<OngoingReassignment>().ToArray();
            ForgetShown(run, cancelled, view);
            if (listed.Length == 0 && cancelled.Count == 0)
            {
                return null;
            }

            if (listed.Length > 0 && await CancelAsync(run, listed, view, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                return problem;
            }

            foreach (var ongoing in listed)
            {
                cancelled[ongoing.TopicPartition] = new(ongoing, view.Partition(ongoing.TopicPartition)?.Replicas ?? [], null);
            }

            await run.DelayAsync(RunContext.Pause, cancellationToken).ConfigureAwait(false);
        }

        return "The named reassignments of others are still in flight a minute after they were cancelled.";
    }

    // Metadata is behind the list of reassignments; a third list at the second look is somebody else's.
    private static void ForgetShown(RunContext run, Dictionary<TopicPartition, CancelledMove> cancelled, ClusterView view)
    {
        foreach (var (partition, move) in cancelled.Where(c => view.Reassignment(c.Key) is null).OrderBy(c => c.Key).ToArray())
        {
            var goneSince = move.GoneSince ?? view.At;
            if (IsShown(move.Move, view) || view.At - goneSince >= ClusterObserver.SecondLook)
            {
                cancelled.Remove(partition);
                Tell(run, move, view);
            }
            else
            {
                cancelled[partition] = move with { GoneSince = goneSince };
            }
        }
    }

    private static void Tell(RunContext run, CancelledMove cancelled, ClusterView view)
    {
        var (move, before, _) = cancelled;
        if (view.Partition(move.TopicPartition) is not { } partition)
        {
            run.NoteEach(true, "Cancelled by --cancel-foreign; what they have now cannot be seen", $"{move.TopicPartition}");
        }
        else if (BrokerLists.Same(partition.Replicas, move.Target))
        {
            run.NoteEach(false, "Named by --cancel-foreign, but already at their target",
                $"{move.TopicPartition} {BrokerLists.Text(move.Target)}");
        }
        else
        {
            run.NoteEach(false, Cancelled,
                $"{move.TopicPartition} (now {BrokerLists.Text(partition.Replicas)}, {BrokerLists.Text(before)} before the cancel)");
        }
    }

    private static async Task<string?> CancelAsync(
        RunContext run, OngoingReassignment[] listed, ClusterView view, CancellationToken cancellationToken)
    {
        foreach (var ongoing in listed)
        {
            if (StepCanceller.WhyUnsafe(ongoing, view) is { } reason)
            {
                return $"{ongoing.TopicPartition}: {reason}.";
            }
        }

        await run.RecordAsync(new MovesCancelling([.. listed.Select(o => new ListChange(o.TopicPartition, o.Target, o.Original))]))
            .ConfigureAwait(false);
        var (results, failure) = await StepSubmitter.SendAsync(
            run, [.. listed.Select(o => new ReassignmentChange(o.TopicPartition, null))], cancellationToken).ConfigureAwait(false);
        await run.RecordAsync(new MovesCancelled([
            .. results.Values.Where(r => r.Error is not null).Select(r => new PartitionProblem(r.TopicPartition, r.Error!.ToString()))
        ], failure)).ConfigureAwait(false);
        return results.Values.FirstOrDefault(r => StepCanceller.WhyRefused(r.Error) is not null) is { } refused
            ? $"{refused.TopicPartition}: {StepCanceller.WhyRefused(refused.Error)}." : null;
    }

    // Whether a topic cannot be seen is for the run to judge.
    private static bool IsShown(OngoingReassignment move, ClusterView view) => view.Partition(move.TopicPartition) is not { } partition
        || BrokerLists.SameSet(partition.Replicas, move.Original) || BrokerLists.SameSet(partition.Replicas, move.Target);

    /// <param name="Move">What was cancelled.</param>
    /// <param name="Before">The list that the cluster showed until then.</param>
    /// <param name="GoneSince">Since when it is not in flight any more; null while it is.</param>
    private sealed record CancelledMove(OngoingReassignment Move, ImmutableArray<int> Before, DateTimeOffset? GoneSince);
}
