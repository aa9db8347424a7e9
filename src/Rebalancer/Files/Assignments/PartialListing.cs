using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Files.Assignments;

/// <summary>Finds signs that a file holds only a part of a cluster, so that every load counted from it would be wrong.</summary>
internal static class PartialListing
{
    private const int Examples = 5;

    /// <param name="fileName">What messages call the file.</param>
    /// <param name="topics">What it holds.</param>
    /// <param name="partitionCounts">How many partitions each topic has, where topic lines tell.</param>
    /// <param name="deleted">Topics that were left out.</param>
    /// <param name="option">An option, pasted with the output, that lists a part; or null.</param>
    public static IEnumerable<string> Warnings(
        string fileName, ImmutableArray<TopicSnapshot> topics, IReadOnlyDictionary<string, int> partitionCounts,
            IReadOnlySet<string> deleted, string? option)
    {
        if (option is not null)
        {
            yield return $"{fileName} was listed with {option}, so it may hold only a part of the cluster; every load is wrong then.";
        }

        var found = topics.ToDictionary(topic => topic.Name, topic => topic.Partitions.Length, StringComparer.Ordinal);
        string[] incomplete =
        [
            .. partitionCounts.Where(entry => !deleted.Contains(entry.Key) && found.GetValueOrDefault(entry.Key) != entry.Value)
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{entry.Key} ({found.GetValueOrDefault(entry.Key)} of {entry.Value})"),
        ];
        if (incomplete.Length > 0)
        {
            yield return $"{fileName} does not hold all partitions of "
                + $"{InputText.Count(incomplete.Length, "topic")}: {InputText.List(incomplete, Examples)}. "
                + "Perhaps the output was filtered or cut off; every load is wrong then.";
        }

        var headless = topics.Where(topic => !partitionCounts.ContainsKey(topic.Name)).ToArray();
        var isDescription = partitionCounts.Count > 0 || topics.Any(topic => topic.Partitions.Any(p => !p.Isr.IsDefault));
        var missing = Gaps(topics.Where(
            topic => !partitionCounts.TryGetValue(topic.Name, out var count) || count == topic.Partitions.Length));
        if (isDescription && headless.Length > 0)
        {
            yield return $"{fileName} has no \"PartitionCount\" line for "
                + $"{InputText.Count(headless.Length, "topic")}, as in a listing of a part "
                + $"(--under-replicated-partitions, for example). {missing}Every load is wrong if the cluster has more than this.";
        }
        else if (missing.Length > 0)
        {
            yield return OfPart(fileName, missing);
        }
    }

    /// <summary>The warning of a file that tells no numbers of partitions; null where none is missing in between.</summary>
    /// <param name="fileName">What messages call the file.</param>
    /// <param name="topics">What it holds.</param>
    public static string? Warning(string fileName, IEnumerable<TopicSnapshot> topics) =>
        Gaps(topics) is { Length: > 0 } missing ? OfPart(fileName, missing) : null;

    private static string OfPart(string fileName, string missing) =>
        $"{fileName} seems to hold only a part of the cluster. {missing}Every load is wrong then.";

    private static string Gaps(IEnumerable<TopicSnapshot> topics)
    {
        var gaps = topics.Where(topic => !topic.Partitions.IsEmpty && topic.Partitions[^1].Partition >= topic.Partitions.Length)
            .Select(topic => $"{topic.Name} has {InputText.List([.. topic.Partitions.Select(p => p.Partition)], Examples)}").ToArray();
        return gaps.Length == 0 ? "" : $"Partitions are missing in between: {InputText.List(gaps, Examples)}. ";
    }
}
