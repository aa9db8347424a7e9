using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>Who is in the cluster, as the last metadata said.</summary>
/// <param name="ClusterId">The cluster's id, or null.</param>
/// <param name="ControllerId">ZooKeeper: the controller or -1. KRaft: any live broker, which forwards.</param>
/// <param name="Brokers">Live brokers, sorted by id.</param>
internal sealed record ClusterMetadata(string? ClusterId, int ControllerId, ImmutableArray<MetadataResponse.Broker> Brokers)
{
    /// <summary>Where a broker listens, or null where it is not alive.</summary>
    public BrokerAddress? AddressOf(int brokerId) =>
        Brokers.FirstOrDefault(broker => broker.NodeId == brokerId) is { } found ? new(found.Host, found.Port) : null;
}

/// <summary>The brokers of one cluster and a link to each: bootstrap, metadata, addresses.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class WireCluster : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BrokerAddress, BrokerLink> _links = [];
    private readonly ClientProperties _properties;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KafkaConnector _connector;
    private ClusterMetadata? _view;

    /// <summary>Prepares; nothing is connected yet.</summary>
    /// <exception cref="InputException">No bootstrap server is named, or a key or trust store cannot be read.</exception>
    public WireCluster(ClientProperties properties, TimeProvider time, ILogger logger)
    {
        (_properties, _time, _logger) = (properties, time, logger);
        _connector = !properties.BootstrapServers.IsDefaultOrEmpty
            ? new KafkaConnector(properties, time)
            : throw new InputException("No bootstrap server is named. Perhaps --bootstrap-server host:9092.");
    }

    /// <summary>The view, asked for where there is none yet.</summary>
    /// <exception cref="KafkaClusterException">Nobody answers.</exception>
    public async Task<ClusterMetadata> GetViewAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_view is not null)
            {
                return _view;
            }
        }

        return await RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks any broker who is in the cluster (Metadata, API 3, without topics).</summary>
    /// <exception cref="KafkaClusterException">Nobody answers, or the addresses lead to another cluster than before.</exception>
    public async Task<ClusterMetadata> RefreshAsync(CancellationToken cancellationToken)
    {
        var view = await AskAnyAsync(
            async (connection, token) =>
            {
                var answer = await connection.SendAsync(new MetadataRequest([]), _properties.RequestLimit, token).ConfigureAwait(false);
                return answer.Brokers.IsEmpty
                    ? throw connection.Failure(
                        new PeerFailureException(KafkaFailure.Protocol, $"names no broker in its metadata ({answer.ErrorCode})"))
                    : new ClusterMetadata(answer.ClusterId, answer.ControllerId, [.. answer.Brokers.OrderBy(broker => broker.NodeId)]);
            },
            cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_view is { ClusterId: { } before } && view.ClusterId is { } now && now != before)
            {
                throw new KafkaClusterException(
                    KafkaFailure.Protocol, $"The brokers belong to the cluster {now} now; this run began with the cluster {before}.");
            }

            return _view = view;
        }
    }

    /// <summary>Uses a connection to whichever broker answers; who is connected goes first, who failed last.</summary>
    /// <exception cref="KafkaClusterException">
    /// None answers; wrong credentials are not tried on the next broker, because that locks users out.
    /// </exception>
    public async Task<T> AskAnyAsync<T>(Func<KafkaConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var failures = new List<(BrokerAddress Address, KafkaClusterException Failure)>();
        var started = _time.GetTimestamp();
        var candidates = Candidates();
        foreach (var link in candidates)
        {
            if (failures.Count > 0 && _time.GetElapsedTime(started) >= _properties.ApiTimeout)
            {
                break;
            }

            try
            {
                return await ask(await link.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable
                or KafkaFailure.TimedOut
                or KafkaFailure.Tls
                or KafkaFailure.Protocol
                // a guess: the broker may just have ended, and there are no credentials to lock out
                || (e.Failure == KafkaFailure.Authentication && _properties.Sasl is null))
            {
                failures.Add((link.Address, e));
                link.ReportFailure();
            }
        }

        throw Summarize(failures, candidates.Length - failures.Count);
    }

    /// <summary>The link to an address.</summary>
    public BrokerLink LinkTo(BrokerAddress address)
    {
        lock (_gate)
        {
            if (!_links.TryGetValue(address, out var link))
            {
                _links[address] = link = new BrokerLink(address, _connector, _properties, _time, _logger);
            }

            return link;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        BrokerLink[] links;
        lock (_gate)
        {
            links = [.. _links.Values];
            _links.Clear();
        }

        foreach (var link in links)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }

        _connector.Dispose();
    }

    /// <summary>Says each reason once, however many brokers share it.</summary>
    private KafkaClusterException Summarize(List<(BrokerAddress Address, KafkaClusterException Failure)> failures, int notAsked)
    {
        if (failures is [var only] && notAsked == 0)
        {
            return only.Failure;
        }

        var reasons = failures.GroupBy(failure => failure.Failure.InnerException?.Message ?? failure.Failure.Message)
            .Select(group => $"{group.First().Address}{(group.Count() > 1 ? $" (and {group.Count() - 1} more)" : "")} "
                + $"{group.Key.TrimEnd('.')}.");
        var rest = notAsked == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" {notAsked} more {(notAsked == 1 ? "was" : "were")} not asked within {_properties.ApiTimeout.TotalSeconds:0.###} s "
                + $"({ClientPropertyKeys.ApiTimeout}).");
        var all = failures.Count + notAsked;
        return new(
            failures[0].Failure.Failure,
            $"{(all == 2 ? "Neither of the 2" : $"None of the {all}")} brokers can be used. {string.Join(' ', reasons)}{rest}",
            failures[0].Failure);
    }

    private BrokerLink[] Candidates()
    {
        ClusterMetadata? view;
        lock (_gate)
        {
            view = _view;
        }

        var known = (view?.Brokers ?? []).Select(broker => new BrokerAddress(broker.Host, broker.Port));
        return [.. known.Concat(_properties.BootstrapServers)
            .Distinct().Select(LinkTo).OrderByDescending(link => link.IsConnected).ThenBy(link => link.Failures)];
    }
}
