using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>All partitions of a plan and where they stand; the journal hears of every end.</summary>
internal sealed class RunState
{
    private readonly Dictionary<TopicPartition, PartitionTask> _byPartition;
    private readonly JournalState _journal;
    private readonly IReadOnlySet<TopicPartition> _cancelledFirst;

    private RunState(
        ImmutableArray<PartitionTask> tasks, JournalState journal, int spare, IReadOnlySet<TopicPartition> cancelledFirst)
    {
        _cancelledFirst = cancelledFirst;
        Spare = spare;
        Tasks = tasks;
        _journal = journal;
        _byPartition = tasks.ToDictionary(t => t.Partition);
    }

    public ImmutableArray<PartitionTask> Tasks { get; }

    /// <summary>
    /// How many replicas above the minimum ISR a shorter target must have: one, so that no single broker stops its producers; none on the
    /// way back to a list that it had.
    /// </summary>
    public int Spare { get; }

    public IEnumerable<PartitionTask> Running => Tasks.Where(t => t.State == PartitionState.Running);

    public IEnumerable<PartitionTask> Pending => Tasks.Where(t => t.State == PartitionState.Pending);

    /// <summary>How many partitions are not where the plan is to bring them; those whose topics are gone are not among them.</summary>
    public int NotDone => Tasks.Count(t => t.State is not (PartitionState.Done or PartitionState.Gone));

    /// <summary>Partitions that are not as the plan or the journal knows them, with what they have.</summary>
    public IEnumerable<PartitionTask> Drifted => Tasks.Where(t => t.Drift is not null);

    /// <summary>Finds out where every partition stands, by the cluster; the journal tells which of it is ours.</summary>
    /// <param name="request">The plan.</param>
    /// <param name="kind">Which way it goes.</param>
    /// <param name="view">What is.</param>
    /// <param name="journal">What the journals tell.</param>
    /// <param name="sizes">Replica sizes as the brokers tell, by partition.</param>
    /// <param name="cancelledFirst">
    /// Partitions that the look shows as they will be once what is in flight there was cancelled, as was asked: whatever list that leaves
    /// them, the run goes on from it.
    /// </param>
    public static RunState Create(
        ExecutionRequest request, ExecutionCommand kind, ClusterView view, JournalState journal, Dictionary<TopicPartition, long> sizes,
        IReadOnlySet<TopicPartition>? cancelledFirst = null)
    {
        var tasks = request.Plan.Changes
            .Select((c, i) => new PartitionTask(c, kind == ExecutionCommand.Undo ? c.Before : c.After, i)).ToImmutableArray();
        var state = new RunState(
            tasks, journal, kind == ExecutionCommand.Undo ? 0 : 1, cancelledFirst ?? ImmutableHashSet<TopicPartition>.Empty);
        foreach (var task in tasks)
        {
            task.Size = sizes.TryGetValue(task.Partition, out var bytes) ? DataSize.FromBytes(bytes) : task.Size;
            task.Drift = state.Place(task, view);
        }

        return state;
    }

    public PartitionTask? Find(TopicPartition partition) => _byPartition.GetValueOrDefault(partition);

    /// <summary>Whether something in flight is a step of ours.</summary>
    public bool IsOurs(TopicPartition partition) => Find(partition) is { State: PartitionState.Running };

    /// <summary>Whether a broker leaves a partition by the plan.</summary>
    public bool Leaves(TopicPartition partition, int broker) => Find(partition) is { IsOpen: true } task && !task.Goal.Contains(broker);

    /// <summary>Id of a topic when the first run began, or null.</summary>
    public Guid? TopicId(string topic) => _journal.TopicId(topic);

    /// <summary>Ends partitions, with a record.</summary>
    public static async ValueTask SettleAsync(
        RunContext run, IReadOnlyCollection<(PartitionTask Task, PartitionState State, string? Reason)> ended)
    {
        if (ended.Count == 0)
        {
            return;
        }

        await run.RecordAsync(
            new PartitionsSettled([.. ended.Select(e => new SettledPartition(e.Task.Partition, e.State, e.Reason))])).ConfigureAwait(false);
        foreach (var (task, state, reason) in ended)
        {
            task.State = state;
            task.Reason = reason;
            task.Step = null;
            run.Tell(new PartitionEnded(run.Now, task.Partition, state, reason));
        }
    }

    /// <summary>
    /// Judges by a later look what this process does not move: what a command found when it began may be gone, or another's, by its end.
    /// </summary>
    /// <returns>The look by which it was judged at last: metadata may be behind, and what seems changed is looked at twice.</returns>
    public async ValueTask<ClusterView> PlaceAgainAsync(
        RunContext run, ClusterView view, Func<PartitionTask, bool> isJudged, CancellationToken cancellationToken)
    {
        PartitionTask[] judged = [.. Tasks.Where(isJudged)];
        var known = judged.Where(t => t.Drift is not null).ToHashSet();
        (view, _) = await run.LookAgainWhileAsync(view, Drifts, found => found.Where(t => !known.Contains(t)), cancellationToken)
            .ConfigureAwait(false);
        await SettleAsync(run, [
            .. judged.Where(t => t.Drift is not null || !(t.IsOpen || t.State == PartitionState.Done))
                .Select(t => (t, t.Drift is null ? t.State : PartitionState.Skipped, t.Drift ?? t.Reason)),
        ]).ConfigureAwait(false);
        return view;

        PartitionTask[] Drifts(ClusterView now)
        {
            foreach (var task in judged)
            {
                task.Drift = Place(task, now);
            }

            return [.. judged.Where(t => t.Drift is not null)];
        }
    }

