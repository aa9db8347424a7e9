using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Tests.Reading;

/// <summary>A cluster written by hand: each call answers the next of its prepared answers, and the last one again and again.</summary>
internal sealed class FakeClusterAdmin : IClusterAdmin
{
    private readonly Queue<IReadOnlyList<OngoingReassignment>> _reassignments = new();
    private readonly Queue<IReadOnlyList<TopicDescription>> _topics = new();

    public ClusterDescription Cluster { get; set; } = new()
    {
        ClusterId = "fake",
        ControllerId = 1,
        Brokers = [new(1, "b1", 9092, "FD0UD0"), new(2, "b2", 9092, "FD1UD1"), new(3, "b3", 9092, null)],
        IsKRaft = true,
        SupportsReassignment = true,
        CanForbidReplicationFactorChange = true,
        ThrottleRatesReadable = true,
        AuthorizedOperations = null,
    };

    public List<BrokerLogDirs> LogDirs { get; } = [];

    public Dictionary<string, string> MinInSyncReplicas { get; } = [];

    public KafkaError? ConfigError { get; set; }

    public List<string> Calls { get; } = [];

    public FakeClusterAdmin Topics(params TopicDescription[] answer)
    {
        _topics.Enqueue(answer);
        return this;
    }

    public FakeClusterAdmin Reassignments(params OngoingReassignment[] answer)
    {
        _reassignments.Enqueue(answer);
        return this;
    }

    public static TopicDescription Topic(string name, params PartitionDescription[] partitions) => new(name, null, null, partitions);

    public static PartitionDescription Partition(
        int number, int[] replicas, int[]? isr = null, int? leader = null, int[]? offline = null) =>
        new(number, leader ?? replicas[0], [.. replicas], [.. isr ?? replicas], [.. offline ?? []]);

    public static OngoingReassignment Moving(string topic, int partition, int[] union, int[] adding, int[] removing) =>
        new(new TopicPartition(topic, partition), [.. union], [.. adding], [.. removing]);

    public static LogDir Dir(string path, params ReplicaLog[] replicas) => new(path, null, 1000, 400, false, replicas);

    public static ReplicaLog Log(string topic, int partition, long size, bool future = false) =>
        new(new TopicPartition(topic, partition), size, 0, future);

    public Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken) => Answer("cluster", Cluster);

    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string>? topics, CancellationToken cancellationToken)
    {
        var all = Next(_topics, []);
        return Answer(
            topics is null ? "topics" : $"topics {string.Join(",", topics)}",
            topics is null ? all : [.. all.Where(t => topics.Contains(t.Name))]);
    }

    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        int broker, IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        DescribeTopicsAsync(topics, cancellationToken);

    public Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken) =>
        Answer("reassignments", Next(_reassignments, []));

    public Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(
        IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<BrokerLogDirs>>(
            "logdirs",
            [.. brokers.Select(id => LogDirs.FirstOrDefault(d => d.BrokerId == id) ?? new BrokerLogDirs(id, null, [Dir("/data")]))]);

    public Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(
        IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ConfigDescription>>(
            "configs", [.. resources.Select(r => new ConfigDescription(r, ConfigError, Entries(r.Name)))]);

    public Task<IReadOnlyList<PartitionResult>> AlterReassignmentsAsync(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Reading must not reassign.");

    public Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Reading must not configure.");

    public Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Reading must not elect.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IReadOnlyList<T> Next<T>(Queue<IReadOnlyList<T>> answers, IReadOnlyList<T> none) =>
        answers.Count == 0 ? none : answers.Count == 1 ? answers.Peek() : answers.Dequeue();

    private Task<T> Answer<T>(string call, T answer)
    {
        Calls.Add(call);
        return Task.FromResult(answer);
    }

    private ImmutableDictionary<string, ConfigValue> Entries(string topic) => ConfigError is null
        ? ImmutableDictionary<string, ConfigValue>.Empty.Add(
            "min.insync.replicas", new ConfigValue(MinInSyncReplicas.GetValueOrDefault(topic, "1"), ConfigSource.Default, false))
        : ImmutableDictionary<string, ConfigValue>.Empty;
}
