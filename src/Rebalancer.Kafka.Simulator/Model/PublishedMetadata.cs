using System.Collections.Immutable;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>A partition as Metadata tells it.</summary>
internal sealed record PublishedPartition(
    int Partition,
    int Leader,
    int LeaderEpoch,
    ImmutableArray<int> Replicas,
    ImmutableArray<int> Isr,
    ImmutableArray<int> EligibleLeaderReplicas);

/// <summary>A topic as Metadata tells it.</summary>
internal sealed class PublishedTopic(string name, Guid topicId)
{
    public string Name { get; } = name;

    public Guid TopicId { get; } = topicId;

    /// <summary>By number; partitions appear in order, so a list is enough.</summary>
    public SortedList<int, PublishedPartition> Partitions { get; } = [];
}

/// <summary>What the brokers' metadata caches hold: the controller's decisions, a moment late.</summary>
internal sealed class PublishedMetadata
{
    public SortedDictionary<string, PublishedTopic> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>A copy that no later change reaches.</summary>
    public PublishedMetadata Copy()
    {
        var copy = new PublishedMetadata();
        foreach (var topic in Topics.Values)
        {
            foreach (var partition in topic.Partitions.Values)
            {
                copy.Put(topic.Name, topic.TopicId, partition);
            }
        }

        return copy;
    }

    public void Put(string topic, Guid topicId, PublishedPartition partition)
    {
        if (!Topics.TryGetValue(topic, out var published) || published.TopicId != topicId)
        {
            Topics[topic] = published = new PublishedTopic(topic, topicId);
        }

        published.Partitions[partition.Partition] = partition;
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="present"/>, unless something newer is there.</summary>
    public void Replace(string topic, PublishedPartition present, PublishedPartition next)
    {
        if (Topics.TryGetValue(topic, out var published)
            && published.Partitions.TryGetValue(next.Partition, out var found)
            && ReferenceEquals(found, present))
        {
            published.Partitions[next.Partition] = next;
        }
    }

    public void Remove(string topic, Guid topicId)
    {
        if (Topics.TryGetValue(topic, out var published) && published.TopicId == topicId)
        {
            Topics.Remove(topic);
        }
    }
}

/// <summary>What a broker knew when it lost the controller.</summary>
/// <param name="Metadata">Topics.</param>
/// <param name="Brokers">Live brokers.</param>
internal sealed record OldCache(PublishedMetadata Metadata, IReadOnlyList<Rebalancer.Kafka.Admin.LiveBroker> Brokers);
