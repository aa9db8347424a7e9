using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.TestKit;

/// <summary>The cluster that a plan leads to.</summary>
public static class PlannedCluster
{
    /// <summary>
    /// The request for the same cluster once <paramref name="plan"/> has been carried out: every replica in sync, the preferred leader
    /// leads.
    /// </summary>
    public static PlanRequest After(PlanRequest request, PlanOutcome plan)
    {
        var after = plan.Changes.ToDictionary(c => c.TopicPartition, c => c.After);
        var topics = request.Snapshot.Topics.Select(t => t with
        {
            Partitions = [.. t.Partitions.Select(p => after.TryGetValue(new(t.Name, p.Partition), out var replicas)
                ? new PartitionSnapshot(p.Partition, replicas, replicas[0], default, p.Size)
                : p)],
        });
        return request with { Snapshot = request.Snapshot with { Topics = [.. topics] } };
    }
}
