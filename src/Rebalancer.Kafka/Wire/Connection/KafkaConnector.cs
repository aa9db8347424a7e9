using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>Opens connections: socket, TLS, greeting, SASL, all within one time limit.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class KafkaConnector : IDisposable
{
    private readonly ClientProperties _properties;
    private readonly TimeProvider _time;
    private readonly TlsClient? _tls;
    private readonly SaslMechanisms? _sasl;

    /// <summary>Reads the key and trust stores that the configuration names.</summary>
    /// <exception cref="InputException">One of them cannot be read.</exception>
    public KafkaConnector(ClientProperties properties, TimeProvider time)
    {
        (_properties, _time) = (properties, time);
        _tls = properties.UsesTls ? new TlsClient(properties.Tls) : null;
        _sasl = properties.Sasl is { } sasl ? new SaslMechanisms(sasl, time) : null;
    }

    /// <summary>Opens a connection that is ready for requests.</summary>
    /// <exception cref="KafkaClusterException">It cannot be opened; the message names the address and the likely cause.</exception>
    public async Task<KafkaConnection> ConnectAsync(BrokerAddress address, CancellationToken cancellationToken)
    {
        var limit = _properties.ConnectLimit;
        using var deadline = new CancellationTokenSource(limit.Time, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var step = "took no connection";
        try
        {
            var socket = await ConnectSocketAsync(address, either.Token).ConfigureAwait(false);
            step = "did not finish the TLS handshake";
            var stream = await SecureAsync(socket, address.Host, either.Token).ConfigureAwait(false);
            var connection = new KafkaConnection(address, new FrameStream(stream, _properties.SecurityProtocol), _properties, _time);
            try
            {
                return await GreetAsync(connection, either.Token).ConfigureAwait(false);
            }
            finally
            {
                step = connection.Stage == ConnectionStage.Authenticating
                    ? $"did not finish authentication by {_properties.Sasl?.Mechanism}"
                    : "took the connection, and did not answer the first request (ApiVersions)";
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PeerFailureException(
                KafkaFailure.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"{step} within {limit.Time.TotalSeconds:0.###} s ({limit.Key}). Perhaps ")
                    + "a firewall drops what is sent, or it is no Kafka broker",
                e).At(address);
        }
        catch (PeerFailureException e)
        {
            throw e.At(address);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tls?.Dispose();
        _sasl?.Dispose();
    }

    private static async Task<Stream> ConnectSocketAsync(BrokerAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is SocketException cause ? ConnectionFailures.OfSocket(cause) : e;
        }
    }

    private async Task<Stream> SecureAsync(Stream plain, string host, CancellationToken cancellationToken)
    {
        if (_tls is null)
        {
            return plain;
        }

        var watched = new FirstBytesStream(plain);
        try
        {
            return await _tls.AuthenticateAsync(watched, host, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            throw ConnectionFailures.OfTls(e, watched.FirstBytes, _properties);
        }
    }

    private async Task<KafkaConnection> GreetAsync(KafkaConnection connection, CancellationToken cancellationToken)
    {
        var mechanism = _sasl?.Create(connection.Address.Host);
        try
        {
            await new Handshake(connection, _properties, _time).RunAsync(mechanism, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            (mechanism as IDisposable)?.Dispose();
        }
    }
}
