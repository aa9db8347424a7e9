namespace Rebalancer.Scheduling;

/// <summary>Fills the window: picks what starts next, in turn for each destination, until a budget is used up.</summary>
/// <typeparam name="TStep">The steps.</typeparam>
/// <remarks>The turn goes on where it stopped, so no broker waits while others are served twice. Not safe for concurrent use.</remarks>
public sealed class WindowScheduler<TStep>
    where TStep : class, IWindowStep
{
    /// <summary>Steps of a queue that are looked at one by one before it is asked whether any can fit.</summary>
    private const int ManySteps = 32;

    private readonly List<WindowQueue<TStep>> _emptied = [];
    private List<WindowQueue<TStep>> _turns = [];
    private List<WindowQueue<TStep>> _again = [];
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
        var room = new WindowRoom<TStep>([.. budgets], tellsWhyNot: true);
        List<TStep> selected = [];
        Select(pending, room, most, selected);
        blocked = room.Blocked;
        return selected;
    }

    /// <summary>Picks steps and takes them out of the queues.</summary>
    /// <param name="pending">Steps that may start.</param>
    /// <param name="room">What is left of the window.</param>
    /// <param name="most">How many steps at most.</param>
    /// <param name="selected">Gets the steps.</param>
    internal void Select(WindowQueues<TStep> pending, WindowRoom<TStep> room, int most, List<TStep> selected)
    {
        room.Open();
        _again.Clear();
        var start = pending.IndexAfter(_lastServed);
        for (var i = 0; i < pending.QueueCount && selected.Count < most; i++)
        {
            var index = (start + i) % pending.QueueCount;
            if (room.IsUsedUp)
            {
                // Only steps that copy nothing are left; their queue is the first.
                i += index == 0 ? 0 : pending.QueueCount - index;
                index = 0;
                if (i >= pending.QueueCount || pending.Queue(0).Destination != WindowQueues<TStep>.NoDestination)
                {
                    break;
                }
            }

            var queue = pending.Queue(index);
            queue.LookAtAll();
            Serve(pending, queue, room, selected);
        }

        while (_again.Count > 0 && selected.Count < most)
        {
            (_turns, _again) = (_again, _turns);
            _again.Clear();
            for (var i = 0; i < _turns.Count && selected.Count < most; i++)
            {
                Serve(pending, _turns[i], room, selected);
            }
        }

        _emptied.ForEach(pending.Drop);
        _emptied.Clear();
    }

    private void Serve(WindowQueues<TStep> pending, WindowQueue<TStep> queue, WindowRoom<TStep> room, List<TStep> selected)
    {
        if (Next(queue, room) is not { } step)
        {
            return;
        }

        pending.Take(queue);
        if (queue.Count == 0)
        {
            _emptied.Add(queue);
        }

        room.Take(step);
        selected.Add(step);
        _again.Add(queue);
        _lastServed = queue.Destination;
    }

    // The window only shrinks while it is filled, so a step that does not fit is not looked at again.
    private static TStep? Next(WindowQueue<TStep> queue, WindowRoom<TStep> room)
    {
        for (var looked = 1; queue.Left > 0 && !room.IsFull(queue.Destination); looked++)
        {
            var step = queue.Look();
            if (room.Fits(step))
            {
                return step;
            }

            if (looked % ManySteps == 0 && queue.IsStuck(room))
            {
                return null;
            }
        }

        return null;
    }
}
