using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Building;

/// <summary>One partition with its change, if it has one.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">It as it is.</param>
/// <param name="Change">What changes, or null.</param>
internal readonly record struct PlannedPartition(TopicSnapshot Topic, PartitionSnapshot Partition, PartitionChange? Change)
{
    /// <summary>The replica list after the plan.</summary>
    public ImmutableArray<int> After => Change?.After ?? Partition.Replicas;

    /// <summary>Bytes of one replica; 0 where not known.</summary>
    public long Bytes => Partition.Size.BytesOrZero;
}

/// <summary>All partitions of a cluster in order, each with its change.</summary>
internal static class PlannedPartitions
{
    /// <summary>Goes over a cluster once.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="changes">The changes, sorted by topic and partition as the snapshot is.</param>
    /// <exception cref="ArgumentException">A change names a partition that the cluster has not, or they are not sorted.</exception>
    public static IEnumerable<PlannedPartition> Of(ClusterSnapshot snapshot, ImmutableArray<PartitionChange> changes)
    {
        var next = 0;
        foreach (var topic in snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var change = next < changes.Length
                    && changes[next].TopicPartition.Partition == partition.Partition
                    && changes[next].TopicPartition.Topic == topic.Name
                    ? changes[next++]
                    : null;
                yield return new PlannedPartition(topic, partition, change);
            }
        }

        if (next < changes.Length)
        {
            throw new ArgumentException(
                $"{changes[next].TopicPartition} is not in the cluster, or the changes are not sorted.", nameof(changes));
        }
    }
}
