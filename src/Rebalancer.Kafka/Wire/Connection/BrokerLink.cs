using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>The one connection to an address: opened when first needed, replaced when it broke, idled or its session ends.</summary>
/// <remarks>Safe for concurrent use. After a failure the next attempt waits, twice as long each time up to the configured most.</remarks>
internal sealed class BrokerLink(
    BrokerAddress address, KafkaConnector connector, ClientProperties properties, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>
    /// Brokers close what idles for 10 minutes, and load balancers on the way what idles for 4: a request shall not be the one to find out.
    /// </summary>
    public static readonly TimeSpan MaxIdleTime = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private KafkaConnection? _connection;
    private int _failures;
    private long _lastFailure;

    /// <summary>The address.</summary>
    public BrokerAddress Address { get; } = address;

    /// <summary>Failures since the last success: who fails is asked last.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Whether a request could go out at once.</summary>
    public bool IsConnected => Volatile.Read(ref _connection) is { } connection && WhyReplace(connection) is null;

    /// <summary>Gives the connection, opening one where needed.</summary>
    /// <exception cref="KafkaClusterException">None can be opened.</exception>
    public async Task<KafkaConnection> GetAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection is { } present)
            {
                if (WhyReplace(present) is not { } reason)
                {
                    return present;
                }

                logger.Replaced(Address.ToString(), reason);
                present.Retire();
                _connection = null;
            }

            await BackOffAsync(cancellationToken).ConfigureAwait(false);
            _connection = await connector.ConnectAsync(Address, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _failures, 0);
            logger.Connected(Address.ToString());
            return _connection;
        }
        catch (KafkaClusterException e)
        {
            ReportFailure();
            logger.ConnectFailed(Address.ToString(), Failures, e.Message);
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Counts a failure that came after connecting.</summary>
    public void ReportFailure()
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Exchange(ref _lastFailure, time.GetTimestamp());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        _opening.Dispose();
    }

    private string? WhyReplace(KafkaConnection connection) =>
        connection.IsBroken ? "the last one broke"
        : connection.ReplaceAt <= time.GetUtcNow() ? "its SASL session ends"
        : connection.IdleTime >= MaxIdleTime ? "the last one idled"
        : null;

    private async Task BackOffAsync(CancellationToken cancellationToken)
    {
        if (Failures is not (> 0 and var failures))
        {
            return;
        }

        var pause = properties.ReconnectBackoff * Math.Pow(2, Math.Min(failures - 1, 20));
        pause = (pause < properties.MaxReconnectBackoff ? pause : properties.MaxReconnectBackoff)
            - time.GetElapsedTime(Interlocked.Read(ref _lastFailure));
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
