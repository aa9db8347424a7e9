using System.Net;
using System.Net.Sockets;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>
/// Three ports for a cluster, 23092 and up, that no other test run on this machine uses: held by a locked file for as long as the cluster
/// lives.
/// </summary>
internal sealed class PortLease : IDisposable
{
    private const int First = 23092;
    private const int Step = 3;
    private const int Count = 40;

    private readonly FileStream _lock;

    private PortLease(int port, FileStream fileLock)
    {
        Port = port;
        _lock = fileLock;
    }

    public int Port { get; }

    public static PortLease Acquire()
    {
        for (var port = First; port < First + (Step * Count); port += Step)
        {
            try
            {
                var file = new FileStream(
                    Path.Combine(Path.GetTempPath(), $"rebalancer-kafka-{port}.lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None);
                if (IsFree(port) && IsFree(port + 1) && IsFree(port + 2))
                {
                    return new PortLease(port, file);
                }

                file.Dispose();
            }
            catch (IOException)
            {
                // another run's cluster has it
            }
        }

        throw new InvalidOperationException($"No three free ports between {First} and {First + (Step * Count)}.");
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Parse("127.0.1.1"), port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
