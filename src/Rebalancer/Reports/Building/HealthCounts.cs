using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports.Building;

/// <summary>Counts the partitions that are not healthy.</summary>
internal static class HealthCounts
{
    private static readonly PartitionHealth[] s_states =
        [.. Enum.GetValues<PartitionHealth>().Where(state => state != PartitionHealth.Healthy)];

    /// <summary>How many partitions are in each state that is not healthy; states without partitions are left out.</summary>
    public static ImmutableArray<HealthCount> Of(ClusterSnapshot snapshot)
    {
        var counts = new int[s_states.Length];
        foreach (var topic in snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                for (var i = 0; partition.Health != PartitionHealth.Healthy && i < counts.Length; i++)
                {
                    counts[i] += partition.Health.HasFlag(s_states[i]) ? 1 : 0;
                }
            }
        }

        return [.. s_states.Zip(counts, (state, count) => new HealthCount(state, count)).Where(h => h.Partitions > 0)];
    }
}
