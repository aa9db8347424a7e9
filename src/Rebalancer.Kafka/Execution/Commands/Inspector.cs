using System.Collections.Immutable;
using System.Globalization;
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
        var (run, kind, view, state, _, user) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        if (user.Note is { } copied)
        {
            run.Note(false, copied);
        }

        List<Cluster.TopicPartition> leaders = [];
        var lagging = 0;
        foreach (var task in state.Tasks)
        {
            if (view.Partition(task.Partition) is not { } partition || task.State != PartitionState.Done)
            {
                task.Reason ??= task.Drift;
                continue;
            }

            if (!BrokerLists.SameSet(partition.Isr, task.Goal))
            {
                lagging++;
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
        var bad = state.NotDone;
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
                    state,
                    (lagging > 0 ? "in sync on " : "on ") + $"{(bad == 1 ? "its" : "their")} {which} replicas",
                    bad,
                    leaders.Count,
                    run.Journal.MovesNow(user.Process) ? ReportBuilder.ThrottlesInUse(throttles.Length)
                        : ReportBuilder.ThrottlesLeft(throttles.Length)) + ".",
            user.Process);
        report.Next = [.. NextOffers.Of(run.Journal, state, user.Process).Where(o => o.Command != ExecutionCommand.Verify)];
        if (kind != ExecutionCommand.Undo)
        {
            var options = LeavingBrokers.OptionsOf(request);
            report.Add(
                await LeavingBrokers.LookAsync(admin, request.Plan, options, cancellationToken).ConfigureAwait(false), mustBeEmpty: true);
        }

        return report;
    }

    public async Task<ExecutionStatus> StatusAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        var (run, _, view, state, facts, user) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        var running = state.Running.Select(t => t.RunningMove(b => facts.Seen(t.Partition, b), view.At)).ToImmutableArray();
        var amounts = CopyAmounts.Of(state, running);
        return new ExecutionStatus
        {
            ProcessId = user.Process,
            LastCommand = run.Journal.Last?.Kind,
            LastOutcome = run.Journal.LastOutcome,
            LastAt = run.Journal.LastAt,
            IsUnfinished = run.Journal.IsUnfinished,
            Counts = state.Tasks.GroupBy(t => t.State).ToImmutableSortedDictionary(g => g.Key, g => g.Count()),
            BytesDone = amounts.BytesDone,
            BytesTotal = amounts.BytesTotal,
            PercentDone = amounts.Percent,
            BytesPerSecond = amounts.BytesPerSecond,
            TimeLeft = amounts.LeftAt(
                TimeLeft.OfBusiest(state.Tasks, view, (partition, broker) => facts.ReplicaSize(partition, broker) ?? 0),
                HighestRate(run.Journal)),
            Running = running,
            Drifted = [.. state.Drifted.Select(t => new PartitionReason(t.Partition, t.Drift!))],
            Throttles = ReportBuilder.Throttles(run.Journal),
            Notes = [.. user.Note is { } copied ? [copied] : (string[])[], .. Notes(run.Journal, view, state, running)],
            Timeline = Timeline(request),
            Next = NextOffers.Of(run.Journal, state, user.Process),
            Advice = StatusAdvice.Of(run.Journal, state, view, user.Process),
        };
    }

    // Of an automatic throttle the journal tells the rates that were set, not which of them is in force: the highest promises the least.
    private static long? HighestRate(JournalState journal)
    {
        var rates = journal.Throttles.Where(t => t.Key.Key == ThrottleKeys.FollowerRate).SelectMany(t => t.Value.Values)
            .Select(value => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) ? rate : 0).ToArray();
        return rates.Length > 0 ? rates.Max() : null;
    }

    private static IEnumerable<string> Notes(
        JournalState journal, ClusterView view, RunState state, ImmutableArray<RunningMove> running)
    {
        if (journal.WithoutRecord is { } name)
        {
            yield return $"{name} holds no record: its run was cut off before it did anything, or the file was emptied since.";
        }

        foreach (var (what, moved) in OthersReassignments.InFlight(OthersReassignments.Of(state, view), state, view))
        {
            yield return $"{what}: {FewOfMany.Text(moved)}. {OthersReassignments.WayOut(moved)}";
        }

        foreach (var note in ClusterGate.NotUp(state.Tasks.Where(t => !t.IsAbsent), view))
        {
            yield return note;
        }

        if (running.Count(m => m.BytesCopied is null) is > 0 and var untold)
        {
            yield return $"How much {Quantity.Count(untold, "move in flight has", "moves in flight have")} copied cannot be read from the "
                + "brokers now: it is missing from what is given as copied.";
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

    // Each look begins with the journal: where a run is under way, what it has asked for since is not taken for somebody else's.
    private async Task<Look> LookAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var looks = new SecondLooks();
        while (true)
        {
            var look = await LookOnceAsync(request, cancellationToken).ConfigureAwait(false);
            if (!looks.AreDue(NewlyDrifted(look), look.View.At))
            {
                return look;
            }

            await look.Run.DelayAsync(RunContext.Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // What is in flight is listed as such, and what the last run has found so was looked at twice then.
    private static IEnumerable<PartitionTask> NewlyDrifted(Look look) => look.State.Drifted.Where(
        t => look.View.Reassignment(t.Partition) is null && look.Run.Journal.Settled.GetValueOrDefault(t.Partition)?.Reason != t.Drift);

    private async Task<Look> LookOnceAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        // Before the journal is read: of a run that ends in between it tells the end, and what it had set is not called left behind.
        var here = PlanLock.Holder(request.Directory);
        await using var store = open(request);
        var opened = await RunJournal.OpenAsync(store, request.Plan.Fingerprint, time, null, cancellationToken).ConfigureAwait(false);
        var journal = opened.State;
        var elsewhere = await OtherDirectory.HolderAsync(request, journal, cancellationToken).ConfigureAwait(false);
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
        return new Look(
            run, kind, view, RunState.Create(request, kind, view, journal, facts.Sizes()), facts,
            (here ?? elsewhere?.Process, elsewhere?.Sentence));
    }

    /// <summary>What both see.</summary>
    /// <param name="Run">The look, as a run that changes nothing.</param>
    /// <param name="Kind">Which way the plan went last.</param>
    /// <param name="View">What is.</param>
    /// <param name="State">The plan's partitions.</param>
    /// <param name="Facts">Configurations and log dirs.</param>
    /// <param name="User">The process that uses the plan, 0 where unknown, and what is to be said of it; null for nobody.</param>
    private sealed record Look(
        RunContext Run, ExecutionCommand Kind, ClusterView View, RunState State, ClusterFacts Facts, (int? Process, string? Note) User);
}
