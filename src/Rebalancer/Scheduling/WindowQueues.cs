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

    // By ascending broker; none is empty.
    private readonly List<WindowQueue<TStep>> _queues;
    private readonly Comparer<TStep> _order;

    /// <summary>Takes steps in.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="smallFirst">Whether small ones go first rather than in the plan's order.</param>
    public WindowQueues(IEnumerable<TStep> steps, bool smallFirst)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _order = Comparer<TStep>.Create(smallFirst ? static (a, b) => BySize(b, a) : static (a, b) => ByOrder(b, a));
        Dictionary<int, WindowQueue<TStep>> queues = [];
        foreach (var step in steps)
        {
            var key = Key(step);
            if (!queues.TryGetValue(key, out var queue))
            {
                queues[key] = queue = new(key, _order);
            }

            queue.Append(step);
            Count++;
        }

        _queues = [.. queues.Values.OrderBy(q => q.Destination)];
        _queues.ForEach(q => q.Sort());
    }

    /// <summary>Gets how many steps wait.</summary>
    public int Count { get; private set; }

    /// <summary>How many queues there are; none of them is empty, but what <see cref="Take"/> emptied until <see cref="Drop"/>.</summary>
    internal int QueueCount => _queues.Count;

    /// <summary>Adds a step.</summary>
    /// <param name="step">The step.</param>
    public void Add(TStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var key = Key(step);
        var index = CountBelow(key);
        if (index == _queues.Count || _queues[index].Destination != key)
        {
            _queues.Insert(index, new(key, _order));
        }

        Count += _queues[index].Insert(step) ? 1 : 0;
    }

    /// <summary>The queues by ascending broker.</summary>
    internal WindowQueue<TStep> Queue(int index) => _queues[index];

    /// <summary>The index of the first queue of a broker after the given one; 0 where there is none.</summary>
    internal int IndexAfter(int destination)
    {
        var index = destination == int.MaxValue ? _queues.Count : CountBelow(destination + 1);
        return index == _queues.Count ? 0 : index;
    }

    /// <summary>Takes out the step of a queue that was looked at last; the queue stays until <see cref="Drop"/>.</summary>
    internal void Take(WindowQueue<TStep> queue)
    {
        queue.Take();
        Count--;
    }

    /// <summary>Drops a queue that is empty.</summary>
    internal void Drop(WindowQueue<TStep> queue) => _queues.RemoveAt(CountBelow(queue.Destination));

    private int CountBelow(int destination)
    {
        var (start, end) = (0, _queues.Count);
        while (start < end)
        {
            var middle = (start + end) / 2;
            (start, end) = _queues[middle].Destination < destination ? (middle + 1, end) : (start, middle);
        }

        return start;
    }

    private static int Key(TStep step) => step.Destinations is [var first, ..] ? first : NoDestination;

    private static int ByOrder(TStep a, TStep b)
    {
        var (orderA, orderB) = (a.Order, b.Order);
        return orderA != orderB ? orderA.CompareTo(orderB) : a.TopicPartition.CompareTo(b.TopicPartition);
    }

    private static int BySize(TStep a, TStep b) => a.Bytes != b.Bytes ? a.Bytes.CompareTo(b.Bytes) : ByOrder(a, b);
}
