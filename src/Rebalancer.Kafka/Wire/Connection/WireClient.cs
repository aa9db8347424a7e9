using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>Sends the requests that librdkafka lacks: to the controller, to one broker, or to any.</summary>
/// <remarks>
/// Safe for concurrent use; one connection a broker, opened when needed and reopened after a failure. Nothing waits for ever: every request
/// has a time limit. A request that only reads is repeated once on a fresh connection; one that changes something never is, once a byte of
/// it went out: then the caller reads back (ListPartitionReassignments) before it sends again. Errors within an answer are the caller's,
/// save NOT_CONTROLLER, which is followed here.
/// </remarks>
internal sealed class WireClient : IAsyncDisposable
{
    /// <summary>
    /// A KRaft broker forwards to the controller for up to 60 s before it answers REQUEST_TIMED_OUT itself: less patience would drop
    /// answers that come.
    /// </summary>
    public static readonly TimeSpan LeastForwardedTimeout = TimeSpan.FromSeconds(70);

    /// <summary>
    /// How long a controller is looked for: a dead one's ZooKeeper session lives 18 s by default, and an election follows.
    /// </summary>
    public static readonly TimeSpan ControllerPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly ClientProperties _properties;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WireCluster _cluster;

    /// <summary>Prepares a client; nothing is connected yet.</summary>
    /// <param name="properties">The configuration, with bootstrap servers.</param>
    /// <param name="time">The clock for timeouts and pauses; null takes the system's.</param>
    /// <param name="logger">Where connections and retries are logged; null takes none.</param>
    /// <exception cref="InputException">No bootstrap server is named, or a key or trust store cannot be read.</exception>
    public WireClient(ClientProperties properties, TimeProvider? time = null, ILogger? logger = null)
    {
        _properties = properties;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _cluster = new WireCluster(properties, _time, _logger);
    }

    /// <summary>Asks who is in the cluster now.</summary>
    /// <exception cref="KafkaClusterException">Nobody answers.</exception>
    public Task<ClusterMetadata> DescribeAsync(CancellationToken cancellationToken) => _cluster.RefreshAsync(cancellationToken);

    /// <summary>What a broker offers (any one; a cluster in a rolling upgrade has brokers that differ).</summary>
    /// <exception cref="KafkaClusterException">Nobody answers.</exception>
    public Task<BrokerApis> DescribeApisAsync(CancellationToken cancellationToken) =>
        _cluster.AskAnyAsync((connection, _) => Task.FromResult(connection.Apis!), cancellationToken);

    /// <summary>What one broker offers.</summary>
    /// <exception cref="KafkaClusterException">It is not alive or does not answer.</exception>
    public async Task<BrokerApis> DescribeApisAsync(int brokerId, CancellationToken cancellationToken)
    {
        var link = await LinkToAsync(brokerId, cancellationToken).ConfigureAwait(false);
        return (await link.GetAsync(cancellationToken).ConfigureAwait(false)).Apis!;
    }

    /// <summary>Sends a request to whichever broker answers.</summary>
    /// <exception cref="KafkaClusterException">None answers, or none offers the API.</exception>
    public Task<TResponse> SendToAnyAsync<TRequest, TResponse>(
        IKafkaRequest<TRequest, TResponse> request, CancellationToken cancellationToken)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse> => IsReading(TRequest.Key)
        ? _cluster.AskAnyAsync((connection, token) => connection.SendAsync(request, TimeoutOf(TRequest.Key), token), cancellationToken)
        : SendOnceAsync(request, async token => await _cluster.AskAnyAsync(
            (connection, _) => Task.FromResult(_cluster.LinkTo(connection.Address)), token).ConfigureAwait(false), cancellationToken);

    /// <summary>Sends a request to one broker.</summary>
    /// <exception cref="KafkaClusterException">The broker is not alive, does not answer, or lacks the API.</exception>
    public Task<TResponse> SendToBrokerAsync<TRequest, TResponse>(
        int brokerId, IKafkaRequest<TRequest, TResponse> request, CancellationToken cancellationToken)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse> => SendOnceAsync(request, token => LinkToAsync(brokerId, token), cancellationToken);

