using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Admin;

/// <summary>A reassignment in flight (API 46).</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">The union: target, then what is being removed.</param>
/// <param name="AddingReplicas">Being added.</param>
/// <param name="RemovingReplicas">Being removed.</param>
public sealed record OngoingReassignment(
    TopicPartition TopicPartition, ImmutableArray<int> Replicas, ImmutableArray<int> AddingReplicas, ImmutableArray<int> RemovingReplicas)
{
    /// <summary>What the list will be: the union without the removed.</summary>
    public ImmutableArray<int> Target => Replicas.RemoveRange(RemovingReplicas);

    /// <summary>What the set was: the union without the added; the order may differ from the original.</summary>
    public ImmutableArray<int> Original => Replicas.RemoveRange(AddingReplicas);

    /// <summary>Compares by content.</summary>
    public bool Equals(OngoingReassignment? other) => other is not null
        && TopicPartition == other.TopicPartition
        && Replicas.AsSpan().SequenceEqual(other.Replicas.AsSpan())
        && AddingReplicas.AsSpan().SequenceEqual(other.AddingReplicas.AsSpan())
        && RemovingReplicas.AsSpan().SequenceEqual(other.RemovingReplicas.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TopicPartition, Replicas.Length, AddingReplicas.Length, RemovingReplicas.Length);
}

/// <summary>What is asked for one partition (API 45).</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">The full target list, preferred leader first; null cancels what is in flight.</param>
public sealed record ReassignmentChange(TopicPartition TopicPartition, ImmutableArray<int>? Replicas)
{
    /// <summary>Compares by content.</summary>
    public bool Equals(ReassignmentChange? other) => other is not null
        && TopicPartition == other.TopicPartition
        && Replicas.HasValue == other.Replicas.HasValue
        && (Replicas ?? []).AsSpan().SequenceEqual((other.Replicas ?? []).AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TopicPartition, Replicas?.Length);
}

/// <summary>The answer for one partition.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Error">Null when accepted.</param>
public sealed record PartitionResult(TopicPartition TopicPartition, KafkaError? Error);
