using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Observing;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>
/// cancel: takes back what runs, gives the old orders again, and removes the throttles when nothing of ours is in flight any more.
/// </summary>
internal sealed class CancelInFlight(RunContext run, RunPreparation prepared, ReportBuilder report)
{
    public async Task<ExecutionReport> RunAsync(CancellationToken cancellationToken)
    {
        var state = prepared.State;
        try
        {
            var running = state.Running.ToArray();
            var canceller = new StepCanceller(run);
            var refused = await canceller.CancelAsync(running, cancellationToken).ConfigureAwait(false);

            // A cancel that was cut off before its re-order left the set in another order.
            List<(PartitionTask Task, ImmutableArray<int> List)> returns =
                [.. state.Pending.Where(t => run.Journal.ReturnsTo(t.Partition) is { } order && BrokerLists.SameSet(order, t.Current))
                    .Select(t => (t, run.Journal.ReturnsTo(t.Partition)!.Value))];
            var isIdle = running.Length == 0 && returns.TrueForAll(r => BrokerLists.Same(r.Task.Current, r.List));
            await canceller.ReorderAsync(returns, cancellationToken).ConfigureAwait(false);
            await DropEndedAsync(canceller, refused, cancellationToken).ConfigureAwait(false);
            await LeaveOutAsync(state, [.. running.Where(t => t.State == PartitionState.Running && !refused.ContainsKey(t))],
                cancellationToken).ConfigureAwait(false);
            foreach (var (task, reason) in refused)
            {
                task.Reason = $"not cancelled: {reason}";
            }

            var (back, others) = Count(running, refused);
            if (refused.Count > 0)
            {
                return report.Build(state, null, ExecutionOutcome.Partial,
                    $"{Cancelled(back, others)}, {Quantity.Count(refused.Count)} could not be and "
                        + $"{(refused.Count == 1 ? "is" : "are")} still moving. "
                        + StatusAdvice.Of(run.Journal, state, prepared.View, null));
            }

            var final = await new RunFinisher(run, state).FinishAsync(returns, cancellationToken).ConfigureAwait(false);
            await state.PlaceAgainAsync(
                run, final.View, t => t.State is PartitionState.Done or PartitionState.Pending, cancellationToken).ConfigureAwait(false);
            var complete = final.ThrottlesLeft.IsEmpty && final.LeadersNotPreferred.IsEmpty
                && returns.All(r => r.Task.State is PartitionState.Pending or PartitionState.Done);
            var advice = StatusAdvice.Of(run.Journal, state, final.View, null);
            if (complete && isIdle)
            {
                return report.Build(
                    state, final, ExecutionOutcome.Completed, $"Nothing is in flight, so there was nothing to cancel. {advice}");
            }

            return report.Build(
                state, final, complete ? ExecutionOutcome.Completed : ExecutionOutcome.Partial,
                $"{Cancelled(back, others)}{(complete ? "" : ", but not everything is as it was")}. {advice}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return report.Build(state, null, ExecutionOutcome.Interrupted, "Stopped. Run the same command to resume.");
        }
        catch (JournalException e)
        {
            return report.JournalFailed(state, e);
        }
        catch (KafkaClusterException e)
        {
            return report.Build(state, null, ExecutionOutcome.Interrupted, $"{e.Message} Run the same command to resume.");
        }
    }

    // What was faster than its cancel, or is gone, or somebody else's, was not cancelled.
    private static (int Back, int Others) Count(PartitionTask[] running, Dictionary<PartitionTask, string> refused)
    {
        var back = running.Count(t => t.ReturnTo is not null && !refused.ContainsKey(t));
        return (back, running.Length - refused.Count - back);
    }

    private static string Cancelled(int moves, int others) => Quantity.Count(moves, "move was", "moves were") + " cancelled"
        + (others == 0 ? "" : $", {Quantity.Count(others)} {(others == 1 ? "was" : "were")} no longer in flight");

    // What could not be cancelled at first may have come to its end while the others were.
    private async Task DropEndedAsync(
        StepCanceller canceller, Dictionary<PartitionTask, string> refused, CancellationToken cancellationToken)
    {
        if (refused.Count > 0)
        {
            var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            var ended = refused.Keys.Where(t => view.Reassignment(t.Partition) is null).ToArray();
            var still = await canceller.CancelAsync(ended, cancellationToken).ConfigureAwait(false);
            foreach (var task in ended.Where(t => !still.ContainsKey(t)))
            {
                refused.Remove(task);
            }
        }
    }

    // Nothing of ours is in flight there any more: its topic is not seen, or somebody else changed it.
    private async Task LeaveOutAsync(RunState state, PartitionTask[] tasks, CancellationToken cancellationToken)
    {
        if (tasks.Length > 0)
        {
            var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            await RunState.SettleAsync(
                run, [.. tasks.Select(
                t => state.Absence(t, view) is { } absence ? (t, absence.State, absence.Reason)
                : (t, PartitionState.Skipped, t.Drift))]).ConfigureAwait(false);
        }
    }
}