    /// <summary>Sends a request to the controller: on ZooKeeper the broker that is it; on KRaft any live one, which forwards.</summary>
    /// <remarks>
    /// No mode flag is needed: it goes to the broker that fresh metadata names; where that one is unreachable or answers NOT_CONTROLLER,
    /// metadata is asked again, with pauses that double, for up to <see cref="ControllerPatience"/>.
    /// </remarks>
    /// <returns>The answer; after the patience is over it may be NOT_CONTROLLER still.</returns>
    /// <exception cref="KafkaClusterException">Nobody answers, or no controller could be reached in time.</exception>
    public async Task<TResponse> SendToControllerAsync<TRequest, TResponse>(
        IKafkaRequest<TRequest, TResponse> request, CancellationToken cancellationToken)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        var started = _time.GetTimestamp();
        var pause = s_firstPause;
        var view = await _cluster.GetViewAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            string reason;
            var isLast = _time.GetElapsedTime(started) >= ControllerPatience;
            var controller = view.ControllerId;
            var address = view.AddressOf(controller) ?? new BrokerAddress(view.Brokers[0].Host, view.Brokers[0].Port);
            try
            {
                var link = _cluster.LinkTo(address);
                var answer = await SendOnceAsync(request, _ => Task.FromResult(link), cancellationToken).ConfigureAwait(false);
                if (isLast || answer is not IControllerResponse { IsNotController: true })
                {
                    return answer;
                }

                reason = "it is not the controller";
            }
            catch (KafkaClusterException e) when (!isLast
                && (IsNothingSent(e) || (IsReading(TRequest.Key) && e.Failure == KafkaFailure.Unreachable)))
            {
                reason = e.Message;
            }

            _logger.ControllerRetry(controller, TRequest.Key.ToString(), pause, reason);
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            view = await _cluster.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>Sends, and once more on a fresh connection where that repeats nothing or does no harm.</summary>
    private async Task<TResponse> SendOnceAsync<TRequest, TResponse>(
        IKafkaRequest<TRequest, TResponse> request, Func<CancellationToken, Task<BrokerLink>> find, CancellationToken cancellationToken)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var link = await find(cancellationToken).ConfigureAwait(false);
            var wasConnected = link.IsConnected;
            KafkaConnection connection;
            try
            {
                connection = await link.GetAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
            {
                throw new PeerFailureException(e.Failure, e.InnerException?.Message ?? e.Message, e) { NothingSent = true }.At(
                    link.Address);
            }

            try
            {
                return await connection.SendAsync(request, TimeoutOf(TRequest.Key), cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaClusterException e) when (isFirst
                && wasConnected
                && (e.Failure == KafkaFailure.Unreachable || (e.Failure == KafkaFailure.Authentication && _properties.Sasl is null))
                && (IsNothingSent(e) || IsReading(TRequest.Key)))
            {
                // An older connection may have gone stale unnoticed.
            }
        }
    }

    private async Task<BrokerLink> LinkToAsync(int brokerId, CancellationToken cancellationToken)
    {
        var view = await _cluster.GetViewAsync(cancellationToken).ConfigureAwait(false);
        var address = view.AddressOf(brokerId)
            ?? (await _cluster.RefreshAsync(cancellationToken).ConfigureAwait(false)).AddressOf(brokerId);
        return address is { } found
            ? _cluster.LinkTo(found)
            : throw new KafkaClusterException(
                KafkaFailure.Unreachable, $"Broker {brokerId} is not alive: the cluster's metadata does not name it.");
    }

    private static bool IsNothingSent(KafkaClusterException e) => e.InnerException is PeerFailureException { NothingSent: true };

    private static bool IsReading(ApiKey key) => key is ApiKey.Metadata
        or ApiKey.ApiVersions
        or ApiKey.DescribeConfigs
        or ApiKey.DescribeLogDirs
        or ApiKey.ListPartitionReassignments
        or ApiKey.DescribeCluster or ApiKey.DescribeTopicPartitions;

    private TimeSpan TimeoutOf(ApiKey key)
    {
        var isForwarded = key is ApiKey.CreateTopics
            or ApiKey.ElectLeaders
            or ApiKey.IncrementalAlterConfigs
            or ApiKey.AlterPartitionReassignments
            or ApiKey.ListPartitionReassignments;
        return isForwarded && _properties.RequestLimit < LeastForwardedTimeout ? LeastForwardedTimeout : _properties.RequestLimit;
    }
}
