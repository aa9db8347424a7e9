namespace Rebalancer;

/// <summary>Partitions that do not exist yet: a new topic, or more partitions of one that exists.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Topic">The topic's name.</param>
/// <param name="Count">How many partitions to place, at least 1.</param>
/// <param name="ReplicationFactor">
/// Replicas of each partition of a new topic, at least 1; null for more partitions of a topic that exists, which get its own replication
/// factor.
/// </param>
public sealed record NewPartitions(string Topic, int Count, int? ReplicationFactor)
{
    /// <summary>A topic that does not exist yet.</summary>
    /// <param name="name">A name that Kafka allows.</param>
    /// <param name="partitions">Its partitions, at least 1.</param>
    /// <param name="replicationFactor">Replicas of each partition, at least 1.</param>
    public static NewPartitions OfNewTopic(string name, int partitions, int replicationFactor) => new(name, partitions, replicationFactor);

    /// <summary>More partitions of a topic that exists.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="count">How many partitions to add, at least 1.</param>
    public static NewPartitions AddedTo(string topic, int count) => new(topic, count, null);
}
