using System.Collections.Immutable;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Steps;

/// <summary>
/// Finds running moves that cannot end: a destination is away for too long, or nothing grows. Takes them back where that helps.
/// </summary>
internal sealed class StalledMoveCanceller(RunContext run, RunState state, ProgressMeter meter, StepCanceller canceller)
{
    /// <summary>Looks for such moves and handles them.</summary>
    /// <param name="view">What is.</param>
    /// <param name="isBroken">Whether a broker lost its log dirs.</param>
    /// <param name="cancellationToken">Stops between two calls.</param>
    /// <returns>Whether anything was taken back: then the view is old.</returns>
    public async Task<bool> RescueAsync(ClusterView view, Func<int, bool> isBroken, CancellationToken cancellationToken)
    {
        Dictionary<PartitionTask, string> hopeless = [];
        foreach (var task in state.Running.Where(t => view.Reassignment(t.Partition) is not null))
        {
            if (WhyHopeless(task, view, isBroken) is { } reason)
            {
                hopeless[task] = reason;
            }
        }

        if (hopeless.Count == 0)
        {
            return false;
        }

        var targets = hopeless.Keys.ToDictionary(t => t, t => t.Step!.To);
        var refused = await canceller.CancelAsync(hopeless.Keys, cancellationToken).ConfigureAwait(false);
        foreach (var (task, reason) in refused)
        {
            run.NoteEach(true, "Cannot end, and cannot be taken back", $"{task.Partition} ({hopeless[task]}, but {reason})");
        }

        await RunState.SettleAsync(
            run, [.. hopeless.Where(h => !refused.ContainsKey(h.Key)).OrderBy(h => h.Key.Order)
            .Select(h => End(h.Key, h.Value, targets[h.Key])).OfType<(PartitionTask, PartitionState, string?)>()])
            .ConfigureAwait(false);
        return refused.Count < hopeless.Count;
    }

    // A move that was faster than its cancel has done its work; one whose topic is not seen any more is judged by the next look.
    private static (PartitionTask, PartitionState, string?)? End(PartitionTask task, string why, ImmutableArray<int> target) =>
        task.Drift is not null ? (task, PartitionState.Skipped, task.Drift)
        : task.State == PartitionState.Running ? null
        : !BrokerLists.Same(task.Current, target)
            ? (task, PartitionState.Failed, $"{why}; its move was cancelled and it has {BrokerLists.Text(task.Current)}")
        : BrokerLists.Same(task.Current, task.Goal) ? (task, PartitionState.Done, null)
        : null;

    private string? WhyHopeless(PartitionTask task, ClusterView view, Func<int, bool> isBroken)
    {
        var step = task.Step!;
        var away = step.Destinations.FirstOrDefault(b => !view.IsLive(b), -1);
        if (away >= 0)
        {
            if (task.DestinationAwaySince is null)
            {
                task.DestinationAwaySince = view.At;
                run.Tell(new MoveStalled(view.At, task.Partition, step.Destinations, $"destination broker {away} is not up"));
            }

            run.Note(true, $"Destination broker {away} is not up: waiting {Quantity.Duration(run.Options.DeadBrokerGrace)} for it.");
            return view.At - task.DestinationAwaySince >= run.Options.DeadBrokerGrace
                ? $"its destination broker {away} did not come back within {Quantity.Duration(run.Options.DeadBrokerGrace)}"
                : null;
        }

        task.DestinationAwaySince = null;
        if (step.Destinations.FirstOrDefault(isBroken, -1) is >= 0 and var broken)
        {
            return $"its destination broker {broken} has no working log dir left";
        }

        var quiet = view.At - meter.LastGrowth(step, task.StartedAt);
        if (step.Destinations.IsEmpty || quiet < run.Options.StallTimeout)
        {
            task.StallTold = false;
            return null;
        }

        if (!task.StallTold)
        {
            task.StallTold = true;
            run.Tell(new MoveStalled(
                view.At, task.Partition, step.Destinations, $"no growth for {Quantity.Duration(run.Options.StallTimeout)}"));
            run.NoteEach(
                true,
                $"No growth for {Quantity.Duration(run.Options.StallTimeout)}; perhaps the throttle is below what producers write, or a "
                    + "replica that is kept is out of sync",
                $"{task.Partition} on broker {string.Join(", ", step.Destinations)}");
        }

        return run.Options.CancelStalled ? $"it did not grow for {Quantity.Duration(quiet)}" : null;
    }
}
