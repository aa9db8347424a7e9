using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Observing;

/// <summary>
/// What was not well in the whole cluster when it was last read; a cluster is large and its troubles are few, so only these are kept.
/// </summary>
/// <param name="at">When its reading began.</param>
/// <param name="sick">Partitions without a leader, or with a replica that is not in sync.</param>
internal sealed class ClusterHealth(DateTimeOffset at, ImmutableArray<SickPartition> sick)
{
    /// <summary>When its reading began.</summary>
    public DateTimeOffset At { get; } = at;

    /// <summary>Partitions without a leader, or with a replica that is not in sync.</summary>
    public ImmutableArray<SickPartition> Sick { get; } = sick;

    /// <summary>The sick partitions of some topics.</summary>
    public static IEnumerable<SickPartition> SickOf(IEnumerable<TopicDescription> topics)
    {
        foreach (var topic in topics)
        {
            foreach (var partition in topic.Partitions)
            {
                if (partition.Leader < 0 || IsLacking(partition))
                {
                    yield return new SickPartition(new TopicPartition(topic.Name, partition.Partition), partition);
                }
            }
        }
    }

    // Descriptions of the wire hold one array for both where they are the same: of a million partitions hardly any is looked through.
    private static bool IsLacking(PartitionDescription partition) =>
        partition.Isr != partition.Replicas && partition.Replicas.Any(replica => !partition.Isr.Contains(replica));
}

/// <summary>A partition that is not well.</summary>
/// <param name="TopicPartition">Which.</param>
/// <param name="Description">As metadata told it.</param>
internal readonly record struct SickPartition(TopicPartition TopicPartition, PartitionDescription Description)
{
    /// <summary>Whether nobody leads it.</summary>
    public bool IsLeaderless => Description.Leader < 0;
}
