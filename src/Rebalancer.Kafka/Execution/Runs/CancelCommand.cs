using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Kafka.Execution.Monitoring;

namespace Rebalancer.Kafka.Execution.Runs;

/// <summary>cancel: takes back what runs, gives the old orders again, and removes the throttles when nothing of ours is in flight any more.</summary>
internal sealed class CancelCommand(RunContext run, ClusterReader reader, RunStart start, ReportBuilder report)
{
    public async Task<ExecutionReport> RunAsync(CancellationToken cancellationToken)
    {
        var board = start.Board;
        try
        {
            var running = board.Running.ToArray();
            var canceller = new Canceller(run, reader);
            var refused = await canceller.CancelAsync(running, cancellationToken).ConfigureAwait(false);

            // A cancel that was cut off before its re-order left the set in another order.
            List<(PartitionTask Task, ImmutableArray<int> List)> returns =
                [.. board.Pending.Where(t => run.State.ReturnsTo(t.Partition) is { } order && ReplicaLists.SameSet(order, t.Current)).Select(t => (t, run.State.ReturnsTo(t.Partition)!.Value))];
            await canceller.ReorderAsync(returns, cancellationToken).ConfigureAwait(false);
            foreach (var (task, reason) in refused)
            {
                task.Reason = $"not cancelled: {reason}";
            }

            if (refused.Count > 0)
            {
                return report.Build(board, null, ExecutionOutcome.Partial, string.Create(CultureInfo.InvariantCulture,
                    $"{running.Length - refused.Count} moves were cancelled, {refused.Count} could not be and run on under their throttle; 'apply' goes on, 'cancel' tries again."));
            }

            var final = await new RunFinisher(run, reader, board).FinishAsync(returns, cancellationToken).ConfigureAwait(false);
            var complete = final.ThrottlesLeft.IsEmpty && final.LeadersNotPreferred.IsEmpty && returns.All(r => r.Task.State == PartitionState.Pending);
            return report.Build(board, final, complete ? ExecutionOutcome.Completed : ExecutionOutcome.Partial, string.Create(CultureInfo.InvariantCulture,
                $"{running.Length} moves were cancelled{(complete ? "" : ", but not everything is as it was")}. 'apply' goes on to the end, 'undo' goes back to the start."));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return report.Build(board, null, ExecutionOutcome.Interrupted, "Stopped; 'cancel' goes on.");
        }
        catch (OutageException e)
        {
            return report.Build(board, null, ExecutionOutcome.Interrupted, $"{e.Message} 'cancel' goes on.");
        }
        catch (KafkaClusterException e)
        {
            return report.Build(board, null, ExecutionOutcome.Interrupted, $"{e.Message} 'cancel' goes on.");
        }
    }
}
