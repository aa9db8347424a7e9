using Rebalancer.Cluster;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <summary>
/// A broker of a simulated cluster. Read it in an observer or between the cluster's steps; it changes through the cluster's methods only.
/// </summary>
public sealed class SimulatedBroker
{
    internal SimulatedBroker(int id, string host, int port, string? rack)
    {
        Id = id;
        Host = host;
        Port = port;
        Rack = rack;
    }

    /// <summary>Node id.</summary>
    public int Id { get; }

    /// <summary>Advertised host.</summary>
    public string Host { get; internal set; }

    /// <summary>Advertised port.</summary>
    public int Port { get; internal set; }

    /// <summary><c>broker.rack</c>, or null.</summary>
    public string? Rack { get; }

    /// <summary>Whether its process runs.</summary>
    public bool IsRunning { get; internal set; } = true;

    /// <summary>Whether the controller takes it for dead; follows <see cref="IsRunning"/> after the session timeout.</summary>
    public bool IsFenced { get; internal set; }

    /// <summary>Whether all its log dirs are cordoned (KIP-1066).</summary>
    public bool IsCordoned => LogDirs.TrueForAll(d => d.IsCordoned);

    /// <summary>Whether it has lost the controller, yet answers its clients.</summary>
    public bool IsCutOff => CutOffWith is not null;

    /// <summary>What it goes on answering while it is cut off from the controller; null while it is not.</summary>
    internal OldCache? CutOffWith { get; set; }

    internal bool IsAlive => IsRunning && !IsFenced;

    internal int Incarnation { get; set; }

    /// <summary>Whether it has been stopped for longer than the session timeout.</summary>
    internal bool IsSessionOver { get; set; }

    /// <summary>Cancelled while it is stopped; a new one for each run.</summary>
    internal CancellationTokenSource Stopped { get; set; } = new();

    internal List<SimulatedLogDir> LogDirs { get; } = [];

    internal Dictionary<TopicPartition, SimulatedReplica> Logs { get; } = [];

    /// <summary>Logs with a future copy in another log dir.</summary>
    internal List<SimulatedReplica> MovingLogs { get; } = [];

    /// <summary>Copies that nobody wants any more.</summary>
    internal List<SimulatedReplica> Strays { get; } = [];

    /// <summary>Log dirs that AlterReplicaLogDirs named for replicas that do not exist yet.</summary>
    internal Dictionary<TopicPartition, SimulatedLogDir> PreferredLogDirs { get; } = [];
}
