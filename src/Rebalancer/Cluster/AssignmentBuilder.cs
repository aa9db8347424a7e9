using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>Collects partitions that come in any order into sorted topics.</summary>
internal sealed class AssignmentBuilder
{
    private readonly Dictionary<string, SortedDictionary<int, PartitionSnapshot>> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> _ids = new(StringComparer.Ordinal);

    /// <summary>Whether there is no partition.</summary>
    public bool IsEmpty => _topics.Count == 0;

    /// <summary>Adds a partition; false where the topic has it already.</summary>
    public bool TryAdd(string topic, PartitionSnapshot partition)
    {
        if (!_topics.TryGetValue(topic, out var partitions))
        {
            _topics.Add(topic, partitions = []);
        }

        return partitions.TryAdd(partition.Partition, partition);
    }

    public void SetId(string topic, Guid id) => _ids[topic] = id;

    /// <summary>How many partitions a topic has so far.</summary>
    public int CountOf(string topic) => _topics.TryGetValue(topic, out var partitions) ? partitions.Count : 0;

    public ImmutableArray<TopicSnapshot> Build() =>
    [
        .. _topics.OrderBy(topic => topic.Key, StringComparer.Ordinal)
            .Select(topic => new TopicSnapshot(topic.Key, [.. topic.Value.Values]) { TopicId = _ids.TryGetValue(topic.Key, out var id) ? id : null }),
    ];
}
