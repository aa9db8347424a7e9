using Rebalancer.Cluster;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>
/// How long the rest takes: at the rate of all brokers together, and no less than the busiest of them needs at its throttle, since that one
/// decides when the run ends.
/// </summary>
internal static class TimeLeft
{
    private static readonly TimeSpan s_most = TimeSpan.FromDays(1000);

    /// <param name="bytes">What is still to copy.</param>
    /// <param name="rate">What is copied to all brokers together in a second; more than 0.</param>
    /// <param name="busiest">What the busiest broker has still to take or to give.</param>
    /// <param name="throttle">The throttle of each broker in bytes a second; null where none is set.</param>
    public static TimeSpan Of(long bytes, double rate, long busiest, long? throttle) => TimeSpan.FromSeconds(Math.Min(
        Math.Max(bytes / rate, throttle is > 0 and { } limit ? (double)busiest / limit : 0), s_most.TotalSeconds));

    /// <summary>What the busiest broker has still to take as a destination, or to give as a leader.</summary>
    /// <param name="tasks">What the run brings to its goal.</param>
    /// <param name="view">Who leads.</param>
    /// <param name="copied">What a destination of a running move has of it.</param>
    public static long OfBusiest(IEnumerable<PartitionTask> tasks, ClusterView view, Func<TopicPartition, int, long> copied)
    {
        Dictionary<int, long> into = [];
        Dictionary<int, long> from = [];
        foreach (var task in tasks.Where(t => t.IsOpen))
        {
            var leader = view.Partition(task.Partition)?.Leader ?? -1;
            foreach (var broker in BrokerLists.Minus(task.Goal, task.Current))
            {
                var left = task.Step?.Destinations.Contains(broker) == true
                    ? Math.Max(0, task.Bytes - copied(task.Partition, broker))
                    : task.Bytes;
                into[broker] = into.GetValueOrDefault(broker) + left;
                from[leader] = from.GetValueOrDefault(leader) + left;
            }
        }

        // Who copies from nobody waits for a leader: that is no broker's work.
        from.Remove(-1);
        return into.Values.Concat(from.Values).DefaultIfEmpty(0).Max();
    }
}
