using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Monitoring;
using Rebalancer.Kafka.Reading;
using ClusterReader = Rebalancer.Kafka.Execution.Monitoring.ClusterReader;

namespace Rebalancer.Kafka.Execution.Runs;

/// <summary>verify and status: read only, without the lock.</summary>
internal sealed class Inspector(IClusterAdmin admin, TimeProvider time, ILogger logger)
{
    public async Task<ExecutionReport> VerifyAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        var (run, kind, view, board, _) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        List<Cluster.TopicPartition> leaders = [];
        foreach (var task in board.Tasks)
        {
            if (view.Partition(task.Partition) is not { } partition || task.State != PartitionState.Done)
            {
                task.Reason ??= board.Drifted.FirstOrDefault(d => d.Task == task).What;
                continue;
            }

            if (!ReplicaLists.SameSet(partition.Isr, task.Goal))
            {
                task.State = PartitionState.Failed;
                task.Reason = $"only {ReplicaLists.Text(partition.Isr)} are in sync";
            }
            else if (partition.Leader != task.Goal[0])
            {
                leaders.Add(task.Partition);
            }
        }

        var throttles = ReportBuilder.Throttles(run.State);
        var bad = board.Tasks.Count(t => t.State is not (PartitionState.Done or PartitionState.Gone));
        var complete = bad == 0 && leaders.Count == 0 && throttles.IsEmpty;
        var goal = kind == RunKind.Undo ? "their list before" : "their planned list";
        var report = new ReportBuilder(run, kind, view.At).Build(board, new FinalState(throttles, [.. leaders.Order()], view), complete ? ExecutionOutcome.Completed : ExecutionOutcome.Partial, complete
            ? $"All {board.Tasks.Length} partitions are at {goal}, led by their first replica; no throttle is left."
            : string.Create(CultureInfo.InvariantCulture, $"{bad} of {board.Tasks.Length} partitions are not at {goal} and in sync, {leaders.Count} have another leader, {throttles.Length} throttle values are left."));
        return report with { Command = "verify", MovesDone = 0, BytesMoved = 0 };
    }

    public async Task<ExecutionStatus> StatusAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        var (run, _, view, board, facts) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        var holder = DirectoryLock.Holder(request.Directory);
        var running = board.Running.Select(t => Move(t, view, facts)).ToImmutableArray();
        return new ExecutionStatus
        {
            ProcessId = holder,
            LastCommand = run.State.Last?.Kind.ToString().ToLowerInvariant(),
            LastOutcome = run.State.LastOutcome,
            LastAt = run.State.LastAt,
            IsUnfinished = run.State.IsUnfinished,
            Counts = board.Tasks.GroupBy(t => t.State).ToImmutableSortedDictionary(g => g.Key, g => g.Count()),
            Running = running,
            Drifted = [.. board.Drifted.Select(d => $"{d.Task.Partition}: {d.What}")],
            Throttles = ReportBuilder.Throttles(run.State),
            Advice = Advice(run.State, board, holder),
        };
    }

    private static string Advice(JournalState state, TaskBoard board, int? holder) => (holder, state) switch
    {
        ({ } process, _) => $"Process {process} works on it; Ctrl-C there stops it.",
        (_, { IsUnfinished: true, LastMoving.Kind: RunKind.Undo }) => "'undo' goes on with the unfinished undo.",
        (_, { IsUnfinished: true }) => "'apply' goes on with the unfinished run, 'cancel' stops what is in flight, 'undo' goes back.",
        (_, { Throttles.Count: > 0 }) => "'unthrottle' gives the throttles back.",
        _ when board.Tasks.All(t => t.State is PartitionState.Done or PartitionState.Gone) => "Nothing is left to do; 'verify' checks it, 'undo' goes back.",
        _ => "'apply' carries the plan out.",
    };

    private static RunningMove Move(PartitionTask task, ClusterView view, ClusterFacts facts)
    {
        var step = task.Step!;
        var copied = step.Destinations.Sum(b => facts.LogDirs(b)?.LogDirs.SelectMany(d => d.Replicas).Where(r => r.TopicPartition == task.Partition && !r.IsFuture).Sum(r => r.SizeBytes) ?? 0);
        return new RunningMove(task.Partition, step.Source, step.Destinations, copied, task.Bytes * step.Destinations.Length, view.At - task.StartedAt);
    }

    private async Task<(RunContext Run, RunKind Kind, ClusterView View, TaskBoard Board, ClusterFacts Facts)> LookAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var state = JournalReader.Read(request.Directory, request.Plan.Fingerprint);
        var kind = state.LastMoving?.Kind ?? RunKind.Apply;
        var run = new RunContext(request, admin, time, null, state, null, logger);
        var reader = new ClusterReader(run);
        await reader.EnsureReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var view = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var refusals = Preflight.CheckCluster(request, state, view, ClusterAccess.Read, setsThrottles: false);
        if (refusals.Count > 0)
        {
            throw new InputException(string.Join(' ', refusals));
        }

        var facts = await ClusterFacts.ReadAsync(admin, [.. request.Plan.Changes.Where(c => view.Topic(c.TopicPartition.Topic) is not null)], [.. view.Cluster.Brokers.Select(b => b.Id)], cancellationToken).ConfigureAwait(false);
        return (run, kind, view, TaskBoard.Create(request, kind, view, state, facts.Sizes()), facts);
    }
}
