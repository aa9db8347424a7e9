using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>Measures by log sizes: what each move has copied, how fast, and how much the in-sync followers fetch beside it.</summary>
/// <remarks>
/// Kafka's offset lag tells nothing of a follower that is far behind; sizes do. They are estimates for compacted topics. Not safe for
/// concurrent use.
/// </remarks>
internal sealed class ProgressMeter(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(20);

    /// <summary>Brokers let throttled copies through in bursts: what a shorter look shows is a burst, or the pause between two.</summary>
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(TopicPartition Partition, int Broker), Series> _sizes = [];
    private readonly Dictionary<int, double> _outflow = [];
    private readonly Dictionary<int, double> _inflow = [];
    private readonly Dictionary<int, int> _laggards = [];
    private readonly HashSet<int> _whole = [];
    private DateTimeOffset? _since;
    private DateTimeOffset _last;

    /// <summary>The largest copy rate into one broker, in bytes a second.</summary>
    public double MostCopiedIn => _inflow.Count == 0 ? 0 : _inflow.Values.Max();

    /// <summary>The copy rate over all brokers, in bytes a second.</summary>
    public double TotalCopyRate => _inflow.Values.Sum();

    /// <summary>The same without what a throttle does not allow for long: brokers let a burst through at first.</summary>
    public double CopyRateWithin(long? throttle) => _inflow.Values.Sum(rate => Math.Min(rate, throttle ?? double.MaxValue));

    /// <summary>Whether moves have been measured for long enough to tell from the rate how long the rest takes.</summary>
    public bool IsSettled => _last - _since >= s_enough;

    /// <summary>The copy rate into a broker, in bytes a second.</summary>
    public double CopyRate(int broker) => _inflow.GetValueOrDefault(broker);

    /// <summary>What in-sync followers fetch of running partitions from a broker, in bytes a second.</summary>
    public double InSyncOutflow(int broker) => _outflow.GetValueOrDefault(broker);

    /// <summary>
    /// Replicas of running partitions that are neither in sync nor new, by their leader: they catch up within its throttle, beside the
    /// copies.
    /// </summary>
    public int Laggards(int leader) => _laggards.GetValueOrDefault(leader);

    /// <summary>Takes in log dirs of leaders and destinations.</summary>
    public void Sample(IReadOnlyList<BrokerLogDirs> dirs, IReadOnlyCollection<MoveStep> running, ClusterView view)
    {
        var now = time.GetUtcNow();
        _last = now;
        _since ??= running.Count > 0 ? now : null;
        _whole.Clear();
        _whole.UnionWith(dirs.Where(d => d.IsWhole).Select(d => d.BrokerId));
        foreach (var broker in dirs.Where(d => d.Error is null))
        {
            foreach (var replica in broker.LogDirs.SelectMany(d => d.Replicas).Where(r => !r.IsFuture))
            {
                var key = (replica.TopicPartition, broker.BrokerId);
                if (!_sizes.TryGetValue(key, out var series))
                {
                    _sizes[key] = series = new Series(now);
                }

                series.Add(now, replica.SizeBytes);
            }
        }

        _inflow.Clear();
        _outflow.Clear();
        _laggards.Clear();
        foreach (var step in running)
        {
            foreach (var broker in step.Destinations)
            {
                _inflow[broker] = _inflow.GetValueOrDefault(broker) + Rate(step.TopicPartition, broker);
            }

            if (view.Partition(step.TopicPartition) is { Leader: >= 0 } partition)
            {
                var followers = partition.Isr.Count(b => b != partition.Leader);
                _laggards[partition.Leader] = Laggards(partition.Leader) + partition.Replicas.Count(
                    b => view.IsLive(b) && !partition.Isr.Contains(b) && !step.Destinations.Contains(b));
                _outflow[partition.Leader] = _outflow.GetValueOrDefault(partition.Leader)
                    + Math.Max(0, Rate(step.TopicPartition, partition.Leader)) * followers;
            }
        }
    }

    /// <summary>Bytes on the destinations of a step, summed.</summary>
    public long Copied(MoveStep step) =>
        step.Destinations.Sum(b => _sizes.TryGetValue((step.TopicPartition, b), out var series) ? series.Last : 0);

    /// <summary>Bytes on the destinations of a step when they were first measured, summed.</summary>
    public long CopiedAtFirst(MoveStep step) =>
        step.Destinations.Sum(b => _sizes.TryGetValue((step.TopicPartition, b), out var series) ? series.First ?? 0 : 0);

    /// <summary>
    /// The size on a broker as last seen, and how long before a look that was; null where it was never seen and the broker does not tell
    /// that it has nothing of it.
    /// </summary>
    public SeenSize? Seen(TopicPartition partition, int broker, DateTimeOffset look) =>
        _sizes.TryGetValue((partition, broker), out var series)
            ? new SeenSize(series.Last, series.At < look ? look - series.At : TimeSpan.Zero)
            : _whole.Contains(broker) ? new SeenSize(0, TimeSpan.Zero) : null;

    /// <summary>When a destination of the step last grew; <paramref name="since"/> where it never did.</summary>
    public DateTimeOffset LastGrowth(MoveStep step, DateTimeOffset since)
    {
        var last = since;
        foreach (var broker in step.Destinations)
        {
            if (_sizes.TryGetValue((step.TopicPartition, broker), out var series) && series.Grown > last)
            {
                last = series.Grown;
            }
        }

        return last;
    }

    /// <summary>Forgets a partition that runs no longer.</summary>
    public void Forget(MoveStep step)
    {
        foreach (var broker in step.From.Concat(step.Destinations))
        {
            _sizes.Remove((step.TopicPartition, broker));
        }
    }

    // What was not seen for longer than a rate is measured over, as of a broker that is down, tells of none.
    private double Rate(TopicPartition partition, int broker) =>
        _sizes.TryGetValue((partition, broker), out var series) && _last - series.At <= s_window ? series.Rate : 0;

    private sealed class Series(DateTimeOffset start)
    {
        private readonly Queue<(DateTimeOffset At, long Bytes)> _points = new();

        public long? First { get; private set; }

        public long Last { get; private set; }

        /// <summary>When it was last seen.</summary>
        public DateTimeOffset At { get; private set; } = start;

        public DateTimeOffset Grown { get; private set; } = start;

        /// <summary>Growth over the window in bytes a second; 0 where there is one point only.</summary>
        public double Rate { get; private set; }

        public void Add(DateTimeOffset at, long bytes)
        {
            if (bytes > Last)
            {
                Grown = at;
            }

            First ??= bytes;
            Last = bytes;
            At = at;
            _points.Enqueue((at, bytes));
            while (_points.Count > 2 && at - _points.Peek().At > s_window)
            {
                _points.Dequeue();
            }

            var (firstAt, firstBytes) = _points.Peek();
            Rate = at > firstAt ? Math.Max(0, (bytes - firstBytes) / (at - firstAt).TotalSeconds) : 0;
        }
    }
}

/// <summary>The size of a replica on a broker as it was seen.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Ago">How long before the look that it is told of; zero for that look.</param>
internal readonly record struct SeenSize(long Bytes, TimeSpan Ago);
