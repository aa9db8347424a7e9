using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>Finds the partitions that a plan's entries name.</summary>
internal static class PlannedLists
{
    /// <summary>
    /// The plan's entry for each partition, counted through topic by topic; null where the plan has none or a wrong one.
    /// </summary>
    public static PartitionChange?[] Read(
        TopicRules[] rules,
        IEnumerable<PartitionChange> proposals,
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

        var planned = new PartitionChange?[count];
        var named = new bool[count];
        var last = (Rules: (TopicRules?)null, First: 0);
        foreach (var proposal in proposals)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var topicPartition = proposal.TopicPartition;

            // Entries mostly come topic by topic.
            (TopicRules? Rules, int First) topic = last;
            if (topic.Rules is null || !ReferenceEquals(topic.Rules.Topic.Name, topicPartition.Topic))
            {
                if (topicPartition.Topic is null || !topics.TryGetValue(topicPartition.Topic, out topic!))
                {
                    TellNoTopic(findings, topicPartition);
                    continue;
                }

                last = topic;
            }

            var partitions = topic.Rules!.Topic.Partitions;
            var index = Find(partitions, topicPartition.Partition);
            if (index < 0)
            {
                TellNoPartition(findings, topicPartition);
                continue;
            }

            if (named[topic.First + index])
            {
                TellTwice(findings, topicPartition);
                continue;
            }

            named[topic.First + index] = true;
            if (check.Check(topicPartition, topic.Rules, partitions[index], proposal.Before, proposal.After))
            {
                planned[topic.First + index] = proposal;
            }
        }

        return planned;
    }

    // A closure is made where the scope of what it captures begins, needed or not: what is rarely told has methods of its own.
    private static void TellNoTopic(FindingList findings, TopicPartition name) =>
        findings.Add(FindingSeverity.Error, "unknown-topic", name, () => $"There is no topic '{name.Topic}'.");

    private static void TellNoPartition(FindingList findings, TopicPartition name) => findings.Add(
        FindingSeverity.Error, "unknown-partition", name, () => $"Topic '{name.Topic}' has no partition {name.Partition}.");

    private static void TellTwice(FindingList findings, TopicPartition name) =>
        findings.Add(FindingSeverity.Error, "duplicate-partition", name, () => $"{name} is named more than once.");

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
