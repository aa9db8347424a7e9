using System.Net;
using System.Net.Sockets;
using Rebalancer.Kafka.Simulator.Server;

namespace Rebalancer.Kafka.Simulator;

/// <summary>A simulated cluster over Kafka's protocol: one plaintext listener per broker on loopback.</summary>
/// <remarks>
/// Confluent.Kafka, the wire client and Kafka's own Java tools work against it. A broker that is stopped closes its connections and each
/// new one at once (its port stays taken, so that it can come back to it); real Kafka refuses them.
/// </remarks>
public sealed class SimulatedClusterServer : IAsyncDisposable
{
    private readonly SimulatedCluster _cluster;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SortedDictionary<int, TcpListener> _listeners = [];
    private readonly List<Task> _tasks = [];
    private readonly object _gate = new();

    private SimulatedClusterServer(SimulatedCluster cluster) => _cluster = cluster;

    /// <summary>All brokers' addresses, as <c>bootstrap.servers</c> takes them.</summary>
    public string BootstrapServers
    {
        get
        {
            lock (_gate)
            {
                return string.Join(',', _listeners.Values.Select(l => l.LocalEndpoint));
            }
        }
    }

    /// <summary>Listens for each broker that the cluster has, and tells the cluster the addresses.</summary>
    /// <param name="cluster">The cluster; not disposed with the server.</param>
    /// <param name="firstPort">The first broker's port, the next broker's is one more; 0 takes free ports.</param>
    /// <exception cref="SocketException">A port is taken.</exception>
    public static SimulatedClusterServer Start(SimulatedCluster cluster, int firstPort = 0)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var server = new SimulatedClusterServer(cluster);
        foreach (var broker in cluster.Brokers)
        {
            server.Listen(broker.Id, firstPort == 0 ? 0 : firstPort++);
        }

        return server;
    }

    /// <summary>Listens for a broker that was added after the start.</summary>
    /// <param name="brokerId">The broker.</param>
    /// <param name="port">Its port; 0 takes a free one.</param>
    public void Listen(int brokerId, int port = 0)
    {
        var broker = _cluster.Brokers.Single(b => b.Id == brokerId);
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _cluster.SetAddress(brokerId, IPAddress.Loopback.ToString(), ((IPEndPoint)listener.LocalEndpoint).Port);
        lock (_gate)
        {
            _listeners.Add(brokerId, listener);
            _tasks.Add(AcceptAsync(broker, listener));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] tasks;
        lock (_gate)
        {
            foreach (var listener in _listeners.Values)
            {
                listener.Dispose();
            }

            tasks = [.. _tasks];
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(SimulatedBroker broker, TcpListener listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            if (!broker.IsRunning)
            {
                socket.Dispose();
                continue;
            }

            lock (_gate)
            {
                _tasks.RemoveAll(t => t.IsCompleted);
                _tasks.Add(ServeAsync(broker, socket));
            }
        }
    }

    /// <summary>Serves one connection until the client, the server or the broker ends it.</summary>
    private async Task ServeAsync(SimulatedBroker broker, Socket socket)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, _cluster.StoppedToken(broker));
        await new BrokerConnection(_cluster, broker, socket).RunAsync(ending.Token).ConfigureAwait(false);
    }
}
