using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Window;

/// <summary>Fills the window: picks what starts next, in turn for each destination, until a budget is used up.</summary>
/// <remarks>The turn goes on where it stopped, so no broker waits while others are served twice. Not safe for concurrent use.</remarks>
internal sealed class WindowScheduler(bool smallFirst)
{
    /// <summary>The key of steps that copy nothing.</summary>
    private const int NoDestination = -1;

    private int _lastServed = int.MinValue;

    /// <summary>Picks steps.</summary>
    /// <param name="pending">Steps that may start.</param>
    /// <param name="budgets">What is left; what runs already is counted in.</param>
    /// <param name="most">How many steps at most.</param>
    /// <param name="blocked">Why the first step that did not fit did not; null where everything fitted.</param>
    public List<MoveStep> Select(IEnumerable<MoveStep> pending, IReadOnlyList<IWindowBudget> budgets, int most, out string? blocked)
    {
        blocked = null;
        List<MoveStep> selected = [];
        var queues = Queues(pending);
        var open = new LinkedList<int>(queues.Keys.OrderBy(broker => broker <= _lastServed).ThenBy(broker => broker));
        var turn = open.First;
        while (turn is not null && selected.Count < most)
        {
            var following = turn.Next;
            if (Next(queues[turn.Value], budgets, ref blocked) is { } step)
            {
                foreach (var budget in budgets)
                {
                    budget.Take(step);
                }

                selected.Add(step);
                _lastServed = turn.Value;
            }
            else
            {
                open.Remove(turn);
            }

            turn = following ?? open.First;
        }

        return selected;
    }

    // Budgets only shrink while a window is filled, so a step that does not fit now is not looked at again.
    private static MoveStep? Next(Queue<MoveStep> queue, IReadOnlyList<IWindowBudget> budgets, ref string? blocked)
    {
        while (queue.TryDequeue(out var step))
        {
            string? reason = null;
            foreach (var budget in budgets)
            {
                reason = budget.WhyNot(step);
                if (reason is not null)
                {
                    break;
                }
            }

            if (reason is null)
            {
                return step;
            }

            blocked ??= $"{step.TopicPartition}: {reason}";
        }

        return null;
    }

    private SortedDictionary<int, Queue<MoveStep>> Queues(IEnumerable<MoveStep> pending)
    {
        var queues = new SortedDictionary<int, Queue<MoveStep>>();
        var ordered = smallFirst ? pending.OrderBy(s => s.Bytes).ThenBy(s => s.Order) : pending.OrderBy(s => s.Order);
        foreach (var step in ordered)
        {
            var key = step.Destinations.IsEmpty ? NoDestination : step.Destinations[0];
            if (!queues.TryGetValue(key, out var queue))
            {
                queues[key] = queue = new Queue<MoveStep>();
            }

            queue.Enqueue(step);
        }

        return queues;
    }
}
