namespace Rebalancer.Cluster;

/// <summary>The one rule for what leader and in-sync replicas say about a partition's health; every reader uses it.</summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class HealthRule
{
    /// <summary>
    /// Derives <see cref="PartitionHealth.UnderReplicated"/>, <see cref="PartitionHealth.Leaderless"/> and
    /// <see cref="PartitionHealth.UnderMinIsr"/>.
    /// </summary>
    /// <remarks>
    /// Members count, not lengths: an ISR may name brokers that hold no replica (ZooKeeper's and the controller's views may differ). As
    /// Kafka counts since 2.5
    /// (KIP-352), a replica that is still being added is not missing; as <c>--under-min-isr-partitions</c> counts, a partition without
    /// leader has nobody in sync.
    /// </remarks>
    /// <param name="expected">The replicas that should be in sync: all but those that a reassignment is adding.</param>
    /// <param name="holders">All replicas, those being added or removed among them.</param>
    /// <param name="inSync">The in-sync replicas.</param>
    /// <param name="leader">The leader's broker id, or a negative number for none.</param>
    /// <param name="minInSyncReplicas">The topic's <c>min.insync.replicas</c>, or null where not known.</param>
    /// <returns>The flags; other flags are the source's to add.</returns>
    public static PartitionHealth Derive(
        ReadOnlySpan<int> expected, ReadOnlySpan<int> holders, ReadOnlySpan<int> inSync, int leader, int? minInSyncReplicas = null)
    {
        var health = leader < 0 ? PartitionHealth.Leaderless : PartitionHealth.Healthy;
        foreach (var replica in expected)
        {
            if (!inSync.Has(replica))
            {
                health |= PartitionHealth.UnderReplicated;
                break;
            }
        }

        return minInSyncReplicas is { } minimum && (leader < 0 || CountIn(holders, inSync) < minimum)
            ? health | PartitionHealth.UnderMinIsr : health;
    }

    /// <summary>
    /// The partition with or without <see cref="PartitionHealth.UnderMinIsr"/>; one in flight stays as its source says, which knows more.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="minInSyncReplicas">The topic's <c>min.insync.replicas</c>, at least 1.</param>
    public static PartitionSnapshot WithMinimum(PartitionSnapshot partition, int minInSyncReplicas) =>
        partition.Isr.IsDefault || partition.Health.HasFlag(PartitionHealth.Reassigning)
            ? partition
            : partition.WithHealth((partition.Health & ~PartitionHealth.UnderMinIsr)
                | Derive(default, partition.Replicas.Ids(), partition.Isr.Ids(), partition.Leader, minInSyncReplicas));

    private static int CountIn(ReadOnlySpan<int> holders, ReadOnlySpan<int> inSync)
    {
        var count = 0;
        foreach (var replica in holders)
        {
            count += inSync.Has(replica) ? 1 : 0;
        }

        return count;
    }
}
