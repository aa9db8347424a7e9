using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Execution.Window;
using Rebalancer.Kafka.Observing;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>apply and undo: from the start that was looked at to the report.</summary>
internal sealed class ApplyOrUndo(RunContext run, RunPreparation prepared, ReportBuilder report)
{
    /// <summary>How long a stopped run may take to give its throttles back where the cluster answers each call within a moment.</summary>
    private static readonly TimeSpan s_restoreLimit = TimeSpan.FromSeconds(10);

    public async Task<ExecutionReport> RunAsync(CancellationToken cancellationToken)
    {
        // What is to be cancelled first is in flight until it was.
        var state = run.Options.CancelForeign.IsEmpty ? prepared.State : Found(prepared.View);
        report.Resumed = prepared.Resumes;
        foreach (var warning in prepared.Warnings)
        {
            run.Note(true, warning);
        }

        report.Throttle = prepared.ThrottleUsed;
        MoveLoop? moves = null;
        try
        {
            if (!run.Options.CancelForeign.IsEmpty)
            {
                var problem = await ForeignReassignmentCanceller.RunAsync(run, cancellationToken).ConfigureAwait(false);
                var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
                (_, state) = await run.LookAgainWhileAsync(view, Found, found => found.Drifted, cancellationToken).ConfigureAwait(false);
                if (problem is not null)
                {
                    await LeaveOutAsync(state).ConfigureAwait(false);
                    return report.Build(state, null, ExecutionOutcome.Partial, problem);
                }
            }

            await LeaveOutAsync(state).ConfigureAwait(false);
            await TurnRoundAsync(state, cancellationToken).ConfigureAwait(false);
            if (prepared.Kind == ExecutionCommand.Undo)
            {
                await GiveUpAsync(state).ConfigureAwait(false);
            }

            if (prepared.Throttle.Mode == ThrottleMode.None)
            {
                // An earlier run may have left its throttle to moves in flight; what cannot be removed now is tried again at the end.
                await new ThrottleRestore(run).AllAsync(prepared.View, cancellationToken).ConfigureAwait(false);
            }

            var isIdle = !state.Tasks.Any(t => t.IsOpen);
            moves = new MoveLoop(run, state, prepared.Throttle, prepared.Domains, prepared.Facts);
            await moves.RunAsync(cancellationToken).ConfigureAwait(false);
            await TakeInAsync(state, cancellationToken).ConfigureAwait(false);
            var done = state.Tasks.Where(t => t.State == PartitionState.Done).Select(t => (t, t.Goal)).ToArray();
            var final = await new RunFinisher(run, state).FinishAsync(done, cancellationToken).ConfigureAwait(false);
            Take(moves);
            return Conclude(state, final, isIdle, moves.Stopped);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Take(moves);
            return await InterruptAsync(state).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            Take(moves);
            return report.JournalFailed(state, e);
        }
        catch (KafkaClusterException e)
        {
            Take(moves);
            return report.Build(
                state, null, ExecutionOutcome.Interrupted, $"{e.Message} Moves in flight continue. Run the same command to resume.");
        }
    }

    private RunState Found(ClusterView view) =>
        RunState.Create(run.Request, prepared.Kind, view, run.Journal, prepared.Facts.Sizes());

    private void Take(MoveLoop? moves)
    {
        report.BytesMoved = moves?.BytesMoved ?? 0;
        if (report.Throttle is not null && prepared.Throttle.Mode == ThrottleMode.Auto && moves?.CopyRate is { } rate)
        {
            report.Throttle = $"auto, at the end {Quantity.Rate(rate)} for each destination";
        }
    }

    private async Task LeaveOutAsync(RunState state)
    {
        await RunState.SettleAsync(run, [
            .. state.Tasks.Where(t => t.IsAbsent).Select(t => (t, t.State, t.Reason))
        ]).ConfigureAwait(false);
        await RunState.SettleAsync(run, [.. state.Drifted.Select(t => (t, PartitionState.Skipped, t.Drift))]).ConfigureAwait(false);
    }

    // Two runs of copies of one plan: what this one gave up as changed may be where it should be in the end.
    private async Task TakeInAsync(RunState state, CancellationToken cancellationToken)
    {
        PartitionTask[] left = [.. state.Tasks.Where(t => t.State is PartitionState.Failed or PartitionState.Skipped && !t.IsAbsent)];
        if (left.Length == 0)
        {
            return;
        }

        var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
        PartitionTask[] there = [.. left.Where(t => state.IsThere(t, view))];
        foreach (var task in there)
        {
            task.Drift = null;
            task.Current = task.Goal;
            run.NoteEach(false, "Carried out by somebody else", $"{task.Partition}");
        }

        await RunState.SettleAsync(run, [.. there.Select(t => (t, PartitionState.Done, (string?)null))]).ConfigureAwait(false);
    }

