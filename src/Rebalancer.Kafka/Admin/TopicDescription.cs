using System.Collections.Immutable;

namespace Rebalancer.Kafka.Admin;

/// <summary>A topic as metadata tells it.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="TopicId">Its id (Kafka 2.8+), or null.</param>
/// <param name="Error">Why nothing can be said, such as UNKNOWN_TOPIC_OR_PARTITION; null when fine.</param>
/// <param name="Partitions">Its partitions, sorted by number.</param>
public sealed record TopicDescription(string Name, Guid? TopicId, KafkaError? Error, IReadOnlyList<PartitionDescription> Partitions)
{
    /// <summary>What the caller may do with the topic, or null where the cluster does not say.</summary>
    public IReadOnlySet<AclOperation>? AuthorizedOperations { get; init; }

    /// <summary>Compares by content.</summary>
    public bool Equals(TopicDescription? other) => other is not null
        && Name == other.Name
        && TopicId == other.TopicId
        && Error == other.Error
        && Partitions.SequenceEqual(other.Partitions)
        && AclOperations.Same(AuthorizedOperations, other.AuthorizedOperations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, TopicId, Error, Partitions.Count);
}

/// <summary>A partition as metadata tells it.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Leader">The leader's broker id, or -1.</param>
/// <param name="Replicas">The ordered replica list; the union while a reassignment is in flight.</param>
/// <param name="Isr">In-sync replicas.</param>
/// <param name="OfflineReplicas">Replicas on dead brokers or offline log dirs; empty where the source does not say.</param>
public sealed record PartitionDescription(
    int Partition, int Leader, ImmutableArray<int> Replicas, ImmutableArray<int> Isr, ImmutableArray<int> OfflineReplicas)
{
    /// <summary>The leader's epoch, or -1 where the source does not say. Of two answers the one with the higher epoch is newer.</summary>
    public int LeaderEpoch { get; init; } = -1;

    /// <summary>Members of the Eligible Leader Replicas (KIP-966, Kafka 4.0+); default where not offered.</summary>
    public ImmutableArray<int> EligibleLeaderReplicas { get; init; }

    /// <summary>Compares by content.</summary>
    public bool Equals(PartitionDescription? other) => other is not null
        && (Partition, Leader, LeaderEpoch) == (other.Partition, other.Leader, other.LeaderEpoch)
        && Replicas.AsSpan().SequenceEqual(other.Replicas.AsSpan())
        && Isr.AsSpan().SequenceEqual(other.Isr.AsSpan())
        && OfflineReplicas.AsSpan().SequenceEqual(other.OfflineReplicas.AsSpan())
        && EligibleLeaderReplicas.IsDefault == other.EligibleLeaderReplicas.IsDefault
        && EligibleLeaderReplicas.AsSpan().SequenceEqual(other.EligibleLeaderReplicas.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Partition, Leader, LeaderEpoch, Replicas.Length, Isr.Length);
}
