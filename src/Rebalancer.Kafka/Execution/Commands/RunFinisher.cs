using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution.Elections;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>The end of a run: throttles off, then leaders, then a last look that believes nothing of what came before.</summary>
internal sealed class RunFinisher(RunContext run, RunState state)
{
    /// <summary>Ends a run that has nothing in flight any more.</summary>
    /// <param name="wanted">The list that each partition should have now, and whose first replica should lead.</param>
    /// <param name="cancellationToken">Stops the elections.</param>
    public async Task<FinalState> FinishAsync(
        IReadOnlyCollection<(PartitionTask Task, ImmutableArray<int> List)> wanted, CancellationToken cancellationToken)
    {
        var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
        var throttlesLeft = await new ThrottleRestore(run).AllAsync(view, cancellationToken).ConfigureAwait(false);
        var present = wanted.Where(w => view.Partition(w.Task.Partition) is { } p && BrokerLists.Same(p.Replicas, w.List))
            .Select(w => w.Task.Partition).ToArray();
        var notPreferred = await new Elector(run).ElectAsync(present, cancellationToken).ConfigureAwait(false);
        view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
        await VerifyAsync(wanted, view).ConfigureAwait(false);
        NoteGrownTopics(view);
        return new FinalState(throttlesLeft, notPreferred, view);
    }

    private async Task VerifyAsync(IReadOnlyCollection<(PartitionTask Task, ImmutableArray<int> List)> wanted, ClusterView view)
    {
        List<(PartitionTask, PartitionState, string?)> wrong = [];
        foreach (var (task, list) in wanted)
        {
            if (state.Absence(task, view) is { } absence)
            {
                wrong.Add((task, absence.State, absence.Reason));
            }
            else if (view.Partition(task.Partition) is { } partition && !BrokerLists.Same(partition.Replicas, list))
            {
                wrong.Add((
                    task,
                    PartitionState.Failed,
                    $"it has {BrokerLists.Text(partition.Replicas)} at the end, not {BrokerLists.Text(list)}"));
            }
            else if (view.Partition(task.Partition) is { } seen && !BrokerLists.SameSet(seen.Isr, list))
            {
                wrong.Add(
                    (task, PartitionState.Failed, $"only {BrokerLists.Text(seen.Isr)} of {BrokerLists.Text(list)} are in sync at the end"));
            }
        }

        await RunState.SettleAsync(run, wrong).ConfigureAwait(false);
    }

    // KRaft gives new partitions the replication factor of the union that partition 0 has while it moves.
    private void NoteGrownTopics(ClusterView view)
    {
        foreach (var (topic, count) in run.Journal.PartitionCounts ?? ImmutableSortedDictionary<string, int>.Empty)
        {
            if (view.Topic(topic) is not { } present
                || present.Partitions.Count <= count
                || view.Presence(topic, state.TopicId(topic)) != TopicPresence.Seen)
            {
                continue;
            }

            run.NoteEach(
                true, "Topics grew; their new partitions are not in the plan",
                string.Create(CultureInfo.InvariantCulture, $"{topic} from {count} to {present.Partitions.Count} partitions"));
            var usual = present.Partitions[0].Replicas.Length;
            foreach (var odd in present.Partitions.Skip(count).Where(p => p.Replicas.Length != usual))
            {
                run.NoteEach(
                    true,
                    "New partitions have another replication factor than the rest of their topic; perhaps a new plan should change that",
                    string.Create(CultureInfo.InvariantCulture, $"{topic}-{odd.Partition} ({odd.Replicas.Length}, not {usual})"));
            }
        }
    }
}

/// <summary>What the last look showed.</summary>
/// <param name="ThrottlesLeft">Throttles that could not be given back.</param>
/// <param name="LeadersNotPreferred">Partitions with another leader than their first replica.</param>
/// <param name="View">The look.</param>
internal sealed record FinalState(
    ImmutableArray<string> ThrottlesLeft, ImmutableArray<TopicPartition> LeadersNotPreferred, ClusterView View);
