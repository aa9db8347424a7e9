using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>Looks at a cluster, written by hand.</summary>
internal static class LookBuilder
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A look: topics as they were answered, what is in flight, and the brokers that are up.</summary>
    public static ClusterView View(
        IReadOnlyList<TopicDescription> topics, IReadOnlyList<OngoingReassignment>? ongoing = null, int[]? live = null,
        ClusterHealth? health = null, DateTimeOffset? at = null) => new(
            new ClusterDescription
            {
                ClusterId = "c",
                ControllerId = 1,
                Brokers = [.. (live ?? [1, 2, 3, 4, 5, 6]).Select(id => new LiveBroker(id, $"b{id}", 9092, null))],
                IsKRaft = true,
                SupportsReassignment = true,
                CanForbidReplicationFactorChange = true,
                ThrottleRatesReadable = true,
                AuthorizedOperations = null,
            },
            ongoing ?? [],
            topics,
            health,
            at ?? Start);

    public static TopicDescription Topic(string name, params PartitionDescription[] partitions) => new(name, null, null, partitions);

    public static PartitionDescription Partition(int number, int[] replicas, int[]? isr = null, int? leader = null) =>
        new(number, leader ?? replicas[0], [.. replicas], [.. isr ?? replicas], []);

    public static TopicPartition Name(string topic, int partition = 0) => new(topic, partition);
}
