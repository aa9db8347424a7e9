using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>Replica lists that partitions should get, as a file in Kafka's format holds them.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
/// <param name="partitions">The partitions, sorted by topic and number, each once.</param>
public sealed class Reassignment(ImmutableArray<PartitionReassignment> partitions)
{
    /// <summary>The partitions, sorted by topic and number, each once.</summary>
    public ImmutableArray<PartitionReassignment> Partitions { get; } = partitions;

    /// <summary>What a person may want to know of the source, such as lines that were passed over; never null.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Partitions with log dirs other than "any": moving between log dirs is not carried out by this tool.</summary>
    public ImmutableArray<TopicPartition> WithLogDirs => [.. Partitions.Where(p => !p.LogDirs.IsEmpty).Select(p => p.TopicPartition)];

    /// <summary>Partitions with Confluent Server's observers, which nothing here can plan or carry out.</summary>
    public ImmutableArray<TopicPartition> WithObservers => [.. Partitions.Where(p => !p.Observers.IsEmpty).Select(p => p.TopicPartition)];
}