    /// <summary>
    /// What a partition's part of the run comes to where it is not seen as it was before, with the reason; null where it is seen.
    /// </summary>
    public (PartitionState State, string Reason)? Absence(PartitionTask task, ClusterView view)
    {
        var presence = view.Presence(task.Partition, TopicId(task.Partition.Topic));
        return presence == TopicPresence.Seen
            ? null
            : (
                presence switch
                {
                    TopicPresence.Gone => PartitionState.Gone,
                    TopicPresence.Replaced => PartitionState.Skipped,
                    _ => PartitionState.Unseen,
                },
                view.WhyAbsent(task.Partition.Topic, presence));
    }

    /// <summary>Whether a partition has the list that it should have, all in sync, with nothing in flight.</summary>
    public bool IsThere(PartitionTask task, ClusterView view) => view.Reassignment(task.Partition) is null
        && Absence(task, view) is null
        && view.Partition(task.Partition) is { } partition
        && BrokerLists.Same(partition.Replicas, task.Goal)
        && BrokerLists.SameSet(partition.Isr, task.Goal);

    /// <summary>Puts a partition that nothing of this process moves where the cluster shows it.</summary>
    /// <returns>What is wrong with it where it is neither as planned nor as the journal knows it; null where it was placed.</returns>
    public string? Place(PartitionTask task, ClusterView view)
    {
        if (view.Reassignment(task.Partition) is { } ongoing)
        {
            if (OwnStep(task, ongoing, view) is not { } step)
            {
                task.Current = view.Partition(task.Partition)?.Replicas ?? task.Current;
                return $"{Whose(ongoing, view)} is in flight";
            }

            task.State = PartitionState.Running;
            task.Current = step.From;
            task.Step = step;
            task.StartedAt = _journal.SubmittedAt(task.Partition) ?? view.At;
            task.IsTakenOver = true;
            return null;
        }

        if (Absence(task, view) is { } absence)
        {
            (task.State, task.Reason) = absence;
            return null;
        }

        var partition = view.Partition(task.Partition)!;
        task.Current = partition.Replicas;
        if (!BrokerLists.Same(partition.Replicas, task.Change.Before) && !BrokerLists.Same(partition.Replicas, task.Change.After)
            && !_journal.KnowsSet(task.Partition, partition.Replicas) && !_cancelledFirst.Contains(task.Partition))
        {
            return $"it has {BrokerLists.Text(partition.Replicas)}, neither the list before {BrokerLists.Text(task.Change.Before)} nor "
                + $"the planned {BrokerLists.Text(task.Change.After)}";
        }

        task.State = BrokerLists.Same(partition.Replicas, task.Goal) ? PartitionState.Done : PartitionState.Pending;
        return null;
    }

    /// <summary>Whose reassignment is in flight, such as <c>somebody else's reassignment to [1,2,4]</c>.</summary>
    public string Whose(OngoingReassignment ongoing, ClusterView view)
    {
        var isOwn = Find(ongoing.TopicPartition) is { } task && OwnStep(task, ongoing, view) is not null;
        var what = $"reassignment to {BrokerLists.Text(ongoing.Target)}";
        return isOwn ? $"this plan's own {what}" : Fits(ongoing) ? $"a {what} that {FitsThePlan}" : $"somebody else's {what}";
    }

    /// <summary>What is said of things that the journal does not tell of and that the plan would have made so too.</summary>
    public const string FitsThePlan = "fits this plan (perhaps asked for from another directory)";

    /// <summary>
    /// Whether a reassignment does what the plan does, or its undo, whole or in part: where it is not ours, a run in another copy of the
    /// plan directory may have asked for it, of which this journal knows nothing.
    /// </summary>
    public bool Fits(OngoingReassignment ongoing) => Find(ongoing.TopicPartition) is { Change: var change }
        && (Leads(ongoing, change.Before, change.After) || Leads(ongoing, change.After, change.Before));

    private static bool Leads(OngoingReassignment ongoing, ImmutableArray<int> from, ImmutableArray<int> to) =>
        (!ongoing.AddingReplicas.IsEmpty || !ongoing.RemovingReplicas.IsEmpty)
        && BrokerLists.Minus(ongoing.AddingReplicas, BrokerLists.Minus(to, from)).IsEmpty
        && BrokerLists.Minus(ongoing.RemovingReplicas, BrokerLists.Minus(from, to)).IsEmpty
        && ongoing.Target.All(b => from.Contains(b) || to.Contains(b));

    private MoveStep? OwnStep(PartitionTask task, OngoingReassignment ongoing, ClusterView view) =>
        _journal.LastMove(task.Partition) is { } last
        && new MoveStep(
            task.Partition, last.From, last.To, view.Partition(task.Partition)?.Leader ?? -1, task.Bytes, task.Order, task.IsInternal)
            is var step && step.IsAsAsked(ongoing) ? step : null;
}
