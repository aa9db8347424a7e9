namespace Rebalancer.Scheduling;

/// <summary>Fills the window: picks what starts next, in turn for each destination, until a budget is used up.</summary>
/// <typeparam name="TStep">The steps.</typeparam>
/// <remarks>The turn goes on where it stopped, so no broker waits while others are served twice. Not safe for concurrent use.</remarks>
public sealed class WindowScheduler<TStep>
    where TStep : class, IWindowStep
{
    private int _lastServed = int.MinValue;

    /// <summary>Picks steps and takes them out of the queues.</summary>
    /// <param name="pending">Steps that may start.</param>
    /// <param name="budgets">What is left; what runs already is counted in.</param>
    /// <param name="most">How many steps at most.</param>
    /// <param name="blocked">Why the first step that did not fit did not; null where everything fitted.</param>
    public IReadOnlyList<TStep> Select(
        WindowQueues<TStep> pending, IReadOnlyList<IWindowBudget<TStep>> budgets, int most, out string? blocked)
    {
        ArgumentNullException.ThrowIfNull(pending);
        ArgumentNullException.ThrowIfNull(budgets);
        blocked = null;
        List<TStep> selected = [];
        var turns = pending.InTurn(_lastServed).Select(queue => new Turn(queue.Destination, queue.Steps));
        while (selected.Count < most)
        {
            List<Turn> again = [];
            foreach (var turn in turns)
            {
                if (selected.Count == most)
                {
                    break;
                }

                if (turn.Next(budgets, ref blocked) is { } step)
                {
                    foreach (var budget in budgets)
                    {
                        budget.Take(step);
                    }

                    selected.Add(step);
                    again.Add(turn);
                    _lastServed = turn.Destination;
                }
            }

            if (again.Count == 0)
            {
                break;
            }

            turns = again;
        }

        selected.ForEach(pending.Remove);
        return selected;
    }

    /// <summary>One queue while a window is filled. Budgets only shrink then, so a step that does not fit is not looked at again.</summary>
    private sealed class Turn(int destination, List<TStep> steps)
    {
        private int _left = steps.Count;

        public int Destination => destination;

        public TStep? Next(IReadOnlyList<IWindowBudget<TStep>> budgets, ref string? blocked)
        {
            while (_left > 0 && !(blocked is not null && IsFull(budgets)))
            {
                var step = steps[--_left];
                var reason = WhyNot(step, budgets);
                if (reason is null)
                {
                    return step;
                }

                blocked ??= $"{step.TopicPartition}: {reason}";
            }

            return null;
        }

        private bool IsFull(IReadOnlyList<IWindowBudget<TStep>> budgets) =>
            destination != WindowQueues<TStep>.NoDestination && IsAnyFull(budgets);

        private bool IsAnyFull(IReadOnlyList<IWindowBudget<TStep>> budgets)
        {
            foreach (var budget in budgets)
            {
                if (budget.IsFull(destination))
                {
                    return true;
                }
            }

            return false;
        }

        private static string? WhyNot(TStep step, IReadOnlyList<IWindowBudget<TStep>> budgets)
        {
            foreach (var budget in budgets)
            {
                if (budget.WhyNot(step) is { } reason)
                {
                    return reason;
                }
            }

            return null;
        }
    }
}
