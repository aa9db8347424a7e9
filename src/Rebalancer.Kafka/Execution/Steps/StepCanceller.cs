using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Steps;

/// <summary>Takes running moves back: cancel, wait until they are gone, then the recorded order again.</summary>
/// <remarks>
/// Never by asking for the old list while the move runs: Kafka 4.3 then never ends. And never while only added replicas are in sync: with
/// ZooKeeper the cancel would delete the only good copy.
/// </remarks>
internal sealed class StepCanceller(RunContext run)
{
    private const int Looks = 60;

    /// <summary>Why a cancel would be dangerous; null where it is safe.</summary>
    public static string? WhyUnsafe(OngoingReassignment ongoing, ClusterView view)
    {
        if (view.Partition(ongoing.TopicPartition) is not { } partition)
        {
            var topic = ongoing.TopicPartition.Topic;
            return $"{view.WhyAbsent(topic, view.Presence(topic, null))}, so nobody can tell whether a cancel would lose data";
        }

        return partition.Isr.Any(b => !ongoing.AddingReplicas.Contains(b) && view.IsLive(b))
            ? null
            : $"only the new replicas {BrokerLists.Text(partition.Isr)} are in sync and up; a cancel could lose data, so it goes on to "
                + "its end";
    }

    /// <summary>What the cluster's answer to a cancel says where asking again changes nothing; null where it may.</summary>
    public static string? WhyRefused(KafkaError? error) =>
        error?.Code is KafkaErrorCode.InvalidReplicaAssignment or KafkaErrorCode.ClusterAuthorizationFailed
            ? $"the cluster refused the cancel: {error}"
            : null;

