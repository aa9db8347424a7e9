using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Observing;

/// <summary>
/// One look at the cluster: reassignments first, then the topics that matter, since the list of reassignments is ahead of metadata.
/// </summary>
internal sealed class ClusterView
{
    /// <summary>What is told of a partition whose topic has its name and is another one.</summary>
    public const string CreatedAnew = "its topic was created anew";

    private readonly Dictionary<string, TopicDescription> _topics;
    private readonly Dictionary<TopicPartition, OngoingReassignment> _ongoing;
    private readonly HashSet<int> _live;
    private readonly ClusterHealth? _health;
    private readonly Lazy<ImmutableArray<SickPartition>> _sick;

    /// <param name="cluster">Who is up.</param>
    /// <param name="ongoing">What is in flight.</param>
    /// <param name="topics">The topics that were asked for by name, those that were answered with an error among them.</param>
    /// <param name="health">The whole cluster's health as last read; null where it was not asked for.</param>
    /// <param name="at">When.</param>
    public ClusterView(
        ClusterDescription cluster, IReadOnlyList<OngoingReassignment> ongoing, IReadOnlyList<TopicDescription> topics,
        ClusterHealth? health, DateTimeOffset at)
    {
        Cluster = cluster;
        At = at;
        _health = health;
        _topics = topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        _ongoing = ongoing.ToDictionary(o => o.TopicPartition);
        _live = [.. cluster.Brokers.Select(b => b.Id)];
        _sick = new(() => [
            .. ClusterHealth.SickOf(_topics.Values).Concat((health?.Sick ?? []).Where(s => !_topics.ContainsKey(s.TopicPartition.Topic)))
        ]);
    }

    public ClusterDescription Cluster { get; }

    public DateTimeOffset At { get; }

    public IReadOnlyCollection<OngoingReassignment> Ongoing => _ongoing.Values;

    /// <summary>
    /// Partitions without a leader or with a replica out of sync: of the topics that were asked for as they are now, of all others as last
    /// read.
    /// </summary>
    public ImmutableArray<SickPartition> Sick => _sick.Value;

    public bool IsLive(int broker) => _live.Contains(broker);

    public OngoingReassignment? Reassignment(TopicPartition partition) => _ongoing.GetValueOrDefault(partition);

    /// <summary>What was answered for a topic, its error too; null where nothing was.</summary>
    public TopicDescription? Answer(string name) => _topics.GetValueOrDefault(name);

    /// <summary>A topic that can be seen, or null.</summary>
    public TopicDescription? Topic(string name) => Answer(name) is { Error: null } topic ? topic : null;

    /// <summary>A partition that can be seen, or null.</summary>
    public PartitionDescription? Partition(TopicPartition partition)
    {
        if (Topic(partition.Topic) is not { } topic)
        {
            return null;
        }

        // Numbers are contiguous in a complete answer; a partial one is searched.
        return partition.Partition < topic.Partitions.Count
            && topic.Partitions[partition.Partition] is { } found
            && found.Partition == partition.Partition
            ? found
            : topic.Partitions.FirstOrDefault(p => p.Partition == partition.Partition);
    }

    /// <summary>The list of a partition that is not in flight, or its target where it is.</summary>
    public ImmutableArray<int>? List(TopicPartition partition) => Reassignment(partition)?.Target ?? Partition(partition)?.Replicas;

    /// <summary>The cluster as it will be once some of what is in flight was cancelled.</summary>
    public ClusterView AfterCancelling(IReadOnlyCollection<OngoingReassignment> cancelled)
    {
        if (cancelled.Count == 0)
        {
            return this;
        }

        var before = cancelled.ToDictionary(o => o.TopicPartition, o => o.Original);
        return new ClusterView(
            Cluster, [.. Ongoing.Where(o => !before.ContainsKey(o.TopicPartition))],
            [
                .. _topics.Values.Select(topic => topic with
                {
                    Partitions = [
                        .. topic.Partitions.Select(p =>
                            before.TryGetValue(new TopicPartition(topic.Name, p.Partition), out var list)
                                ? p with { Replicas = list, Isr = [.. p.Isr.Where(list.Contains)] }
                                : p)
                    ],
                }),
            ],
            _health, At);
    }

    /// <summary>What the look says about a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="id">The id that it had before, or null where not known.</param>
    public TopicPresence Presence(string topic, Guid? id) => Answer(topic) switch
    {
        { Error.Code: KafkaErrorCode.UnknownTopicOrPartition } => TopicPresence.Gone,
        null or { Error: not null } => TopicPresence.Unseen,
        { TopicId: { } present } when id is { } before && present != before => TopicPresence.Replaced,
        _ => TopicPresence.Seen,
    };

    /// <summary>
    /// What the look says about a partition: a topic that has fewer partitions than before is another one, since Kafka takes none away.
    /// </summary>
    public TopicPresence Presence(TopicPartition partition, Guid? id) =>
        Presence(partition.Topic, id) is var presence && presence == TopicPresence.Seen && Partition(partition) is null
        ? TopicPresence.Replaced
        : presence;

    /// <summary>Why a topic is not seen as it was before, in words that follow its partition's name.</summary>
    public string WhyAbsent(string topic, TopicPresence presence) => presence switch
    {
        TopicPresence.Gone => "its topic was deleted",
        TopicPresence.Replaced => CreatedAnew,
        _ => $"its topic cannot be seen: {Answer(topic)?.Error?.ToString() ?? "the cluster left it out of its answer"}",
    };
}
