using System.Collections.Immutable;

namespace Rebalancer.Kafka.Admin;

/// <summary>The port to a live cluster for new topics and partitions.</summary>
/// <remarks>
/// Implementations are safe for concurrent use. One result per topic, each with its own error; a call throws
/// <see cref="KafkaClusterException"/> only when nothing can be said at all.
/// </remarks>
public interface ITopicAdmin
{
    /// <summary>Creates topics with the replicas given (CreateTopics, API 19).</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="cancellationToken">Stops waiting; what was sent may still be carried out.</param>
    Task<IReadOnlyList<TopicResult>> CreateTopicsAsync(IReadOnlyList<NewTopic> topics, CancellationToken cancellationToken);

    /// <summary>Adds partitions with the replicas given (CreatePartitions, API 37).</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="cancellationToken">Stops waiting; what was sent may still be carried out.</param>
    Task<IReadOnlyList<TopicResult>> AddPartitionsAsync(IReadOnlyList<AddedPartitions> topics, CancellationToken cancellationToken);
}

/// <summary>A topic to be created.</summary>
/// <remarks>An immutable value.</remarks>
/// <param name="name">Its name.</param>
/// <param name="replicas">The replicas of partitions 0, 1, ..., preferred leader first.</param>
/// <param name="configs">Configuration values to set; keys as Kafka names them.</param>
public sealed class NewTopic(
    string name, ImmutableArray<ImmutableArray<int>> replicas, IReadOnlyDictionary<string, string> configs)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The replicas of partitions 0, 1, ..., preferred leader first.</summary>
    public ImmutableArray<ImmutableArray<int>> Replicas { get; } = replicas;

    /// <summary>Configuration values to set; keys as Kafka names them.</summary>
    public IReadOnlyDictionary<string, string> Configs { get; } = configs;
}

/// <summary>Partitions to be added to a topic that exists.</summary>
/// <remarks>An immutable value.</remarks>
/// <param name="topic">The topic.</param>
/// <param name="totalCount">How many partitions it has afterwards.</param>
/// <param name="replicas">The replicas of the added ones, in order of their numbers.</param>
public sealed class AddedPartitions(string topic, int totalCount, ImmutableArray<ImmutableArray<int>> replicas)
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>How many partitions it has afterwards.</summary>
    public int TotalCount { get; } = totalCount;

    /// <summary>The replicas of the added ones, in order of their numbers.</summary>
    public ImmutableArray<ImmutableArray<int>> Replicas { get; } = replicas;
}

/// <summary>The answer for one topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Error">Null when done.</param>
public sealed record TopicResult(string Topic, KafkaError? Error);
