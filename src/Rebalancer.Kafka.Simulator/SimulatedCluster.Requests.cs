using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <content>The way of a request: hooks, permissions, the controller. Both doors, in process and over the protocol, go through
/// it.</content>
public sealed partial class SimulatedCluster
{
    private static readonly AclOperation[] s_allClusterOperations =
    [
        AclOperation.Create, AclOperation.Alter, AclOperation.Describe, AclOperation.ClusterAction,
        AclOperation.DescribeConfigs, AclOperation.AlterConfigs, AclOperation.IdempotentWrite,
    ];

    private static readonly AclOperation[] s_allTopicOperations =
    [
        AclOperation.Read, AclOperation.Write, AclOperation.Create, AclOperation.Delete,
        AclOperation.Alter, AclOperation.Describe, AclOperation.DescribeConfigs, AclOperation.AlterConfigs,
    ];

    private readonly Dictionary<short, List<Func<SimulatedRequest, RequestFault?>>> _hooks = [];
    private readonly SortedDictionary<short, int> _requestCounts = [];
    private HashSet<AclOperation> _clusterOperations = [.. s_allClusterOperations];
    private HashSet<AclOperation> _topicOperations = [.. s_allTopicOperations];
    private readonly HashSet<string> _hiddenTopics = new(StringComparer.Ordinal);
    private TimeSpan _controllerBusyUntil;
    private int _nextController;

    /// <summary>
    /// Asks <paramref name="handler"/> about each request of an API before it is carried out; null lets it pass. Called outside the lock,
    /// so it may change the cluster.
    /// </summary>
    /// <returns>Dispose it to take the hook away.</returns>
    public IDisposable OnRequest(short apiKey, Func<SimulatedRequest, RequestFault?> handler)
    {
        Locked(() =>
        {
            if (!_hooks.TryGetValue(apiKey, out var handlers))
            {
                _hooks[apiKey] = handlers = [];
            }

            handlers.Add(handler);
        });
        return new Hook(() => Locked(() => _hooks[apiKey].Remove(handler)));
    }

    /// <summary>Lets the next requests of an API fail in one way.</summary>
    public void FailNext(short apiKey, RequestFault fault, int times = 1)
    {
        var left = times;
        OnRequest(apiKey, _ => Interlocked.Decrement(ref left) >= 0 ? fault : null);
    }

    /// <summary>How many requests of an API came, failed ones included.</summary>
    public int RequestCount(short apiKey) => Locked(() => _requestCounts.GetValueOrDefault(apiKey));

    /// <summary>Sets what callers may do; null leaves that side as it is. At first everything is allowed.</summary>
    public void Authorize(IEnumerable<AclOperation>? cluster = null, IEnumerable<AclOperation>? topics = null) => Locked(() =>
    {
        _clusterOperations = cluster is null ? _clusterOperations : [.. cluster];
        _topicOperations = topics is null ? _topicOperations : [.. topics];
    });

    /// <summary>
    /// Takes every right on one topic from the callers, DESCRIBE too, or gives them back: named, it is error 29; among all topics it is
    /// left out.
    /// </summary>
    public void HideTopic(string topic, bool hidden = true) =>
        Locked(() => hidden ? _hiddenTopics.Add(topic) : _hiddenTopics.Remove(topic));

    internal IReadOnlySet<AclOperation> ClusterOperations => Locked(() => new HashSet<AclOperation>(_clusterOperations));

    internal IReadOnlySet<AclOperation> TopicOperations => Locked(() => new HashSet<AclOperation>(_topicOperations));

    /// <summary>
    /// The broker that a client would ask: the controller with ZooKeeper, any live one with KRaft; null where nobody runs.
    /// </summary>
    internal int? ControllerForClients => Locked(() => Options.Release.IsKRaft()
        ? _state.Brokers.Values.Where(b => b.IsRunning).OrderBy(b => b.IsCutOff).Select(b => (int?)b.Id).FirstOrDefault()
        : ZooKeeperController);

