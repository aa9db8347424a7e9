using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Execution.Elections;

/// <summary>Elections in small groups: a new leader has cold caches and gets all clients of its partitions at once.</summary>
internal static class ElectionGroups
{
    private const int MostInGroup = 50;
    private const int MostPerLeader = 10;

    /// <summary>
    /// Splits partitions into few groups, the leaders with the most first, such that none has more than 50 partitions or more than 10 for
    /// one new leader.
    /// </summary>
    public static List<List<(TopicPartition Partition, int Leader)>> Split(IEnumerable<(TopicPartition Partition, int Leader)> partitions)
    {
        var queues = partitions.GroupBy(p => p.Leader)
            .OrderBy(g => g.Key).Select(g => new Queue<(TopicPartition, int)>(g.OrderBy(p => p.Partition))).ToList();
        List<List<(TopicPartition, int)>> groups = [];
        while (queues.Count > 0)
        {
            List<(TopicPartition, int)> group = [];
            foreach (var queue in queues.OrderByDescending(q => q.Count))
            {
                for (var i = 0; i < MostPerLeader && group.Count < MostInGroup && queue.TryDequeue(out var partition); i++)
                {
                    group.Add(partition);
                }
            }

            queues.RemoveAll(q => q.Count == 0);
            groups.Add(group);
        }

        return groups;
    }
}
