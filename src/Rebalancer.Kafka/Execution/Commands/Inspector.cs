using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Execution.Timeline;
using Rebalancer.Kafka.Observing;
using Rebalancer.Kafka.Reading;
using Rebalancer.Plans;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>verify and status: read only, without the lock.</summary>
internal sealed class Inspector(IClusterAdmin admin, TimeProvider time, ILogger logger, Func<ExecutionRequest, IJournalStore> open)
{
    public async Task<ExecutionReport> VerifyAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        var (run, kind, view, state, _) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        List<Cluster.TopicPartition> leaders = [];
        foreach (var task in state.Tasks)
        {
            if (view.Partition(task.Partition) is not { } partition || task.State != PartitionState.Done)
            {
                task.Reason ??= task.Drift;
                continue;
            }

            if (!BrokerLists.SameSet(partition.Isr, task.Goal))
            {
                task.State = PartitionState.Failed;
                task.Reason = $"only {BrokerLists.Text(partition.Isr)} are in sync";
            }
            else if (partition.Leader != task.Goal[0])
            {
                leaders.Add(task.Partition);
            }
        }

        await OthersThrottles.NoteAsync(run, view, cancellationToken).ConfigureAwait(false);
        var throttles = ReportBuilder.Throttles(run.Journal);
        var bad = state.Tasks.Count(t => t.State is not (PartitionState.Done or PartitionState.Gone));
        var complete = bad == 0 && leaders.Count == 0 && throttles.IsEmpty;
        var which = kind == ExecutionCommand.Undo ? "previous" : "planned";
        var goal = $"{which} replica list";
        var there = state.Tasks.Count(t => t.State == PartitionState.Done);
        var report = new ReportBuilder(run, ExecutionCommand.Verify, view.At).Build(
            state,
            new FinalState(throttles, [.. leaders.Order()], view),
            complete ? ExecutionOutcome.Completed : ExecutionOutcome.Partial,
            complete
                ? (there == 1 ? $"The partition has its {goal} and is led by the first broker in it; "
                    : $"All {Quantity.Count(there)} partitions have their {goal} and are led by the first broker in it; ")
                    + $"no {ReportBuilder.OwnThrottle} is left{ReportBuilder.Gone(state)}."
                : ReportBuilder.WhatIsLeft(
                    state, $"on {(bad == 1 ? "its" : "their")} {which} replicas", bad, leaders.Count, throttles.Length) + ".");
        if (kind != ExecutionCommand.Undo)
        {
            // Whoever goes by the exit code switches the broker off.
            report.Add(await LeavingBrokers.LookAsync(admin, request, cancellationToken).ConfigureAwait(false), mustBeEmpty: true);
        }

        return report;
    }

    public async Task<ExecutionStatus> StatusAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        var (run, _, view, state, facts) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        var elsewhere = await OtherDirectory.HolderAsync(request, run.Journal, cancellationToken).ConfigureAwait(false);
        var holder = PlanLock.Holder(request.Directory) ?? elsewhere?.Process;
        var sizes = facts.ReplicaSizes();
        var running = state.Running.Select(t => t.RunningMove(b => sizes.GetValueOrDefault((t.Partition, b)), view.At)).ToImmutableArray();
        var amounts = CopyAmounts.Of(state, running);
        return new ExecutionStatus
        {
            ProcessId = holder,
            LastCommand = run.Journal.Last?.Kind,
            LastOutcome = run.Journal.LastOutcome,
            LastAt = run.Journal.LastAt,
            IsUnfinished = run.Journal.IsUnfinished,
            Counts = state.Tasks.GroupBy(t => t.State).ToImmutableSortedDictionary(g => g.Key, g => g.Count()),
            BytesDone = amounts.BytesDone,
            BytesTotal = amounts.BytesTotal,
            PercentDone = amounts.Percent,
            BytesPerSecond = amounts.BytesPerSecond,
            TimeLeft = amounts.TimeLeft,
            Running = running,
            Drifted = [.. state.Drifted.Select(t => new PartitionReason(t.Partition, t.Drift!))],
            Throttles = ReportBuilder.Throttles(run.Journal),
            Notes = [.. elsewhere is { } other ? [other.Sentence] : (string[])[], .. Notes(run.Journal, view, state)],
            Timeline = Timeline(request),
            Advice = StatusAdvice.Of(run.Journal, state, view, holder),
        };
    }

    private static IEnumerable<string> Notes(JournalState journal, ClusterView view, RunState state)
    {
        if (journal.WithoutRecord is { } name)
        {
            yield return $"{name} holds no record: its run was cut off before it did anything, or the file was emptied since.";
        }

        if (OthersReassignments.Of(state, view) is { Length: > 0 } moved)
        {
            yield return $"{OthersReassignments.InFlight}: {FewOfMany.Text(moved)}. {OthersReassignments.WayOut(moved)}";
        }

        // A list that was planned for is to be whole; that a drained broker of the list before is away is as it should be.
        foreach (var away in state.Tasks.Where(t => !t.IsAbsent).SelectMany(t => t.Goal).Where(b => !view.IsLive(b))
            .CountBy(b => b).OrderBy(b => b.Key))
        {
            yield return $"Broker {away.Key} is not up: {Quantity.Count(away.Value, "partition")} of this plan should be on it.";
        }
    }

    // A look that cannot read the samples still sees the cluster.
    private static ExecutionTimeline? Timeline(ExecutionRequest request)
    {
        try
        {
            using var file = TimelineFile.Open(request.Directory, request.Plan.Fingerprint);
            return file.Content.Timeline();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<(RunContext Run, ExecutionCommand Kind, ClusterView View, RunState State, ClusterFacts Facts)> LookAsync(
        ExecutionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var store = open(request);
        var opened = await RunJournal.OpenAsync(store, request.Plan.Fingerprint, time, null, cancellationToken).ConfigureAwait(false);
        var journal = opened.State;
        var kind = journal.Direction;
        var run = new RunContext(request, admin, time, opened, isReadOnly: true, null, logger);
        await run.Observer.EnsureReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
        var refusals = Preflight.CheckCluster(request, journal, view, ClusterAccess.Read, setsThrottles: false);
        if (refusals.Count > 0)
        {
            throw new InputException(string.Join(' ', refusals));
        }

        var facts = await ClusterFacts.ReadAsync(
            admin,
            [.. request.Plan.Changes.Where(c => view.Topic(c.TopicPartition.Topic) is not null)],
            view.Cluster,
            cancellationToken).ConfigureAwait(false);
        return (run, kind, view, RunState.Create(request, kind, view, journal, facts.Sizes()), facts);
    }
}
