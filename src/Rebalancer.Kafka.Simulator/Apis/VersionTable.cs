namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// Which versions each release offers (docs/wire.md, "Versions of releases"), cut to those that the messages here can write.
/// </summary>
internal static class VersionTable
{
    /// <summary>One range for each release, oldest first; null where the release lacks the API.</summary>
    public static (short Min, short Max)? Pick(
        SimulatedRelease release, (short, short)? zooKeeper24, (short, short)? zooKeeper39, (short, short)? kraft39,
        (short, short)? kraft43) => release switch
        {
            SimulatedRelease.ZooKeeper24 => zooKeeper24,
            SimulatedRelease.ZooKeeper39 => zooKeeper39,
            SimulatedRelease.KRaft39 => kraft39,
            _ => kraft43,
        };
}
