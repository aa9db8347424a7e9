namespace Rebalancer.Cluster;

/// <summary>What a partition shows of who is up.</summary>
internal static class SignsOfLife
{
    /// <summary>
    /// Whether its in-sync replicas are up. Of a partition without leader Kafka keeps the last ones: they are down, all of them.
    /// </summary>
    public static bool TellsWhoIsUp(this in PartitionSnapshot partition) =>
        partition.Leader != PartitionSnapshot.NoLeader && !partition.Isr.IsDefault;
}
