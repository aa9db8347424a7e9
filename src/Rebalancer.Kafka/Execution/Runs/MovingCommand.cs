using System.Globalization;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Monitoring;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Runs;

/// <summary>apply and undo: from the start that was looked at to the report.</summary>
internal sealed class MovingCommand(RunContext run, ClusterReader reader, RunStart start, ReportBuilder report)
{
    public async Task<ExecutionReport> RunAsync(CancellationToken cancellationToken)
    {
        var board = start.Board;
        report.Resumed = start.Resumes;
        report.Throttle = start.Throttle.ToString();
        MoveRun? moves = null;
        try
        {
            if (!run.Options.CancelForeign.IsEmpty)
            {
                if (await ForeignCancel.RunAsync(run, reader, cancellationToken).ConfigureAwait(false) is { } problem)
                {
                    return report.Build(board, null, ExecutionOutcome.Partial, problem);
                }

                var view = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                board = TaskBoard.Create(run.Request, start.Kind, view, run.State, start.Facts.Sizes());
            }

            LeaveOut(board);
            if (start.Kind == RunKind.Undo)
            {
                await TurnRoundAsync(board, cancellationToken).ConfigureAwait(false);
            }

            moves = new MoveRun(run, reader, board, start.Throttle, start.Domains, start.Facts);
            await moves.RunAsync(cancellationToken).ConfigureAwait(false);
            var done = board.Tasks.Where(t => t.State == PartitionState.Done).Select(t => (t, t.Goal)).ToArray();
            var final = await new RunFinisher(run, reader, board).FinishAsync(done, cancellationToken).ConfigureAwait(false);
            Take(moves);
            return Conclude(board, final, moves.Stopped);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Take(moves);
            return await InterruptAsync(board).ConfigureAwait(false);
        }
        catch (OutageException e)
        {
            Take(moves);
            return report.Build(board, null, ExecutionOutcome.Interrupted, $"{e.Message} What runs goes on; the same command resumes.");
        }
        catch (KafkaClusterException e)
        {
            Take(moves);
            return report.Build(board, null, ExecutionOutcome.Interrupted, $"{e.Message} What runs goes on; the same command resumes.");
        }
    }

    private void Take(MoveRun? moves)
    {
        report.BytesMoved = moves?.BytesMoved ?? 0;
        if (start.Throttle.Mode == ThrottleMode.Auto && moves?.CopyRate is { } rate)
        {
            report.Throttle = $"auto, at the end {Quantity.Rate(rate)} for each destination";
        }
    }

    private void LeaveOut(TaskBoard board)
    {
        TaskBoard.Settle(run, [.. board.Tasks.Where(t => t.State == PartitionState.Gone).Select(t => (t, PartitionState.Gone, t.Reason))]);
        TaskBoard.Settle(run, [.. board.Drifted.Select(d => (d.Task, PartitionState.Skipped, (string?)d.What))]);
        TaskBoard.Settle(run, [.. start.Irreversible.Select(i => (board.Find(i.Task.Partition)!, PartitionState.Failed, (string?)i.Reason))]);
    }

    // What runs away from the goal is cancelled: asking for the old list while it runs would hang on Kafka 4.3.
    private async Task TurnRoundAsync(TaskBoard board, CancellationToken cancellationToken)
    {
        var away = board.Running.Where(t => Distance(t, t.Step!.To) > Distance(t, t.Step!.From)).ToArray();
        foreach (var (task, reason) in await new Canceller(run, reader).CancelAsync(away, cancellationToken).ConfigureAwait(false))
        {
            run.Note(true, $"{task.Partition} cannot be cancelled: {reason}. It goes back when it has come to its end.");
        }

        TaskBoard.Settle(run, [.. away.Where(t => t.State == PartitionState.Pending && ReplicaLists.Same(t.Current, t.Goal)).Select(t => (t, PartitionState.Done, (string?)null))]);

        static int Distance(PartitionTask task, System.Collections.Immutable.ImmutableArray<int> list) => ReplicaLists.Minus(task.Goal, list).Length;
    }

    private ExecutionReport Conclude(TaskBoard board, FinalState final, string? stopped)
    {
        var bad = board.Tasks.Count(t => t.State is not (PartitionState.Done or PartitionState.Gone));
        var gone = board.Tasks.Count(t => t.State == PartitionState.Gone);
        var complete = bad == 0 && final.ThrottlesLeft.IsEmpty && final.LeadersNotPreferred.IsEmpty;
        var summary = complete
            ? gone == 0 ? "Done and verified." : string.Create(CultureInfo.InvariantCulture, $"Done and verified, except {gone} partitions of topics that are gone.")
            : string.Create(CultureInfo.InvariantCulture, $"Partly done: {bad} of {board.Tasks.Length} partitions are not at their list, {final.LeadersNotPreferred.Length} have another leader, {final.ThrottlesLeft.Length} throttle values are left.")
              + (stopped is null ? "" : " " + stopped);
        return report.Build(board, final, complete ? ExecutionOutcome.Completed : ExecutionOutcome.Partial, summary);
    }

    // Stopping is quick: what runs goes on under its throttle; with nothing in flight the throttle goes at once.
    private async Task<ExecutionReport> InterruptAsync(TaskBoard board)
    {
        var running = board.Running.Count();
        if (running == 0)
        {
            var view = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            await new ThrottleRestore(run).AllAsync(view, CancellationToken.None).ConfigureAwait(false);
        }

        return report.Build(board, null, ExecutionOutcome.Interrupted, string.Create(
            CultureInfo.InvariantCulture, $"Stopped: {running} partitions move on{(running > 0 ? " under their throttle" : "")}, {board.Pending.Count()} were not begun. The same command resumes."));
    }
}
