namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>What a handler knows beside the request itself.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Broker">Who was asked.</param>
/// <param name="Version">The request's version.</param>
/// <param name="CancellationToken">Ends with the connection.</param>
internal sealed record RequestContext(SimulatedCluster Cluster, SimulatedBroker Broker, short Version, CancellationToken CancellationToken)
{
    public SimulatedRelease Release => Cluster.Options.Release;

    /// <summary>What stands for "no error message" in this release's answers to 45 and 46.</summary>
    public string? NoMessage => Release.IsKRaft() ? null : "";
}
