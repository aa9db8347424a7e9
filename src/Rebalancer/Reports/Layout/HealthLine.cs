using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports.Layout;

/// <summary>Says in one line how many partitions are not healthy.</summary>
internal static class HealthLine
{
    /// <summary>The line; nothing where all are healthy.</summary>
    public static string[] Of(ImmutableArray<HealthCount> health)
    {
        var counts = health.Select(h => $"{Quantity.Count(h.Partitions)} {Words(h.State)}");
        return health.IsEmpty ? [] : [$"Not healthy: {string.Join(", ", counts)}."];
    }

    private static string Words(PartitionHealth state) => state switch
    {
        PartitionHealth.UnderReplicated => "under-replicated",
        PartitionHealth.Leaderless => "without leader",
        PartitionHealth.OfflineReplica => "with an offline replica",
        PartitionHealth.UnderMinIsr => "under min.insync.replicas",
        PartitionHealth.Reassigning => "being reassigned",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
