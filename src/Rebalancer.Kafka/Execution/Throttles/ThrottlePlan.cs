using System.Collections.Immutable;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>
/// Which entries the lists of each topic need for what runs: all present replicas as leaders, only the destinations as followers.
/// </summary>
/// <remarks>
/// Any replica can become leader in mid-move, so all are listed. A follower that is in sync must not be listed: it would be held back after
/// the next election.
/// </remarks>
internal static class ThrottlePlan
{
    /// <summary>Our entries by topic, sorted by partition and broker; topics without a copy are absent.</summary>
    public static SortedDictionary<string, (ImmutableArray<string> Leaders, ImmutableArray<string> Followers)> Entries(
        IEnumerable<MoveStep> steps)
    {
        var result = new SortedDictionary<string, (ImmutableArray<string>, ImmutableArray<string>)>(StringComparer.Ordinal);
        foreach (var topic in steps.Where(s => !s.Destinations.IsEmpty).GroupBy(s => s.TopicPartition.Topic, StringComparer.Ordinal))
        {
            var ordered = topic.OrderBy(s => s.TopicPartition.Partition).ToArray();
            result[topic.Key] = (
                [.. ordered.SelectMany(s => s.From.Order().Select(b => ThrottledReplicas.Entry(s.TopicPartition.Partition, b)))],
                [.. ordered.SelectMany(s => s.Destinations.Order().Select(b => ThrottledReplicas.Entry(s.TopicPartition.Partition, b)))]);
        }

        return result;
    }

    /// <summary>Brokers that need a rate: everyone who may give or take.</summary>
    public static ImmutableSortedSet<int> Brokers(IEnumerable<MoveStep> steps) =>
        [.. steps.Where(s => !s.Destinations.IsEmpty).SelectMany(s => s.From.Concat(s.Destinations))];
}
