using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;


namespace Rebalancer.Kafka.Execution.Steps;

/// <summary>Takes a look at every running step and draws the consequence: done, next replica, again, or the end with its reason.</summary>
internal sealed class StepTracker(RunContext run, RunState state, ProgressMeter meter)
{
    private const int MostAttempts = 5;

    // Where a pending partition shows something else at every look.
    private static readonly TimeSpan s_longestOdd = ClusterObserver.SecondLook * 4;

    /// <summary>Bytes that this run has copied.</summary>
    public long BytesMoved { get; private set; }

    /// <summary>Whether an answer does not fit yet: look again soon.</summary>
    public bool IsUnsettled { get; private set; }

    /// <summary>Whether the last look ended a partition in another way than done.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Judges all running steps.</summary>
    public async Task JudgeAsync(ClusterView view)
    {
        IsUnsettled = false;
        List<(PartitionTask, PartitionState, string?)> ended = [];
        foreach (var task in state.Running.ToArray())
        {
            var step = task.Step!;
            var verdict = StepVerdicts.Judge(
                step, view, state.TopicId(task.Partition.Topic), task.OddSince is { } since ? view.At - since : TimeSpan.Zero);
            if (verdict == Verdict.Running)
            {
                task.OddSince = null;
                continue;
            }

            if (Conclude(task, verdict, view) is { } end)
            {
                ended.Add((task, end.State, end.Reason));
            }

            IsUnsettled |= task.OddSince is not null;
        }

        HasFailed = ended.Exists(e => e.Item2 != PartitionState.Done);
        await RunState.SettleAsync(run, ended).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks whether a pending partition is still where it should be; judged some seconds after it first showed what it shows, since
    /// answers can be old, and metadata is behind when a move has just ended.
    /// </summary>
    /// <returns>
    /// What is wrong with it where it is somewhere that neither the plan nor the journal knows; null where all is well or not yet certain.
    /// Where it is not seen any more, its state says so.
    /// </returns>
    public string? Drift(PartitionTask task, ClusterView view)
    {
        if (view.Reassignment(task.Partition) is null
            && view.Partition(task.Partition) is { } partition
            && state.Absence(task, view) is null
            && BrokerLists.Same(partition.Replicas, task.Current))
        {
            task.OddSince = null;
            return null;
        }

        var seen = $"{BrokerLists.Text(view.List(task.Partition) ?? [])} {view.Reassignment(task.Partition) is not null}";
        task.OddAs = task is { OddSince: not null, OddAs: { } odd } && odd.Seen == seen ? odd : (seen, view.At);
        task.OddSince ??= view.At;
        IsUnsettled = true;
        if (view.At - task.OddAs.Value.Since < ClusterObserver.SecondLook && view.At - task.OddSince < s_longestOdd)
        {
            return null;
        }

        // A request of a killed run may have come to its effect only now.
        var what = state.Place(task, view);
        task.OddSince = null;
        return what;
    }

    private (PartitionState State, string? Reason)? Conclude(PartitionTask task, Verdict verdict, ClusterView view)
    {
        switch (verdict)
        {
            case Verdict.Done:
                return Complete(task, view);
            case Verdict.DoneThin:
                run.NoteEach(
                    true, "At their list, but not with all replicas in sync", $"{task.Partition} {BrokerLists.Text(task.Step!.To)}");
                return Complete(task, view);
            case Verdict.Gone or Verdict.Unseen when state.Absence(task, view) is { } absence:
                return absence.State != PartitionState.Unseen
                    ? absence
                    : (PartitionState.Unseen, $"its move to {BrokerLists.Text(task.Step!.To)} is no longer in flight, and what became of "
                        + $"it is not known: {absence.Reason}");
            case Verdict.Stuck:
                return (
                    PartitionState.Failed,
                    "somebody overrode its reassignment, and brokers "
                        + $"{BrokerLists.Text([.. view.Reassignment(task.Partition)!.AddingReplicas])} are both added and removed: it "
                        + $"never ends by itself. The cure is to cancel it: {OthersReassignments.Option([task.Partition])}");
            case Verdict.Overridden when view.Reassignment(task.Partition) is { } ongoing
                && ongoing.AddingReplicas.Any(b => ongoing.RemovingReplicas.Contains(b)):
                task.OddSince ??= view.At;
                return null;
            case Verdict.Overridden:
                task.OddSince ??= view.At;
                return view.At - task.OddSince < ClusterObserver.SecondLook
                    ? null
                    : (PartitionState.Failed, $"somebody else changed it to {BrokerLists.Text(view.List(task.Partition) ?? [])} while it "
                        + $"moved to {BrokerLists.Text(task.Step!.To)}");
            case Verdict.Reverted:
                return Revert(task, view);
            default:
                task.OddSince ??= view.At;
                return null;
        }
    }

    private (PartitionState, string?)? Complete(PartitionTask task, ClusterView view)
    {
        var step = task.Step!;
        foreach (var broker in step.Removed.Where(b => !view.IsLive(b)))
        {
            run.NoteEach(
                true, $"Broker {broker} was not up when its copies were given up: the files stay on its disk when it comes back, and "
                    + "their space is not free", $"{task.Partition}");
        }

        task.MovesDone += step.Destinations.Length;
        BytesMoved += Math.Max(0, (step.Destinations.Length * step.Bytes) - (task.IsTakenOver ? meter.CopiedAtFirst(step) : 0));
        meter.Forget(step);
        Rest(task);
        task.Current = step.To;
        task.Attempts = 0;
        return BrokerLists.Same(task.Current, task.Goal) ? (PartitionState.Done, null) : null;
    }

    // The cluster never said yes: it is asked again, since the same target twice does no harm. It did: somebody took it back.
    private static (PartitionState, string?)? Revert(PartitionTask task, ClusterView view)
    {
        var (certain, to) = (task.IsCertain, task.Step!.To);
        Rest(task);
        task.Current = view.Partition(task.Partition)!.Replicas;
        if (certain)
        {
            return (
                PartitionState.Failed, $"somebody cancelled its move to {BrokerLists.Text(to)}; it has {BrokerLists.Text(task.Current)}");
        }

        task.Attempts++;
        return task.Attempts < MostAttempts
            ? null
            : (PartitionState.Failed, $"the cluster did not carry out {BrokerLists.Text(to)} in {task.Attempts} attempts");
    }

    private static void Rest(PartitionTask task)
    {
        task.State = PartitionState.Pending;
        task.Step = null;
        task.IsTakenOver = false;
        task.OddSince = null;
        task.DestinationAwaySince = null;
    }
}
