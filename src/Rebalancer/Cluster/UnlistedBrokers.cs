using System.Collections.Immutable;
using Rebalancer.Input;

namespace Rebalancer.Cluster;

/// <summary>Finds replicas on brokers that a cluster's lists do not name. Real life, not an error: they count as on dead brokers.</summary>
internal static class UnlistedBrokers
{
    /// <summary>One warning a broker id, in order of id, with the number of its replicas.</summary>
    public static ImmutableArray<string> Warnings(ImmutableArray<Broker> brokers, ImmutableArray<Broker> deadBrokers, ImmutableArray<TopicSnapshot> topics)
    {
        var listed = brokers.Concat(deadBrokers).Select(broker => broker.Id).ToHashSet();
        var unlisted = new SortedDictionary<int, int>();
        foreach (var topic in topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                foreach (var id in partition.Replicas)
                {
                    if (!listed.Contains(id))
                    {
                        unlisted[id] = unlisted.GetValueOrDefault(id) + 1;
                    }
                }
            }
        }

        return
        [
            .. unlisted.Select(entry =>
                $"Broker {entry.Key} is not listed among the brokers, live or dead, but holds {InputText.Count(entry.Value, "replica")}; it counts as dead."),
        ];
    }
}
