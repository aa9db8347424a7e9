using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka;

/// <summary>A live Kafka cluster, 2.4 and later, on ZooKeeper or KRaft.</summary>
/// <remarks>
/// <para>
/// Two clients with one configuration. Confluent.Kafka's AdminClient describes the cluster, reads and writes configurations and elects
/// leaders; the wire client does what librdkafka lacks: reassignments, log dirs, offline and eligible leader replicas. The wire client also
/// goes first, since it tells at once and exactly why a cluster cannot be reached.
/// </para>
/// <para>Safe for concurrent use. Connections are made when needed; disposing closes them. Every call is bounded by the configuration's
/// time limits.</para>
/// </remarks>
public sealed class KafkaClusterAdmin : IClusterAdmin, ITopicAdmin
{
    /// <summary>
    /// How long one broker may take to tell its log dirs, so that a frozen one holds nobody up: a broker with 100,000 partitions needs some
    /// seconds.
    /// </summary>
    private static readonly TimeSpan s_logDirsLimit = TimeSpan.FromSeconds(15);

    /// <summary>How long the controller may take for one request: as long as a KRaft broker tries to reach it.</summary>
    private static readonly TimeSpan s_controllerLimit = TimeSpan.FromMinutes(1);

    private readonly ConfluentClusterAdmin _confluent;
    private readonly WireClient _wire;
    private readonly WireTopics _topics;

    private KafkaClusterAdmin(ClientProperties properties, ILoggerFactory loggers)
    {
        _confluent = new ConfluentClusterAdmin(properties, loggers.CreateLogger("Rebalancer.Kafka.librdkafka"));
        _wire = new WireClient(properties, logger: loggers.CreateLogger("Rebalancer.Kafka.Wire"));
        _topics = new WireTopics(_wire);
    }

    /// <summary>Prepares a connection; nothing is sent before the first call.</summary>
    /// <param name="properties">Bootstrap servers, security, time limits.</param>
    /// <param name="loggers">Takes both clients' log lines, which hold no secret; null for none.</param>
    /// <exception cref="InputException">
    /// A property is out of range, no bootstrap server is named, or a key or trust store cannot be read.
    /// </exception>
    public static KafkaClusterAdmin Connect(ClientProperties properties, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.Validate();
        return new KafkaClusterAdmin(properties, loggers ?? NullLoggerFactory.Instance);
    }

    /// <inheritdoc/>
    public async Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken)
    {
        var features = await WireFeatures.ReadAsync(_wire, cancellationToken).ConfigureAwait(false);
        var cluster = await _confluent.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        return new ClusterDescription
        {
            ClusterId = cluster.ClusterId,
            ControllerId = cluster.Controller?.Id ?? -1,
            Brokers = [.. cluster.Nodes.Select(n => new LiveBroker(n.Id, n.Host, n.Port, string.IsNullOrEmpty(n.Rack) ? null : n.Rack))
                .OrderBy(b => b.Id)],
            IsKRaft = features.IsKRaft,
            SupportsReassignment = features.SupportsReassignment,
            CanForbidReplicationFactorChange = features.CanForbidReplicationFactorChange,
            ThrottleRatesReadable = features.ThrottleRatesReadable,
            AuthorizedOperations = cluster.AuthorizedOperations?.Select(o => (AclOperation)(int)o).ToHashSet(),
        };
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) => _topics.DescribeAsync(topics, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        int broker, IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        _topics.DescribeAsync(broker, topics, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken)
    {
        var response = await _wire.SendToControllerAsync(
            new ListPartitionReassignmentsRequest((int)s_controllerLimit.TotalMilliseconds, null), cancellationToken).ConfigureAwait(false);
        return response.ErrorCode == KafkaErrorCode.None
            ? WireAnswers.Reassignments(response)
            : throw WireErrors.ToException(response.ErrorCode, response.ErrorMessage, "list reassignments", "DESCRIBE on CLUSTER");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionResult>> AlterReassignmentsAsync(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count == 0)
        {
            return [];
        }

        var request = WireAnswers.Request(changes, allowReplicationFactorChange, s_controllerLimit);
        var response = await _wire.SendToControllerAsync(request, cancellationToken).ConfigureAwait(false);
        return WireAnswers.Results(changes, response);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(
        IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(brokers);
        var request = WireAnswers.Request(partitions);
        return await Task.WhenAll(brokers.Distinct().Select(broker => DescribeLogDirsAsync(broker, request, cancellationToken)))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(
        IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken) =>
        _confluent.DescribeConfigsAsync(resources, keys, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken) =>
        _confluent.AlterConfigsAsync(changes, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) =>
        _confluent.ElectPreferredLeadersAsync(partitions, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicResult>> CreateTopicsAsync(IReadOnlyList<NewTopic> topics, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return _confluent.CreateTopicsAsync(topics, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicResult>> AddPartitionsAsync(
        IReadOnlyList<AddedPartitions> topics, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return _confluent.AddPartitionsAsync(topics, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _wire.DisposeAsync().ConfigureAwait(false);
        _confluent.Dispose();
    }

    private async Task<BrokerLogDirs> DescribeLogDirsAsync(int broker, DescribeLogDirsRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_logDirsLimit);
        try
        {
            var response = await _wire.SendToBrokerAsync(broker, request, limit.Token).ConfigureAwait(false);
            return WireAnswers.LogDirs(broker, response);
        }
        catch (KafkaClusterException e)
        {
            return new BrokerLogDirs(broker, WireErrors.ToItemError(e), []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new BrokerLogDirs(
                broker, new KafkaError(KafkaErrorCode.RequestTimedOut, $"no answer in {s_logDirsLimit.TotalSeconds:0} s"), []);
        }
    }
}
