using System.Globalization;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Lists of partitions in a sentence: five examples and a count, never one line a partition.</summary>
internal static class NamedPartitions
{
    private const int MostNamed = 5;

    /// <summary>Such as <c>t-0, t-1 and 37 more</c>; empty for none.</summary>
    public static string Text(IReadOnlyCollection<TopicPartition> partitions)
    {
        var named = string.Join(", ", partitions.Order().Take(MostNamed));
        return partitions.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"{named} and {partitions.Count - MostNamed} more") : named;
    }
}
