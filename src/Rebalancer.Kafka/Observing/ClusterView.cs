using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Observing;

/// <summary>One look at the cluster: reassignments first, then metadata, since the list of reassignments is ahead of metadata.</summary>
internal sealed class ClusterView
{
    private readonly Dictionary<string, TopicDescription> _topics;
    private readonly Dictionary<TopicPartition, OngoingReassignment> _ongoing;
    private readonly HashSet<int> _live;

    public ClusterView(ClusterDescription cluster, IReadOnlyList<OngoingReassignment> ongoing, IReadOnlyList<TopicDescription> topics, DateTimeOffset at)
    {
        Cluster = cluster;
        At = at;
        _topics = topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        _ongoing = ongoing.ToDictionary(o => o.TopicPartition);
        _live = [.. cluster.Brokers.Select(b => b.Id)];
    }

    public ClusterDescription Cluster { get; }

    public DateTimeOffset At { get; }

    public IReadOnlyCollection<OngoingReassignment> Ongoing => _ongoing.Values;

    public IReadOnlyCollection<TopicDescription> Topics => _topics.Values;

    public bool IsLive(int broker) => _live.Contains(broker);

    public OngoingReassignment? Reassignment(TopicPartition partition) => _ongoing.GetValueOrDefault(partition);

    /// <summary>A topic that exists, or null.</summary>
    public TopicDescription? Topic(string name) => _topics.TryGetValue(name, out var topic) && topic.Error is null ? topic : null;

    /// <summary>A partition that exists, or null.</summary>
    public PartitionDescription? Partition(TopicPartition partition)
    {
        if (Topic(partition.Topic) is not { } topic)
        {
            return null;
        }

        // Numbers are contiguous in a complete answer; a partial one is searched.
        return partition.Partition < topic.Partitions.Count && topic.Partitions[partition.Partition] is { } found && found.Partition == partition.Partition
            ? found
            : topic.Partitions.FirstOrDefault(p => p.Partition == partition.Partition);
    }

    /// <summary>The list of a partition that is not in flight, or its target where it is.</summary>
    public ImmutableArray<int>? List(TopicPartition partition) => Reassignment(partition)?.Target ?? Partition(partition)?.Replicas;

    /// <summary>Whether a topic is not the one that was there before: deleted, or created anew under its name.</summary>
    public bool IsGone(string topic, Guid? id) => Topic(topic) is not { } present || (id is not null && present.TopicId is not null && present.TopicId != id);
}
