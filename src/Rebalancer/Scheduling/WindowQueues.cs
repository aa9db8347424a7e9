using System.Diagnostics.CodeAnalysis;

namespace Rebalancer.Scheduling;

/// <summary>Steps that wait, in order, by the broker that they copy to first.</summary>
/// <typeparam name="TStep">The steps; no two of them have the same partition.</typeparam>
/// <remarks>Not safe for concurrent use.</remarks>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is several queues.")]
public sealed class WindowQueues<TStep>
    where TStep : class, IWindowStep
{
    /// <summary>The key of steps that copy nothing.</summary>
    internal const int NoDestination = -1;

    // Each in descending order: what goes first is at the end, where taking it out costs least.
    private readonly SortedList<int, List<TStep>> _queues = [];
    private readonly Comparer<TStep> _order;

    /// <summary>Takes steps in.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="smallFirst">Whether small ones go first rather than in the plan's order.</param>
    public WindowQueues(IEnumerable<TStep> steps, bool smallFirst)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _order = Comparer<TStep>.Create(smallFirst ? static (a, b) => BySize(b, a) : static (a, b) => ByOrder(b, a));
        foreach (var step in steps)
        {
            Queue(step).Add(step);
        }

        foreach (var queue in _queues.Values)
        {
            // Mostly they come in order.
            queue.Reverse();
            queue.Sort(_order);
        }
    }

    /// <summary>Gets how many steps wait.</summary>
    public int Count => _queues.Values.Sum(queue => queue.Count);

    /// <summary>Every step that waits.</summary>
    internal IEnumerable<TStep> All => _queues.Values.SelectMany(queue => queue.AsEnumerable().Reverse());

    /// <summary>Adds a step.</summary>
    /// <param name="step">The step.</param>
    public void Add(TStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var queue = Queue(step);
        if (queue.BinarySearch(step, _order) is < 0 and var place)
        {
            queue.Insert(~place, step);
        }
    }

    /// <summary>Removes a step that was started.</summary>
    /// <param name="step">The step.</param>
    internal void Remove(TStep step)
    {
        if (_queues.TryGetValue(Key(step), out var queue) && queue.BinarySearch(step, _order) is >= 0 and var place)
        {
            queue.RemoveAt(place);
            if (queue.Count == 0)
            {
                _queues.Remove(Key(step));
            }
        }
    }

    /// <summary>
    /// The queues in turn, from the first broker after the given one on, once around; the first step of each is its last item.
    /// </summary>
    internal IEnumerable<(int Destination, List<TStep> Steps)> InTurn(int after)
    {
        var keys = _queues.Keys;
        var start = 0;
        for (var end = keys.Count; start < end;)
        {
            var middle = (start + end) / 2;
            (start, end) = keys[middle] <= after ? (middle + 1, end) : (start, middle);
        }

        for (var i = 0; i < keys.Count; i++)
        {
            var index = (start + i) % keys.Count;
            yield return (keys[index], _queues.Values[index]);
        }
    }

    private List<TStep> Queue(TStep step)
    {
        if (!_queues.TryGetValue(Key(step), out var queue))
        {
            _queues[Key(step)] = queue = [];
        }

        return queue;
    }

    private static int Key(TStep step) => step.Destinations.IsEmpty ? NoDestination : step.Destinations[0];

    private static int ByOrder(TStep a, TStep b) =>
        a.Order != b.Order ? a.Order.CompareTo(b.Order) : a.TopicPartition.CompareTo(b.TopicPartition);

    private static int BySize(TStep a, TStep b) => a.Bytes != b.Bytes ? a.Bytes.CompareTo(b.Bytes) : ByOrder(a, b);
}
