using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Cli.Input;

/// <summary>Notices partitions for which another replication factor was asked, and which other options leave as they are.</summary>
internal static class KeptFactors
{
    private const int Named = 5;

    /// <summary>One line that counts them, or null.</summary>
    /// <param name="options">What is asked.</param>
    /// <param name="namesTopics">Whether topics were given their factors by name, and so also those that are not selected.</param>
    /// <param name="snapshot">The cluster.</param>
    public static string? Warning(PlanOptions options, bool namesTopics, ClusterSnapshot snapshot)
    {
        if (options.ReplicationFactorOf is not { } factorOf)
        {
            return null;
        }

        List<TopicPartition> kept = [];
        foreach (var topic in snapshot.Topics)
        {
            var isSelected = options.TopicFilter?.Invoke(topic.Name) ?? true;
            if ((isSelected || namesTopics) && factorOf(topic.Name) is { } factor)
            {
                kept.AddRange(topic.Partitions.Where(p => p.Replicas.Length != factor)
                    .Select(p => new TopicPartition(topic.Name, p.Partition))
                    .Where(p => !isSelected || (options.PinFilter?.Invoke(p) ?? false)));
            }
        }

        return kept.Count == 0
            ? null
            : $"{InputText.Count(kept.Count, "partition")} {(kept.Count == 1 ? "keeps its" : "keep their")} replication factor "
                + $"although a different one was asked for: {(kept.Count == 1 ? "it is" : "they are")} pinned or not selected "
                + $"({InputText.List([.. kept.Select(p => p.ToString())], Named)}).";
    }
}
