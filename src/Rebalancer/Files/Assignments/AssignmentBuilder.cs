using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Assignments;

/// <summary>Collects partitions that come in any order into sorted topics, within what the machine can hold.</summary>
internal sealed class AssignmentBuilder(ReadLimits limits)
{
    private const int BytesOfPartition = 128;

    private readonly Dictionary<string, Entry> _topics = new(StringComparer.Ordinal);
    private long _heldBytes;
    private long _replicas;

    /// <summary>Whether there is no partition.</summary>
    public bool IsEmpty => _topics.Values.All(entry => entry.Partitions.Count == 0);

    /// <summary>What is known of a topic so far.</summary>
    public Entry Topic(string name)
    {
        if (!_topics.TryGetValue(name, out var entry))
        {
            _topics.Add(name, entry = new Entry(name));
        }

        return entry;
    }

    /// <summary>Adds a partition; false where the topic has it already.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="tooLarge">Why no more can be held, or null.</param>
    public bool TryAdd(Entry topic, PartitionSnapshot partition, out string? tooLarge)
    {
        _heldBytes += BytesOfPartition + ((long)partition.Replicas.Length * sizeof(int));
        _replicas += partition.Replicas.Length;
        tooLarge = limits.Problem(_heldBytes, _replicas);
        return topic.Partitions.TryAdd(partition.Partition, partition);
    }

    /// <summary>The topics that have partitions, by name.</summary>
    public ImmutableArray<TopicSnapshot> Build() =>
    [
        .. _topics.Values.Where(entry => entry.Partitions.Count > 0).OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => new TopicSnapshot(entry.Name, [.. entry.Partitions.Values])
            {
                TopicId = entry.Id,
                MinInSyncReplicas = entry.MinInSyncReplicas,
                HasPlacementConstraints = entry.HasPlacementConstraints,
            }),
    ];

    /// <summary>A topic as far as it was read.</summary>
    public sealed class Entry(string name)
    {
        public string Name { get; } = name;

        public SortedDictionary<int, PartitionSnapshot> Partitions { get; } = [];

        public Guid? Id { get; set; }

        public int? MinInSyncReplicas { get; set; }

        public bool HasPlacementConstraints { get; set; }
    }
}