    // What is on its way to such a list already is judged like any other move: it may come to its end, or is taken back.
    private async Task GiveUpAsync(RunState state) => await RunState.SettleAsync(run, [
        .. prepared.Irreversible.Where(i => state.Find(i.Task.Partition) is { State: PartitionState.Pending })
            .Select(i => (state.Find(i.Task.Partition)!, PartitionState.Failed, (string?)i.Reason))
    ]).ConfigureAwait(false);

    // What runs away from the goal, by an apply before an undo or the other way round, is cancelled: asking for the old list while it runs
    // would hang on Kafka 4.3.
    private async Task TurnRoundAsync(RunState state, CancellationToken cancellationToken)
    {
        var away = state.Running.Where(t => t.GoesAway).ToArray();
        foreach (var (task, reason) in await new StepCanceller(run).CancelAsync(away, cancellationToken).ConfigureAwait(false))
        {
            run.NoteEach(true, "Cannot be cancelled, and turn round when they have ended", $"{task.Partition} ({reason})");
        }

        await RunState.SettleAsync(
            run, [.. away.Where(t => t.State == PartitionState.Running && t.Drift is not null)
            .Select(t => (t, PartitionState.Skipped, t.Drift))]).ConfigureAwait(false);
        await RunState.SettleAsync(
            run, [.. away.Where(t => t.State == PartitionState.Pending && BrokerLists.Same(t.Current, t.Goal))
            .Select(t => (t, PartitionState.Done, (string?)null))]).ConfigureAwait(false);
    }

    private ExecutionReport Conclude(RunState state, FinalState final, bool isIdle, string? stopped)
    {
        var bad = state.NotDone;
        var complete = bad == 0 && final.ThrottlesLeft.IsEmpty && final.LeadersNotPreferred.IsEmpty;
        var summary = complete
            ? (isIdle ? $"There was nothing to {prepared.NothingTo(run.Journal)}. This is" : "Done and")
                + $" verified{ReportBuilder.Gone(state)}."
            : (bad == state.Tasks.Length ? "Not done: " : "Partly done: ")
                + ReportBuilder.WhatIsLeft(state, "done", bad, final.LeadersNotPreferred.Length,
                    ReportBuilder.ThrottlesLeft(final.ThrottlesLeft.Length))
                + (stopped is null ? "." : $". {stopped}");
        return report.Build(state, final, complete ? ExecutionOutcome.Completed : ExecutionOutcome.Partial, summary);
    }

    // Stopping is quick: what runs goes on under its throttle. With nothing in flight the throttle goes at once, where the cluster answers
    // at once.
    private async Task<ExecutionReport> InterruptAsync(RunState state)
    {
        var running = state.Running.Count();
        if (running == 0)
        {
            await TryRestoreAsync().ConfigureAwait(false);
        }

        var throttles = ReportBuilder.Throttles(run.Journal).Length;
        var pending = state.Pending.Count();
        string[] parts =
        [
            .. running == 0 ? [] : (string[])[
                $"{Quantity.Count(running, "partition is", "partitions are")} still moving{(throttles > 0 ? " under the throttle" : "")}"],
            .. pending == 0 ? []
                : running == 0 ? [$"{Quantity.Count(pending, "partition was", "partitions were")} not started"]
                : (string[])[$"{Quantity.Count(pending)} {(pending == 1 ? "was" : "were")} not started"],
        ];
        var summary = $"Stopped: {(parts.Length == 0 ? "nothing is in flight" : string.Join(", ", parts))}. "
            + "Run the same command to resume"
            + (running == 0 && throttles > 0 ? $", or 'unthrottle' to remove {Quantity.Count(throttles, "throttle value")}." : ".");
        return report.Build(state, null, ExecutionOutcome.Interrupted, summary);
    }

    private async Task TryRestoreAsync()
    {
        try
        {
            run.Observer.Patience = TimeSpan.Zero;
            var until = run.Now + s_restoreLimit;
            using var moment = new CancellationTokenSource(RunContext.LastMoment, run.Time);
            run.Answered = () => moment.CancelAfter(run.Now < until ? RunContext.LastMoment : TimeSpan.Zero);
            var view = await run.Observer.LookAsync(moment.Token).ConfigureAwait(false);
            run.Answered();
            await new ThrottleRestore(run).AllAsync(view, moment.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or KafkaClusterException or JournalException)
        {
            // The report names what is left.
        }
        finally
        {
            run.Answered = null;
        }
    }
}
