using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>A topic and its partitions as a snapshot knows them.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">The topic's name; not empty, unique in its snapshot.</param>
/// <param name="Partitions">The partitions, sorted by number; numbers are unique but need not be contiguous.</param>
public sealed record TopicSnapshot(string Name, ImmutableArray<PartitionSnapshot> Partitions)
{
    /// <summary>Kafka's topic id where the source tells it (Kafka 2.8+).</summary>
    public Guid? TopicId { get; init; }

    /// <summary>The topic's <c>min.insync.replicas</c> where the source tells it, at least 1.</summary>
    public int? MinInSyncReplicas { get; init; }

    /// <summary>
    /// Whether Confluent Server places the topic by constraints (<c>confluent.placement.constraints</c>), perhaps with observers. What
    /// these ask for is not known
    /// here, so such a topic must not be changed.
    /// </summary>
    public bool HasPlacementConstraints { get; init; }

    /// <summary>Whether the topic is internal to Kafka, such as <c>__consumer_offsets</c>.</summary>
    public bool IsInternal => IsInternalName(Name);

    /// <summary>Whether a name is that of a topic internal to Kafka.</summary>
    /// <param name="name">The name.</param>
    public static bool IsInternalName(string name) =>
        name is "__consumer_offsets" or "__transaction_state" or "__share_group_state" or "__cluster_metadata";

    /// <inheritdoc/>
    public bool Equals(TopicSnapshot? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
