using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Reading;

/// <summary>Puts what was read together.</summary>
internal static class SnapshotBuilder
{
    public static ClusterSnapshot Build(
        ClusterDescription cluster, TopicsReading topology, LogDirsReading logDirs, TopicConfigsReading configs,
            ImmutableArray<string>.Builder warnings)
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
            var sizes = logDirs.Sizes.Of(topic.Name);
            int? minimum = configs.MinInSyncReplicas.TryGetValue(topic.Name, out var value) ? value : null;
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
                    sizes is null ? DataSize.Unknown : sizes[i], Health(partition, reassignment, minimum, live)));
            }

            topics.Add(new TopicSnapshot(topic.Name, partitions.DrainToImmutable())
            {
                TopicId = topic.TopicId,
                MinInSyncReplicas = minimum,
                HasPlacementConstraints = configs.WithPlacementConstraints.Contains(topic.Name),
            });
        }

        if (dead.Count > 0)
        {
            warnings.Add(dead.Count == 1
                ? $"Broker {dead.Min} holds replicas but is not up: counted as dead."
                : $"Brokers {string.Join(", ", dead)} hold replicas but are not up: counted as dead.");
        }

        var snapshot = new ClusterSnapshot(
            cluster.ClusterId, brokers, [.. dead.Select(id => new Broker(id, string.Empty, null))], topics.DrainToImmutable());
        return snapshot with { Warnings = [.. warnings, .. ClusterRemarks.Of(snapshot)] };
    }

    private static PartitionHealth Health(
        PartitionDescription partition, OngoingReassignment? reassignment, int? minInSyncReplicas, HashSet<int> live)
    {
        var health = HealthRule.Derive(
            (reassignment?.Original ?? partition.Replicas).AsSpan(), partition.Replicas.AsSpan(), partition.Isr.AsSpan(), partition.Leader,
                minInSyncReplicas);
        if (!partition.OfflineReplicas.IsDefaultOrEmpty || partition.Replicas.Any(r => !live.Contains(r)))
        {
            health |= PartitionHealth.OfflineReplica;
        }

        if (reassignment is not null)
        {
            health |= PartitionHealth.Reassigning;
        }

        return health;
    }
}
