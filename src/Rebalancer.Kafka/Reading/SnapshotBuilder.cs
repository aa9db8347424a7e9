using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Reading;

/// <summary>Puts what was read together.</summary>
internal static class SnapshotBuilder
{
    public static ClusterSnapshot Build(
        ClusterDescription cluster, TopicsReading topology, LogDirsReading logDirs, IReadOnlyDictionary<string, int> minInSyncReplicas, ImmutableArray<string>.Builder warnings)
    {
        var brokers = cluster.Brokers.OrderBy(b => b.Id)
            .Select(b => new Broker(b.Id, b.Host, b.Rack)
            {
                Cordoned = logDirs.Cordoned.Contains(b.Id),
                UsableBytes = logDirs.UsableBytes.TryGetValue(b.Id, out var bytes) ? bytes : null,
            })
            .ToImmutableArray();
        var live = brokers.Select(b => b.Id).ToHashSet();
        var dead = new SortedSet<int>();
        var topics = ImmutableArray.CreateBuilder<TopicSnapshot>(topology.Topics.Count);
        foreach (var topic in topology.Topics)
        {
            var sizes = logDirs.Sizes.GetValueOrDefault(topic.Name);
            int? minimum = minInSyncReplicas.TryGetValue(topic.Name, out var value) ? value : null;
            var partitions = ImmutableArray.CreateBuilder<PartitionSnapshot>(topic.Partitions.Count);
            for (var i = 0; i < topic.Partitions.Count; i++)
            {
                var partition = topic.Partitions[i];
                var reassignment = topology.Reassignments.GetValueOrDefault(new TopicPartition(topic.Name, partition.Partition));
                foreach (var replica in partition.Replicas.Where(r => !live.Contains(r)))
                {
                    dead.Add(replica);
                }

                partitions.Add(new PartitionSnapshot(
                    partition.Partition, reassignment?.Target ?? partition.Replicas, partition.Leader, partition.Isr,
                    sizes is null ? PartitionSnapshot.UnknownSize : sizes[i], Health(partition, reassignment, minimum, live)));
            }

            topics.Add(new TopicSnapshot(topic.Name, partitions.DrainToImmutable()) { TopicId = topic.TopicId });
        }

        if (dead.Count > 0)
        {
            warnings.Add($"{(dead.Count == 1 ? "Broker" : "Brokers")} {string.Join(", ", dead)} {(dead.Count == 1 ? "holds" : "hold")} replicas but {(dead.Count == 1 ? "is" : "are")} not up: counted as dead.");
        }

        return new ClusterSnapshot(cluster.ClusterId, brokers, [.. dead.Select(id => new Broker(id, string.Empty, null))], topics.DrainToImmutable())
        {
            Warnings = warnings.DrainToImmutable(),
        };
    }

    private static PartitionHealth Health(PartitionDescription partition, OngoingReassignment? reassignment, int? minInSyncReplicas, HashSet<int> live)
    {
        var health = PartitionHealth.Healthy;
        // as Kafka counts since 2.5 (KIP-352): a replica that is still being added is not missing
        if ((reassignment?.Original ?? partition.Replicas).Any(r => !partition.Isr.Contains(r)))
        {
            health |= PartitionHealth.UnderReplicated;
        }

        if (partition.Leader < 0)
        {
            health |= PartitionHealth.Leaderless;
        }

        if (!partition.OfflineReplicas.IsDefaultOrEmpty || partition.Replicas.Any(r => !live.Contains(r)))
        {
            health |= PartitionHealth.OfflineReplica;
        }

        // as kafka-topics --under-min-isr-partitions: a partition without leader has nobody in sync, whatever its last ISR was
        if (minInSyncReplicas is { } minimum && (partition.Leader < 0 || partition.Isr.Length < minimum))
        {
            health |= PartitionHealth.UnderMinIsr;
        }

        if (reassignment is not null)
        {
            health |= PartitionHealth.Reassigning;
        }

        return health;
    }
}
