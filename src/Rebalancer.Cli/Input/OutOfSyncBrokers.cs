using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Cli.Input;

/// <summary>Live brokers that look as if they were down: they hold replicas, are in sync with none of them and lead none.</summary>
internal static class OutOfSyncBrokers
{
    /// <summary>Finds them, as far as the source tells ISRs; replicas that a reassignment may still be copying say nothing.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <returns>Each with the number of its replicas, in order of id.</returns>
    public static ImmutableArray<(int Id, int Replicas)> Of(ClusterSnapshot snapshot)
    {
        var replicas = snapshot.Brokers.Select(broker => broker.Id).ToDictionary(id => id, _ => 0);
        foreach (var partition in snapshot.Topics.SelectMany(topic => topic.Partitions))
        {
            RemoveUp(partition, replicas);
            if (replicas.Count == 0)
            {
                return [];
            }
        }

        foreach (var partition in snapshot.Topics.SelectMany(topic => topic.Partitions))
        {
            if (partition.Isr.IsDefault || partition.Health.HasFlag(PartitionHealth.Reassigning))
            {
                continue;
            }

            foreach (var id in partition.Replicas)
            {
                if (replicas.TryGetValue(id, out var count))
                {
                    replicas[id] = count + 1;
                }
            }
        }

        return [.. replicas.Where(broker => broker.Value > 0).Select(broker => (broker.Key, broker.Value)).Order()];
    }

    private static void RemoveUp(in PartitionSnapshot partition, Dictionary<int, int> replicas)
    {
        replicas.Remove(partition.Leader);
        if (partition.TellsWhoIsUp())
        {
            foreach (var id in partition.Isr)
            {
                replicas.Remove(id);
            }
        }
    }
}
