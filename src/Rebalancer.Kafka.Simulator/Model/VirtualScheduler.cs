namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>What is due when, in virtual time; things due at the same moment run in the order in which they were added.</summary>
internal sealed class VirtualScheduler
{
    private readonly PriorityQueue<Action, (TimeSpan Due, long Sequence)> _queue = new();
    private long _sequence;

    public void Add(TimeSpan due, Action action) => _queue.Enqueue(action, (due, _sequence++));

    public bool TryTake(TimeSpan until, out Action action, out TimeSpan due)
    {
        if (_queue.TryPeek(out action!, out var next) && next.Due <= until)
        {
            due = next.Due;
            _queue.Dequeue();
            return true;
        }

        due = default;
        return false;
    }
}
