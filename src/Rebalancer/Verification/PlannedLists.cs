using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>Finds the partitions that a plan's entries name.</summary>
internal static class PlannedLists
{
    /// <summary>
    /// The planned list of each partition, counted through topic by topic; <c>default</c> where the plan has none or a wrong one.
    /// </summary>
    public static ImmutableArray<int>[] Read(
        TopicRules[] rules,
        IEnumerable<(TopicPartition TopicPartition, ImmutableArray<int> Before, ImmutableArray<int> After)> proposals,
        ProposalCheck check,
        FindingList findings,
        CancellationToken cancellationToken)
    {
        var topics = new Dictionary<string, (TopicRules Rules, int First)>(StringComparer.Ordinal);
        var count = 0;
        foreach (var topic in rules)
        {
            topics[topic.Topic.Name] = (topic, count);
            count += topic.Topic.Partitions.Length;
        }

        var planned = new ImmutableArray<int>[count];
        var named = new bool[count];
        foreach (var (topicPartition, before, after) in proposals)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (topicPartition.Topic is null || !topics.TryGetValue(topicPartition.Topic, out var topic))
            {
                findings.Add(FindingSeverity.Error, "unknown-topic", topicPartition, () => $"There is no topic '{topicPartition.Topic}'.");
                continue;
            }

            var partitions = topic.Rules.Topic.Partitions;
            var index = Find(partitions, topicPartition.Partition);
            if (index < 0)
            {
                findings.Add(
                    FindingSeverity.Error,
                    "unknown-partition",
                    topicPartition,
                    () => $"Topic '{topicPartition.Topic}' has no partition {topicPartition.Partition}.");
                continue;
            }

            if (named[topic.First + index])
            {
                findings.Add(
                    FindingSeverity.Error, "duplicate-partition", topicPartition, () => $"{topicPartition} is named more than once.");
                continue;
            }

            named[topic.First + index] = true;
            if (check.Check(topicPartition, topic.Rules, partitions[index], before, after))
            {
                planned[topic.First + index] = after;
            }
        }

        return planned;
    }

    private static int Find(ImmutableArray<PartitionSnapshot> partitions, int number)
    {
        if ((uint)number < (uint)partitions.Length && partitions[number].Partition == number)
        {
            return number;
        }

        var (low, high) = (0, partitions.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = partitions[middle].Partition;
            if (found == number)
            {
                return middle;
            }

            (low, high) = found < number ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