    /// <summary>Counts a request and asks the hooks.</summary>
    internal RequestFault? Enter(SimulatedRequest request)
    {
        var handlers = Locked(() =>
        {
            _requestCounts[request.ApiKey] = _requestCounts.GetValueOrDefault(request.ApiKey) + 1;
            return _hooks.TryGetValue(request.ApiKey, out var found) ? found.ToArray() : [];
        });
        foreach (var handler in handlers)
        {
            if (handler(request) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>
    /// Waits for the controller as a broker does for its client: KRaft's for a minute, then 7; ZooKeeper's is the asked broker itself or
    /// 41.
    /// </summary>
    internal async Task<KafkaError?> WaitForControllerAsync(int broker, CancellationToken cancellationToken)
    {
        if (!Options.Release.IsKRaft() && Locked(() => ZooKeeperController) != broker)
        {
            return new KafkaError(KafkaErrorCode.NotController, "This is not the correct controller for this cluster.");
        }

        var served = await WhenAsync(
            () => IsControllerAvailable && !_state.Brokers[broker].IsCutOff && _controllerBusyUntil <= _state.Now,
            Options.RequestTimeout,
            cancellationToken).ConfigureAwait(false);
        return served ? null : new KafkaError(KafkaErrorCode.RequestTimedOut, null);
    }

    /// <summary>Whether the caller has a right on the cluster; an error 31 if not.</summary>
    internal KafkaError? CheckCluster(AclOperation operation) => Locked(() =>
        IsAllowed(_clusterOperations, operation) ? null : new KafkaError(
            KafkaErrorCode.ClusterAuthorizationFailed, $"Request needs {operation.ToString().ToUpperInvariant()} permission."));

    /// <summary>Whether the caller has a right on topics, or on one; an error 29 if not.</summary>
    internal KafkaError? CheckTopic(AclOperation operation, string? topic = null) => Locked(() =>
        IsAllowed(_topicOperations, operation) && (topic is null || !_hiddenTopics.Contains(topic))
            ? null
            : new KafkaError(KafkaErrorCode.TopicAuthorizationFailed, null));

    /// <summary>API 45, what the controller does with it.</summary>
    internal IReadOnlyList<PartitionResult> AlterReassignments(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange) => Locked(() =>
    {
        _controllerBusyUntil = _state.Now + (Options.EffectiveReassignmentCost * changes.Count);
        var results = new List<PartitionResult>(changes.Count);
        var changed = 0;
        foreach (var change in changes)
        {
            // KRaft writes at most 10 000 records in one operation.
            var error = Options.Release.IsKRaft() && changed >= 10_000
                ? new KafkaError(KafkaErrorCode.UnknownServerError, null)
                : AlterReassignment(change, allowReplicationFactorChange);
            changed += error is null ? 1 : 0;
            results.Add(new PartitionResult(change.TopicPartition, error));
        }

        return results;
    });

    /// <summary>API 46.</summary>
    internal IReadOnlyList<OngoingReassignment> ListReassignments() => Locked(() =>
        (IReadOnlyList<OngoingReassignment>)[
            .. _state.Reassigning.Select(p => new OngoingReassignment(p.TopicPartition, p.Replicas, p.AddingReplicas, p.RemovingReplicas))
        ]);

    /// <summary>API 43; <paramref name="partitions"/> null means all, and then only those that needed an election are answered.</summary>
    internal IReadOnlyList<PartitionResult> ElectLeaders(IReadOnlyCollection<TopicPartition>? partitions, bool unclean) => Locked(() =>
    {
        var results = new List<PartitionResult>();
        foreach (var topicPartition in partitions ?? [.. _state.Topics.Values.SelectMany(t => t.Partitions).Select(p => p.TopicPartition)])
        {
            var error = _state.Find(topicPartition) is { } partition
                ? _controller.Elect(partition, unclean)
                : new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, "The partition does not exist.");
            if (partitions is not null || error?.Code != KafkaErrorCode.ElectionNotNeeded)
            {
                results.Add(new PartitionResult(topicPartition, error));
            }
        }

        return results;
    });

    /// <summary>Live brokers as Metadata names them: running or not yet found dead.</summary>
    /// <param name="askedBroker">Who answers; null for one that knows all.</param>
    internal IReadOnlyList<LiveBroker> LiveBrokers(int? askedBroker = null) => Locked(() => Cache(askedBroker)?.Brokers
        ?? [.. _state.Brokers.Values.Where(b => !b.IsFenced).Select(b => new LiveBroker(b.Id, b.Host, b.Port, b.Rack))]);

    /// <summary>What the metadata caches hold for a topic; null where it is unknown.</summary>
    /// <param name="topic">The topic's name.</param>
    /// <param name="askedBroker">Who answers; null for one that knows all.</param>
    internal TopicMetadata? TopicMetadataOf(string topic, int? askedBroker = null) => Locked(() =>
        (Cache(askedBroker)?.Metadata ?? _state.Metadata).Topics.TryGetValue(topic, out var published)
            ? new TopicMetadata(
                published.Name,
                published.TopicId,
                [.. published.Partitions.Values.Select(p => new PartitionMetadata(p, OfflineReplicas(topic, p)))])
            : null);

    /// <summary>The name behind a topic id, or null.</summary>
    internal string? PublishedTopicName(Guid topicId) =>
        Locked(() => _state.Metadata.Topics.Values.FirstOrDefault(t => t.TopicId == topicId)?.Name);

    /// <summary>Whom Metadata names: the controller with ZooKeeper (dead or not), another live broker at each call with KRaft.</summary>
    internal int NextControllerId() => Locked(() =>
    {
        if (!Options.Release.IsKRaft())
        {
            return ZooKeeperController ?? -1;
        }

        var live = _state.Brokers.Values.Where(b => !b.IsFenced).ToList();
        return live.Count == 0 ? -1 : live[_nextController++ % live.Count].Id;
    });

    /// <summary>The topics that the caller may see.</summary>
    /// <param name="askedBroker">Who answers; null for one that knows all.</param>
    internal IReadOnlyList<string> PublishedTopicNames(int? askedBroker = null) => Locked(() =>
        (IReadOnlyList<string>)[.. (Cache(askedBroker)?.Metadata ?? _state.Metadata).Topics.Keys.Where(t => !_hiddenTopics.Contains(t))]);

    private OldCache? Cache(int? broker) => broker is { } id ? _state.Brokers[id].CutOffWith : null;

    private KafkaError? AlterReassignment(ReassignmentChange change, bool allowReplicationFactorChange)
    {
        var partition = _state.Find(change.TopicPartition);
        if (partition is null)
        {
            return !Options.Release.IsKRaft() && change.Replicas is null
                ? new KafkaError(KafkaErrorCode.NoReassignmentInProgress, "No partition reassignment is in progress.")
                : new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, Options.Release.IsKRaft()
                    ? $"Unable to find a topic named {change.TopicPartition.Topic} with partition {change.TopicPartition.Partition}."
                    : "The partition does not exist.");
        }

        if (change.Replicas is not { } target)
        {
            return _controller.Cancel(partition);
        }

        var present = partition.Original.Length;
        return Options.Release == SimulatedRelease.KRaft43 && !allowReplicationFactorChange && target.Length != present
            ? new KafkaError(
                KafkaErrorCode.InvalidReplicationFactor, $"The replication factor is changed from {present} to {target.Length}")
            : _controller.Submit(partition, target);
    }

    private IReadOnlyList<int> OfflineReplicas(string topic, PublishedPartition published)
    {
        List<int>? offline = null;
        foreach (var id in published.Replicas)
        {
            var broker = _state.Brokers.GetValueOrDefault(id);
            if (broker is null || broker.IsFenced || (broker.LogDirs.Any(d => !d.IsOnline) && IsOnOfflineDir(topic, published, id)))
            {
                (offline ??= []).Add(id);
            }
        }

        return offline ?? (IReadOnlyList<int>)[];
    }

    private bool IsOnOfflineDir(string topic, PublishedPartition published, int broker) =>
        _state.Find(new TopicPartition(topic, published.Partition)) is { } partition
        && _state.Log(partition, broker) is { LogDir.IsOnline: false };

    private static bool IsAllowed(HashSet<AclOperation> allowed, AclOperation operation) => allowed.Contains(operation)
        || (operation == AclOperation.Describe && (allowed.Contains(AclOperation.Alter)
            || allowed.Contains(AclOperation.Read)
            || allowed.Contains(AclOperation.Write)
            || allowed.Contains(AclOperation.Delete)))
        || (operation == AclOperation.DescribeConfigs && allowed.Contains(AclOperation.AlterConfigs));

    private sealed class Hook(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}

/// <summary>A topic as Metadata answers it.</summary>
internal sealed record TopicMetadata(string Name, Guid TopicId, IReadOnlyList<PartitionMetadata> Partitions);

/// <summary>A partition as Metadata answers it.</summary>
internal sealed record PartitionMetadata(PublishedPartition State, IReadOnlyList<int> OfflineReplicas);
