namespace Rebalancer.Cluster;

/// <summary>What is wrong with a partition at the moment of the snapshot; flags.</summary>
[Flags]
public enum PartitionHealth
{
    /// <summary>Nothing is wrong, or the source does not say.</summary>
    Healthy = 0,

    /// <summary>Fewer in-sync replicas than replicas.</summary>
    UnderReplicated = 1,

    /// <summary>The partition has no leader.</summary>
    Leaderless = 2,

    /// <summary>At least one replica is on an offline broker or log dir.</summary>
    OfflineReplica = 4,

    /// <summary>Fewer in-sync replicas than the topic's <c>min.insync.replicas</c>.</summary>
    UnderMinIsr = 8,

    /// <summary>A reassignment of the partition was in flight; the snapshot holds its target.</summary>
    Reassigning = 16,
}
