using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>One partition of a reassignment: the replica list it should get.</summary>
/// <remarks>Immutable and safe to share between threads. Compared by reference.</remarks>
/// <param name="topicPartition">The partition.</param>
/// <param name="replicas">Broker ids in preference order; not empty, distinct.</param>
public sealed class PartitionReassignment(TopicPartition topicPartition, ImmutableArray<int> replicas)
{
    /// <summary>The partition.</summary>
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>Broker ids in preference order; not empty, distinct.</summary>
    public ImmutableArray<int> Replicas { get; } = replicas;

    /// <summary>
    /// Kafka's <c>log_dirs</c> of the partition (KIP-113), one a replica; empty where the source names none or only "any".
    /// </summary>
    public ImmutableArray<string> LogDirs { get; init; } = [];

    /// <summary>
    /// Confluent Server's <c>observers</c> of the partition, which nothing here can plan or carry out; empty where the source names none.
    /// </summary>
    public ImmutableArray<int> Observers { get; init; } = [];
}
