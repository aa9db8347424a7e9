using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>
/// Whatever a test wants to listen on loopback: a script runs for each connection, over TLS where a certificate is given.
/// </summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<Stream, CancellationToken, Task> _script;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _accepting;
    private int _count;

    public FakePeer(
        Func<Stream, CancellationToken, Task> script,
        X509Certificate2? certificate = null,
        bool requireClientCertificate = false,
        X509Certificate2Collection? chain = null)
    {
        _script = script;
        _tls = certificate is null ? null : new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            ClientCertificateRequired = requireClientCertificate,
            RemoteCertificateValidationCallback = (_, client, _, _) => client is not null || !requireClientCertificate,
        };
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public BrokerAddress Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref _count);

    /// <summary>A port on which nobody listens.</summary>
    public static BrokerAddress Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
    }

    /// <summary>A peer that reads what comes first, says its piece and closes.</summary>
    public static FakePeer Saying(byte[] bytes, X509Certificate2? certificate = null) => new(
        async (stream, token) =>
        {
            await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, token);
            await stream.WriteAsync(bytes, token);
        },
        certificate);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _count);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over: a listener that was stopped says so in one of these ways, depending on when.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var network = client.GetStream();
                Stream stream = network;
                if (_tls is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(_tls, _stopping.Token);
                    stream = secure;
                }

                await _script(stream, _stopping.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                while (await network.ReadAsync(new byte[1024], _stopping.Token) > 0)
                {
                    // Unread bytes would turn the orderly end into a reset.
                }
            }
            catch (Exception e) when (e is IOException
                or OperationCanceledException
                or SocketException
                or ObjectDisposedException
                or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, as in many of these tests.
            }
        }
    }
}
