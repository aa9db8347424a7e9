namespace Rebalancer.Kafka.Simulator;

/// <summary>Which Kafka a simulated cluster behaves like; each was watched on real brokers.</summary>
public enum SimulatedRelease
{
    /// <summary>Kafka 2.4.1 with ZooKeeper: one controller broker, slow large calls, throttle rates that cannot be read back.</summary>
    ZooKeeper24,

    /// <summary>Kafka 3.9.2 with ZooKeeper.</summary>
    ZooKeeper39,

    /// <summary>Kafka 3.9.2 with KRaft: a reassignment ends when all of the target is in sync.</summary>
    KRaft39,

    /// <summary>
    /// Kafka 4.3.1 with KRaft: kept replicas may lag at the end (KAFKA-19975), eligible leader replicas, replication factor guard
    /// (KIP-860), cordoned log dirs.
    /// </summary>
    KRaft43,
}

/// <summary>What follows from a release.</summary>
internal static class SimulatedReleaseExtensions
{
    public static bool IsKRaft(this SimulatedRelease release) => release is SimulatedRelease.KRaft39 or SimulatedRelease.KRaft43;

    public static bool HasEligibleLeaderReplicas(this SimulatedRelease release) => release is SimulatedRelease.KRaft43;

    public static bool HasTopicIds(this SimulatedRelease release) => release is not SimulatedRelease.ZooKeeper24;
}
