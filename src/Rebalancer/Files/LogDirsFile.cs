using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;
using Rebalancer.Files.LogDirs;

namespace Rebalancer.Files;

/// <summary>Takes the sizes of partitions from what <c>kafka-log-dirs.sh --describe</c> prints, its header lines and all.</summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class LogDirsFile
{
    private const int Examples = 5;

    /// <summary>Reads a file and gives the cluster with its sizes.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="snapshot">The cluster.</param>
    /// <returns>The cluster with the size of each partition's largest replica; partitions that the file lacks keep what they had.</returns>
    /// <exception cref="InputException">The file is missing, is no such output, or tells of another cluster.</exception>
    public static ClusterSnapshot AddSizes(string path, ClusterSnapshot snapshot)
    {
        using var file = InputFile.Open(path);
        return AddSizes(file, snapshot);
    }

    /// <summary>Reads an open file and gives the cluster with its sizes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="snapshot">The cluster.</param>
    /// <returns>The cluster with the size of each partition's largest replica; partitions that the file lacks keep what they had.</returns>
    /// <exception cref="InputException">The file is no such output, or tells of another cluster.</exception>
    public static ClusterSnapshot AddSizes(InputFile file, ClusterSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(snapshot);
        var sizes = new PartitionSizes();
        foreach (var topic in snapshot.Topics)
        {
            sizes.AddTopic(topic.Name, [.. topic.Partitions.Select(p => new PartitionHolders(p.Partition, p.Replicas))]);
        }

        var strangers = new SortedSet<TopicPartition>();
        var replicas = 0L;
        var reader = new LogDirsJsonReader((partition, broker, bytes) =>
        {
            replicas++;
            if (!sizes.Add(partition, broker, DataSize.FromBytes(bytes)))
            {
                strangers.Add(partition);
            }
        });
        var notes = new List<string>();
        JsonDocuments.ReadOne(file, reader.Read, notes);
        ImmutableArray<TopicSnapshot> topics = [.. snapshot.Topics.Select(
            topic => topic with { Partitions = WithSizes(topic, sizes.Of(topic.Name)!) })];
        var known = topics.Sum(topic => topic.Partitions.Count(p => p.Size.IsKnown));
        if (replicas > 0 && strangers.Count > 0 && known == 0 && snapshot.PartitionCount > 0)
        {
            throw file.Fail($"it holds none of the cluster's partitions, but for example {strangers.Min}", "it belongs to another cluster");
        }

        var sized = snapshot with
        {
            Topics = topics,
            Warnings = [.. snapshot.Warnings, .. Warnings(file.Name, snapshot, reader, strangers, snapshot.PartitionCount - known)],
            Notes = [.. snapshot.Notes, .. notes],
        };
        SizeTotal.Require(file, sized);
        return sized;
    }

    private static ImmutableArray<PartitionSnapshot> WithSizes(TopicSnapshot topic, IReadOnlyList<DataSize> sizes) =>
        [.. topic.Partitions.Select((p, i) => sizes[i].IsKnown ? p.WithSize(sizes[i]) : p)];

    private static IEnumerable<string> Warnings(
        string name, ClusterSnapshot snapshot, LogDirsJsonReader reader, SortedSet<TopicPartition> strangers, int unknown)
    {
        int[] missing = [.. snapshot.Brokers.Select(broker => broker.Id).Where(id => !reader.Brokers.Contains(id))];
        if (missing.Length > 0)
        {
            yield return $"{name} does not mention {InputText.Count(missing.Length, "live broker")}: "
                + $"{InputText.List(missing, Examples)}. Sizes come from the other replicas.";
        }

        if (reader.Errors.Count > 0)
        {
            yield return $"{name}: {InputText.Count(reader.Errors.Count, "log dir")} could not be read when it was made: "
                + $"{InputText.List(reader.Errors, Examples)}.";
        }

        if (strangers.Count > 0)
        {
            yield return $"{name} has {InputText.Count(strangers.Count, "partition")} that the cluster does not have: "
                + $"{InputText.List(strangers, Examples)}.";
        }

        if (unknown > 0)
        {
            yield return $"The {(unknown == 1 ? "size" : "sizes")} of {InputText.Count(unknown, "partition")} "
                + $"{(unknown == 1 ? "is" : "are")} still not known.";
        }
    }
}