    /// <summary>Cancels the running steps of these tasks.</summary>
    /// <returns>
    /// Tasks that still run, with the reason. The others are pending, at the list they came from or, where the move was faster, at its
    /// target; or drifted, where somebody else changed them. Those whose topic is not seen any more stay as they are.
    /// </returns>
    public async Task<Dictionary<PartitionTask, string>> CancelAsync(
        IReadOnlyCollection<PartitionTask> tasks, CancellationToken cancellationToken)
    {
        Dictionary<PartitionTask, string> refused = [];
        var open = tasks.ToHashSet();
        for (var look = 0; open.Count > 0 && look < Looks; look++)
        {
            var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            var listed = open.Where(t => view.Reassignment(t.Partition) is not null).OrderBy(t => t.Order).ToList();
            foreach (var task in listed.ToArray())
            {
                var ongoing = view.Reassignment(task.Partition)!;
                var reason = !task.Step!.IsAsAsked(ongoing) ? "somebody else changed its target" : WhyUnsafe(ongoing, view);
                if (reason is not null)
                {
                    refused[task] = reason;
                    open.Remove(task);
                    listed.Remove(task);
                }
            }

            foreach (var chunk in listed.Chunk(StepSubmitter.MostPerCall(view.Cluster)))
            {
                foreach (var (task, reason) in await SendAsync(chunk, cancellationToken).ConfigureAwait(false))
                {
                    refused[task] = reason;
                    open.Remove(task);
                }
            }

            Land(open, listed, view);
            if (open.Count > 0)
            {
                await run.DelayAsync(RunContext.Pause, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var task in open)
        {
            refused[task] = "the cluster still lists it after a minute";
        }

        var back = tasks.Where(t => !refused.ContainsKey(t) && t.State == PartitionState.Pending).ToList();
        await ReorderAsync(
            [.. back.Where(t => t.ReturnTo is not null).Select(t => (t, t.ReturnTo!.Value))], cancellationToken).ConfigureAwait(false);
        return refused;
    }

    /// <summary>Gives partitions with nothing in flight their recorded order again: a pure re-order.</summary>
    public async Task ReorderAsync(
        IReadOnlyCollection<(PartitionTask Task, ImmutableArray<int> Order)> wanted, CancellationToken cancellationToken)
    {
        var open = wanted.Where(w => !BrokerLists.Same(w.Task.Current, w.Order)).ToList();
        for (var look = 0; open.Count > 0 && look < Looks; look++)
        {
            var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            open.RemoveAll(w => HasOrder(w.Task, w.Order, view));
            var changes = open.Where(w => view.Reassignment(w.Task.Partition) is null
                && view.Partition(w.Task.Partition) is { } p
                && BrokerLists.SameSet(p.Replicas, w.Order)).ToArray();
            foreach (var chunk in changes.Chunk(StepSubmitter.MostPerCall(view.Cluster)))
            {
                await run.RecordAsync(new MovesSubmitting(
                    [.. chunk.Select(w => new ListChange(w.Task.Partition, w.Task.Current, w.Order))])).ConfigureAwait(false);
                var (results, failure) = await StepSubmitter.SendAsync(
                    run,
                    [.. chunk.Select(w => new ReassignmentChange(w.Task.Partition, w.Order))],
                    cancellationToken).ConfigureAwait(false);
                await run.RecordAsync(new MovesSubmitted(Problems(results), failure)).ConfigureAwait(false);
            }

            if (open.Count > 0)
            {
                await run.DelayAsync(RunContext.Pause, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var (task, order) in open)
        {
            run.NoteEach(
                true,
                "Could not be given their old order again",
                $"{task.Partition} ({BrokerLists.Text(order)}, it has {BrokerLists.Text(task.Current)})");
        }
    }

    private static bool HasOrder(PartitionTask task, ImmutableArray<int> order, ClusterView view)
    {
        if (view.Partition(task.Partition) is not { } partition)
        {
            return true;
        }

        task.Current = partition.Replicas;
        return BrokerLists.Same(partition.Replicas, order);
    }

    // What is not listed any more has its old set again, its target (the move was faster), or metadata is behind and is asked again; a
    // third list at the second look is somebody else's.
    private void Land(HashSet<PartitionTask> open, List<PartitionTask> listed, ClusterView view)
    {
        foreach (var task in open.Except(listed).ToArray())
        {
            var step = task.Step!;
            if (view.Presence(task.Partition, run.Journal.TopicId(task.Partition.Topic)) != TopicPresence.Seen
                || view.Partition(task.Partition) is not { } partition)
            {
                open.Remove(task);
                continue;
            }

            var isBack = BrokerLists.SameSet(partition.Replicas, step.From);
            if (isBack || BrokerLists.Same(partition.Replicas, step.To))
            {
                task.ReturnTo = isBack ? step.From : null;
                task.Current = partition.Replicas;
                task.MovesDone += isBack ? 0 : step.Destinations.Length;
                task.State = PartitionState.Pending;
                task.Step = null;
                task.OddSince = null;
                open.Remove(task);
            }
            else if (view.At - (task.OddSince ??= view.At) >= ClusterObserver.SecondLook)
            {
                task.Drift =
                    $"somebody else changed it to {BrokerLists.Text(partition.Replicas)} while it moved to {BrokerLists.Text(step.To)}";
                task.Current = partition.Replicas;
                open.Remove(task);
            }
        }
    }

    private async Task<List<(PartitionTask, string)>> SendAsync(PartitionTask[] tasks, CancellationToken cancellationToken)
    {
        await run.RecordAsync(new MovesCancelling([.. tasks.Select(t => new ListChange(t.Partition, t.Step!.To, t.Step.From))]))
            .ConfigureAwait(false);
        var (results, failure) = await StepSubmitter.SendAsync(
            run, [.. tasks.Select(t => new ReassignmentChange(t.Partition, null))], cancellationToken).ConfigureAwait(false);
        await run.RecordAsync(new MovesCancelled(Problems(results), failure)).ConfigureAwait(false);
        return
        [
            .. from task in tasks
               let reason = WhyRefused(results.GetValueOrDefault(task.Partition)?.Error)
               where reason is not null
               select (task, reason),
        ];
    }

    private static ImmutableArray<PartitionProblem> Problems(Dictionary<TopicPartition, PartitionResult> results) =>
        [.. results.Values.Where(r => r.Error is not null)
            .OrderBy(r => r.TopicPartition).Select(r => new PartitionProblem(r.TopicPartition, r.Error!.ToString()))];
}
