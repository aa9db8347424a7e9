using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Cli.Input;

/// <summary>A cluster as a command works on it, wherever it was read from.</summary>
/// <param name="Snapshot">The cluster.</param>
/// <param name="Topology">Where its brokers sit.</param>
/// <param name="IsLive">Whether it was read over the network.</param>
/// <param name="TellsLeaders">Whether its leaders are the source's word; a reassignment file names none.</param>
/// <param name="LiveBrokersFrom">The file that lists the live brokers; null for a cluster that was read over the network.</param>
internal sealed record ClusterInput(
    ClusterSnapshot Snapshot, RackTopology Topology, bool IsLive, bool TellsLeaders, string? LiveBrokersFrom)
{
    /// <summary>The same cluster with one more warning, or as it is where there is none.</summary>
    public ClusterInput WithWarning(string? warning) =>
        warning is null ? this : this with { Snapshot = Snapshot with { Warnings = Snapshot.Warnings.Add(warning) } };
}
