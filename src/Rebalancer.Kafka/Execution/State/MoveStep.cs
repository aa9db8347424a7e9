using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>One list that is asked for one partition: what is copied from where to where.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="From">The list it has.</param>
/// <param name="To">The list it is to have.</param>
/// <param name="Source">The leader, which every new replica copies from; -1 where there is none.</param>
/// <param name="Bytes">The size of one replica; 0 where not known.</param>
/// <param name="Order">Its place in the plan.</param>
/// <param name="IsInternal">Whether the topic is Kafka's own: moved last, few at a time.</param>
internal sealed record MoveStep(
    TopicPartition TopicPartition, ImmutableArray<int> From, ImmutableArray<int> To, int Source, long Bytes, int Order, bool IsInternal)
{
    /// <summary>Brokers that get a copy.</summary>
    public ImmutableArray<int> Destinations { get; } = BrokerLists.Minus(To, From);

    /// <summary>Brokers that lose theirs.</summary>
    public ImmutableArray<int> Removed { get; } = BrokerLists.Minus(From, To);

    /// <summary>Whether only the order changes: nothing is copied or deleted.</summary>
    public bool IsReorder => Destinations.IsEmpty && Removed.IsEmpty;

    /// <summary>Whether what is in flight is exactly what was asked: target in order, added and removed sets.</summary>
    public bool IsAsAsked(OngoingReassignment ongoing) =>
        BrokerLists.Same(ongoing.Target, To)
        && BrokerLists.SameSet(ongoing.AddingReplicas, Destinations)
        && BrokerLists.SameSet(ongoing.RemovingReplicas, Removed);
}
