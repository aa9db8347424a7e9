using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>Tells what a partition's data can be copied from.</summary>
internal sealed class LiveSources(ClusterSnapshot snapshot, VerifiedCluster cluster)
{
    private readonly HashSet<int> _listedAlive = [.. snapshot.Brokers.Select(b => b.Id)];

    /// <summary>Whether a replica is on a live broker, or on one that is named as dead while it is in sync.</summary>
    public bool AnyReplica(in PartitionSnapshot partition) => Any(partition.Replicas, partition);

    /// <summary>Whether there is a leader, and an in-sync replica to copy from where these are known.</summary>
    public bool AnyInSync(in PartitionSnapshot partition) =>
        partition.Leader != PartitionSnapshot.NoLeader && (partition.Isr.IsDefault || Any(partition.Isr, partition));

    private bool Any(ImmutableArray<int> brokers, in PartitionSnapshot partition)
    {
        foreach (var id in brokers.Ids())
        {
            if (cluster.IndexOf(id) >= 0 || (!partition.Isr.IsDefault && partition.Isr.Contains(id) && _listedAlive.Contains(id)))
            {
                return true;
            }
        }

        return false;
    }
}
