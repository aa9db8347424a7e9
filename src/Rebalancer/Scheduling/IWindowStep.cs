using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>One change of a replica list that waits for its turn: what is copied from where to where.</summary>
public interface IWindowStep
{
    /// <summary>Gets the partition.</summary>
    TopicPartition TopicPartition { get; }

    /// <summary>Gets the brokers that get a copy; empty where nothing is copied.</summary>
    ImmutableArray<int> Destinations { get; }

    /// <summary>Gets the leader, which every new replica copies from; -1 where there is none.</summary>
    int Source { get; }

    /// <summary>Gets the size of one replica; 0 where not known.</summary>
    long Bytes { get; }

    /// <summary>Gets its place in the plan.</summary>
    int Order { get; }

    /// <summary>Gets a value indicating whether the topic is Kafka's own: moved last, few at a time.</summary>
    bool IsInternal { get; }
}
