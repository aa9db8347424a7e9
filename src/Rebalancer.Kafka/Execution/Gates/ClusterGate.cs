using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Whether the cluster as a whole is well enough for the next wave. What is ours (in flight, or the very thing that the plan repairs) is no reason to wait.</summary>
internal static class ClusterGate
{
    private const int MostNamed = 5;

    /// <summary>Reasons to start nothing now; empty when all is well.</summary>
    /// <param name="view">What is.</param>
    /// <param name="isOurs">Whether a reassignment in flight is ours.</param>
    /// <param name="leaves">Brokers that leave the partition by the plan: that they are out of sync is what the plan repairs.</param>
    /// <param name="allowUnderReplicated">Whether under-replicated partitions are no reason.</param>
    public static List<string> WhyHold(ClusterView view, Func<TopicPartition, bool> isOurs, Func<TopicPartition, int, bool> leaves, bool allowUnderReplicated)
    {
        List<string> reasons = [];
        Add(reasons, "A reassignment of somebody else is in flight", view.Ongoing.Select(o => o.TopicPartition).Where(p => !isOurs(p)));
        Add(reasons, "No leader", Partitions(view).Where(p => p.Partition.Leader < 0).Select(p => p.Name));
        if (!allowUnderReplicated)
        {
            Add(reasons, "Under-replicated beside the plan", Partitions(view)
                .Where(p => p.Partition.Leader >= 0 && p.Partition.Isr.Length < p.Partition.Replicas.Length && !isOurs(p.Name) && IsLacking(p.Name, p.Partition, leaves))
                .Select(p => p.Name));
        }

        return reasons;
    }

    private static bool IsLacking(TopicPartition name, PartitionDescription partition, Func<TopicPartition, int, bool> leaves)
    {
        foreach (var broker in partition.Replicas)
        {
            if (!partition.Isr.Contains(broker) && !leaves(name, broker))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(TopicPartition Name, PartitionDescription Partition)> Partitions(ClusterView view)
    {
        foreach (var topic in view.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                yield return (new TopicPartition(topic.Name, partition.Partition), partition);
            }
        }
    }

    private static void Add(List<string> reasons, string what, IEnumerable<TopicPartition> partitions)
    {
        var named = partitions.Order().ToArray();
        if (named.Length > 0)
        {
            var more = named.Length > MostNamed ? $" and {named.Length - MostNamed} more" : "";
            reasons.Add($"{what}: {string.Join(", ", named.Take(MostNamed))}{more}.");
        }
    }
}
