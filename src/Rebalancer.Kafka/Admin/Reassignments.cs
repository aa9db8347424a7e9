using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Admin;

/// <summary>A reassignment in flight (API 46).</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">The union: target, then what is being removed.</param>
/// <param name="AddingReplicas">Being added.</param>
/// <param name="RemovingReplicas">Being removed.</param>
public sealed record OngoingReassignment(TopicPartition TopicPartition, ImmutableArray<int> Replicas, ImmutableArray<int> AddingReplicas, ImmutableArray<int> RemovingReplicas)
{
    /// <summary>What the list will be: the union without the removed.</summary>
    public ImmutableArray<int> Target => Replicas.RemoveRange(RemovingReplicas);

    /// <summary>What the set was: the union without the added; the order may differ from the original.</summary>
    public ImmutableArray<int> Original => Replicas.RemoveRange(AddingReplicas);
}

/// <summary>What is asked for one partition (API 45).</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">The full target list, preferred leader first; null cancels what is in flight.</param>
public sealed record ReassignmentChange(TopicPartition TopicPartition, ImmutableArray<int>? Replicas);

/// <summary>The answer for one partition.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Error">Null when accepted.</param>
public sealed record PartitionResult(TopicPartition TopicPartition, KafkaError? Error);
