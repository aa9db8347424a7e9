using System.Globalization;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>Many things in one sentence: five examples and a count, never one line each.</summary>
internal static class FewOfMany
{
    /// <summary>How many are named.</summary>
    public const int Most = 5;

    /// <summary>Such as <c>t-0, t-1 and 37 more</c>; empty for none.</summary>
    public static string Text(IReadOnlyCollection<TopicPartition> partitions) =>
        Text([.. partitions.Order().Take(Most).Select(p => p.ToString())], partitions.Count);

    /// <summary>The same of anything.</summary>
    /// <param name="first">The first of them; not more than <see cref="Most"/> are named.</param>
    /// <param name="count">How many there are.</param>
    public static string Text(IReadOnlyCollection<string> first, int count)
    {
        var named = string.Join(", ", first.Take(Most));
        return count > Most ? string.Create(CultureInfo.InvariantCulture, $"{named} and {count - Most} more") : named;
    }
}
