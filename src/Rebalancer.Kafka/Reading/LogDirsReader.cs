using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Reading;

/// <summary>What the log dirs told.</summary>
/// <param name="Sizes">The largest replica's log size of each partition, by topic and then by the partition's place among the topic's partitions; empty where no log dir was asked.</param>
/// <param name="Cordoned">Brokers whose log dirs are all cordoned.</param>
/// <param name="UsableBytes">Free bytes by broker.</param>
internal sealed record LogDirsReading(IReadOnlyDictionary<string, long[]> Sizes, IReadOnlySet<int> Cordoned, IReadOnlyDictionary<int, long> UsableBytes)
{
    public static LogDirsReading None { get; } = new(new Dictionary<string, long[]>(), new HashSet<int>(), new Dictionary<int, long>());
}

/// <summary>Asks all live brokers for their log dirs, in parallel.</summary>
internal static class LogDirsReader
{
    /// <summary>Two dirs whose volumes have the same size and whose free bytes differ by less than this share of it are taken for one volume: Kafka tells no volume id.</summary>
    private const double SameVolumeShare = 0.001;

    public static async Task<LogDirsReading> ReadAsync(IClusterAdmin admin, ClusterDescription cluster, TopicsReading topology, ImmutableArray<string>.Builder warnings, CancellationToken cancellationToken)
    {
        var brokers = await admin.DescribeLogDirsAsync([.. cluster.Brokers.Select(b => b.Id)], null, cancellationToken).ConfigureAwait(false);
        var topics = topology.Topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var sizes = topology.Topics.ToDictionary(t => t.Name, EmptySizes, StringComparer.Ordinal);
        var cordoned = new HashSet<int>();
        var usable = new Dictionary<int, long>();
        foreach (var broker in brokers.OrderBy(b => b.BrokerId))
        {
            var name = Name(cluster, broker.BrokerId);
            if (broker.Error is { } error)
            {
                warnings.Add($"{name} did not tell its log dirs: {error}. Sizes come from the other replicas; free space and whether it is cordoned are not known.");
                continue;
            }

            if (broker.LogDirs.Count == 0)
            {
                // DescribeLogDirs v0 to v2 answers a missing permission with an empty list and no error
                warnings.Add($"{name} told no log dirs. Perhaps the permission DESCRIBE on CLUSTER is missing.");
                continue;
            }

            foreach (var dir in broker.LogDirs.Where(d => d.Error is not null))
            {
                warnings.Add($"{name} has an offline log dir, {dir.Path}: {dir.Error}");
            }

            var good = broker.LogDirs.Where(d => d.Error is null).ToList();
            if (good.Count > 0 && good.All(d => d.IsCordoned))
            {
                cordoned.Add(broker.BrokerId);
            }

            if (good.Count > 0 && good.All(d => d.UsableBytes >= 0))
            {
                usable[broker.BrokerId] = Usable(good);
            }

            KeepLargest(sizes, topics, broker.BrokerId, good);
        }

        return new LogDirsReading(sizes, cordoned, usable);
    }

    private static long[] EmptySizes(TopicDescription topic)
    {
        var sizes = new long[topic.Partitions.Count];
        Array.Fill(sizes, PartitionSnapshot.UnknownSize);
        return sizes;
    }

    private static void KeepLargest(Dictionary<string, long[]> sizes, Dictionary<string, TopicDescription> topics, int broker, List<LogDir> dirs)
    {
        foreach (var replica in dirs.SelectMany(d => d.Replicas))
        {
            // neither the copy that a move between dirs makes nor what an ended reassignment left behind is a replica
            if (!replica.IsFuture && topics.TryGetValue(replica.TopicPartition.Topic, out var topic)
                && IndexOf(topic.Partitions, replica.TopicPartition.Partition) is >= 0 and var index && topic.Partitions[index].Replicas.Contains(broker))
            {
                var ofTopic = sizes[topic.Name];
                ofTopic[index] = Math.Max(ofTopic[index], replica.SizeBytes);
            }
        }
    }

    private static int IndexOf(IReadOnlyList<PartitionDescription> partitions, int number)
    {
        if (number >= 0 && number < partitions.Count && partitions[number].Partition == number)
        {
            return number; // always so, unless metadata left one out
        }

        for (var i = 0; i < partitions.Count; i++)
        {
            if (partitions[i].Partition == number)
            {
                return i;
            }
        }

        return -1;
    }

    private static long Usable(List<LogDir> dirs)
    {
        var volumes = new List<LogDir>();
        foreach (var dir in dirs)
        {
            if (!volumes.Any(v => v.TotalBytes == dir.TotalBytes && Math.Abs(v.UsableBytes - dir.UsableBytes) <= v.TotalBytes * SameVolumeShare))
            {
                volumes.Add(dir);
            }
        }

        return volumes.Sum(v => v.UsableBytes);
    }

    private static string Name(ClusterDescription cluster, int id) =>
        cluster.Brokers.FirstOrDefault(b => b.Id == id) is { } broker ? $"Broker {id} ({broker.Host})" : $"Broker {id}";
}
