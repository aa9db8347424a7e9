using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <summary>A simulated cluster in process: the same answers as over the protocol, without a socket.</summary>
/// <remarks>
/// Calls complete at once unless a fault delays them; waiting is in the cluster's virtual time. A lost connection is a
/// <see cref="KafkaClusterException"/>, as in the real client.
/// </remarks>
/// <param name="cluster">The cluster; not disposed with this.</param>
public sealed class SimulatedClusterAdmin(SimulatedCluster cluster) : IClusterAdmin, ITopicAdmin
{
    /// <summary>The cluster behind it.</summary>
    public SimulatedCluster Cluster { get; } = cluster;

    /// <inheritdoc/>
    public Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken) =>
        CallAnyAsync(KafkaApiKeys.Metadata, null, _ => new ClusterDescription
        {
            ClusterId = Cluster.Options.ClusterId,
            ControllerId = Cluster.ControllerForClients ?? -1,
            Brokers = Cluster.LiveBrokers(),
            IsKRaft = Cluster.Options.Release.IsKRaft(),
            SupportsReassignment = true,
            CanForbidReplicationFactorChange = Cluster.Options.Release == SimulatedRelease.KRaft43,
            ThrottleRatesReadable = Cluster.Options.Release != SimulatedRelease.ZooKeeper24,
            AuthorizedOperations = Cluster.ClusterOperations,
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) => topics is null
        ? CallAnyAsync<IReadOnlyList<TopicDescription>>(
            KafkaApiKeys.Metadata, null, broker => Cluster.CheckTopic(AclOperation.Describe) is null
                ? [.. Cluster.PublishedTopicNames(broker).Select(t => Describe(t, broker))]
                : [], cancellationToken)
        : DescribeTopicsAsync(Cluster.ControllerForClients ?? throw NobodyAnswers(), topics, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        int broker, IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        var (answer, error) = await CallBrokerAsync<IReadOnlyList<TopicDescription>>(
            KafkaApiKeys.Metadata, broker, topics, asked => [.. topics.Select(t => Describe(t, asked))], cancellationToken).ConfigureAwait(
                false);
        return answer ?? throw new KafkaClusterException(FailureOf(error!), $"Broker {broker} answered {error}.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken)
    {
        var (answer, error) = await CallControllerAsync(
            KafkaApiKeys.ListPartitionReassignments,
            null,
            AclOperation.Describe,
            Cluster.ListReassignments,
            cancellationToken).ConfigureAwait(false);
        return answer ?? throw new KafkaClusterException(FailureOf(error!), $"ListPartitionReassignments: {error}");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionResult>> AlterReassignmentsAsync(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var (answer, error) = await CallControllerAsync(
            KafkaApiKeys.AlterPartitionReassignments, changes, AclOperation.Alter,
            () => Cluster.AlterReassignments(changes, allowReplicationFactorChange), cancellationToken).ConfigureAwait(false);
        return answer ?? [.. changes.Select(c => new PartitionResult(c.TopicPartition, error))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var (answer, error) = await CallControllerAsync(
            KafkaApiKeys.ElectLeaders, partitions, AclOperation.Alter, () => Cluster.ElectLeaders(partitions, unclean: false),
            cancellationToken).ConfigureAwait(false);
        return answer ?? [.. partitions.Select(p => new PartitionResult(p, error))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(
        IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(brokers);
        var wanted = partitions?.ToHashSet();
        return await Task.WhenAll(brokers.Select(async broker =>
        {
            var (answer, error) = await CallBrokerAsync(
                KafkaApiKeys.DescribeLogDirs, broker, partitions, _ => Cluster.CheckCluster(AclOperation.Describe) is { } denied
                ? new BrokerLogDirs(broker, denied, [])
                : new BrokerLogDirs(broker, null, Cluster.DescribeLogDirs(broker, wanted)), cancellationToken).ConfigureAwait(false);
            return answer ?? new BrokerLogDirs(broker, error, []);
        })).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(
        IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resources);
        return await Task.WhenAll(resources.Select(async resource =>
        {
            var (answer, error) = await CallBrokerAsync(
                KafkaApiKeys.DescribeConfigs,
                BrokerFor(resource),
                resource,
                _ => Cluster.DescribeConfig(null, resource, keys),
                cancellationToken).ConfigureAwait(false);
            return answer ?? new ConfigDescription(resource, error, new Dictionary<string, ConfigValue>());
        })).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(
        IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.FirstOrDefault(
            c => c.Value is not null && Encoding.UTF8.GetByteCount(c.Value) > ConfigKeys.MaxValueBytes) is { } tooLong)
        {
            throw new KafkaClusterException(
                KafkaFailure.Unreachable,
                $"The broker closed the connection: the value of {tooLong.Key} is longer than {ConfigKeys.MaxValueBytes} bytes.");
        }

        return await Task.WhenAll(changes.GroupBy(c => c.Resource).Select(async group =>
        {
            var operations = group.Select(
                c => new ConfigOperation(c.Key, c.Value is null ? ConfigOperationKind.Delete : ConfigOperationKind.Set, c.Value)).ToList();
            var (answer, error) = await CallBrokerAsync(
                KafkaApiKeys.IncrementalAlterConfigs, BrokerFor(group.Key), group.ToList(), _ => new ConfigResult(
                    group.Key, Cluster.AlterConfig(null, group.Key, operations)), cancellationToken).ConfigureAwait(false);
            return answer ?? new ConfigResult(group.Key, error);
        })).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicResult>> CreateTopicsAsync(IReadOnlyList<NewTopic> topics, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return Task.FromResult<IReadOnlyList<TopicResult>>([.. topics.Select(t => new TopicResult(
            t.Name,
            Cluster.CheckCluster(AclOperation.Create) ?? Cluster.CreateTopic(
                t.Name, t.Replicas, t.Replicas.Length, t.Replicas[0].Length,
                [.. t.Configs.Select(c => new ConfigOperation(c.Key, ConfigOperationKind.Set, c.Value))], validateOnly: false)))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicResult>> AddPartitionsAsync(
        IReadOnlyList<AddedPartitions> topics, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return Task.FromResult<IReadOnlyList<TopicResult>>([.. topics.Select(t => new TopicResult(
            t.Topic, Cluster.CheckTopic(AclOperation.Alter) ?? Cluster.CreatePartitions(t.Topic, t.TotalCount, t.Replicas)))]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TopicDescription Describe(string name, int broker)
    {
        if (Cluster.CheckTopic(AclOperation.Describe, name) is { } denied)
        {
            return new TopicDescription(name, null, denied, []);
        }

        if (Cluster.TopicMetadataOf(name, broker) is not { } topic)
        {
            return new TopicDescription(name, null, new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, null), []);
        }

        return new TopicDescription(
            name, Cluster.Options.Release.HasTopicIds() ? topic.TopicId : null, null, [.. topic.Partitions.Select(p =>
            new PartitionDescription(p.State.Partition, p.State.Leader, p.State.Replicas, p.State.Isr, [.. p.OfflineReplicas])
            {
                LeaderEpoch = p.State.LeaderEpoch,
                EligibleLeaderReplicas = Cluster.Options.Release.HasEligibleLeaderReplicas() ? p.State.EligibleLeaderReplicas : default,
            })])
        {
            AuthorizedOperations = Cluster.TopicOperations,
        };
    }

    /// <summary>The broker itself for its configuration; any for topics and the cluster's default.</summary>
    private static int? BrokerFor(ConfigResource resource) =>
        resource.Kind == ConfigResourceKind.Broker && int.TryParse(resource.Name, CultureInfo.InvariantCulture, out var id) ? id : null;

    private async Task<T> CallAnyAsync<T>(short apiKey, object? body, Func<int, T> call, CancellationToken cancellationToken)
        where T : class
    {
        var (answer, error) = await CallBrokerAsync(apiKey, null, body, call, cancellationToken).ConfigureAwait(false);
        return answer ?? throw new KafkaClusterException(FailureOf(error!), $"The simulated cluster answered {error}.");
    }

    private async Task<(T? Answer, KafkaError? Error)> CallControllerAsync<T>(
        short apiKey, object? body, AclOperation operation, Func<T> call, CancellationToken cancellationToken)
        where T : class
    {
        var broker = Cluster.ControllerForClients ?? throw NobodyAnswers();
        if (!Cluster.Brokers.Any(b => b.Id == broker && b.IsRunning))
        {
            return (null, new KafkaError(KafkaErrorCode.NotController, $"Broker {broker} is named as the controller and does not answer."));
        }

        return await FaultyAsync<T>(apiKey, broker, body, async () =>
        {
            if (Cluster.CheckCluster(operation) is { } denied)
            {
                return (null, denied);
            }

            return await Cluster.WaitForControllerAsync(broker, cancellationToken).ConfigureAwait(false) is { } error
                ? (null, error)
                : (call(), null);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(T? Answer, KafkaError? Error)> CallBrokerAsync<T>(
        short apiKey, int? broker, object? body, Func<int, T> call, CancellationToken cancellationToken)
        where T : class
    {
        var running = Cluster.Brokers.Where(b => b.IsRunning).Select(b => b.Id).ToList();
        if (running.Count == 0)
        {
            throw NobodyAnswers();
        }

        if (broker is { } id && !running.Contains(id))
        {
            if (apiKey is KafkaApiKeys.DescribeConfigs or KafkaApiKeys.IncrementalAlterConfigs
                && Cluster.LiveBrokers().Any(b => b.Id == id))
            {
                // librdkafka waits for a connection to a broker that metadata names for as long as the request may take.
                await Task.Delay(Cluster.Options.RequestTimeout, Cluster.Time, cancellationToken).ConfigureAwait(false);
                return (null, new KafkaError(KafkaErrorCode.RequestTimedOut, "Failed while waiting for broker: Local: Timed out"));
            }

            return (null, new KafkaError(KafkaErrorCode.NetworkException, $"Broker {id} does not answer."));
        }

        var asked = broker ?? running[0];
        return await FaultyAsync(
            apiKey, asked, body, () => Task.FromResult<(T?, KafkaError?)>((call(asked), null)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(T? Answer, KafkaError? Error)> FaultyAsync<T>(
        short apiKey, int broker, object? body, Func<Task<(T? Answer, KafkaError? Error)>> call, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        var fault = Cluster.Enter(new SimulatedRequest(apiKey, broker, body));
        switch (fault?.Kind)
        {
            case RequestFaultKind.Error:
                return (null, fault.Answer);
            case RequestFaultKind.Drop:
                throw ConnectionLost(broker);
            case RequestFaultKind.Hang:
                await Task.Delay(Cluster.Options.RequestTimeout, Cluster.Time, cancellationToken).ConfigureAwait(false);
                throw new KafkaClusterException(
                    KafkaFailure.TimedOut, $"Broker {broker} did not answer in {Cluster.Options.RequestTimeout.TotalSeconds:0} s.");
            case RequestFaultKind.Delay:
                await Task.Delay(fault.For, Cluster.Time, cancellationToken).ConfigureAwait(false);
                break;
        }

        var result = await call().ConfigureAwait(false);
        return fault?.Kind is RequestFaultKind.LoseAnswer or RequestFaultKind.HalfAnswer ? throw ConnectionLost(broker) : result;
    }

    private static KafkaFailure FailureOf(KafkaError error) => error.Code switch
    {
        KafkaErrorCode.ClusterAuthorizationFailed or KafkaErrorCode.TopicAuthorizationFailed => KafkaFailure.Authorization,
        KafkaErrorCode.RequestTimedOut => KafkaFailure.TimedOut,
        KafkaErrorCode.UnsupportedVersion => KafkaFailure.Unsupported,
        _ => KafkaFailure.Unreachable,
    };

    private static KafkaClusterException ConnectionLost(int broker) =>
        new(KafkaFailure.Unreachable, $"Broker {broker} closed the connection.");

    private static KafkaClusterException NobodyAnswers() => new(KafkaFailure.Unreachable, "No broker of the simulated cluster runs.");
}
