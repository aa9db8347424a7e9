using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Reading;

/// <summary>What the log dirs told.</summary>
/// <param name="Sizes">The sizes of partitions; none where no log dir was asked.</param>
/// <param name="Cordoned">Brokers whose log dirs are all cordoned.</param>
/// <param name="UsableBytes">Free bytes by broker.</param>
internal sealed record LogDirsReading(PartitionSizes Sizes, IReadOnlySet<int> Cordoned, IReadOnlyDictionary<int, long> UsableBytes)
{
    public static LogDirsReading None { get; } = new(new PartitionSizes(), new HashSet<int>(), new Dictionary<int, long>());
}

/// <summary>Asks all live brokers for their log dirs, in parallel.</summary>
internal static class LogDirsReader
{
    public static async Task<LogDirsReading> ReadAsync(
        IClusterAdmin admin, ClusterDescription cluster, TopicsReading topology, ImmutableArray<string>.Builder warnings,
            CancellationToken cancellationToken)
    {
        var brokers = await admin.DescribeLogDirsAsync([.. cluster.Brokers.Select(b => b.Id)], null, cancellationToken)
            .ConfigureAwait(false);
        var sizes = new PartitionSizes();
        foreach (var topic in topology.Topics)
        {
            sizes.AddTopic(topic.Name, [.. topic.Partitions.Select(p => new PartitionHolders(p.Partition, p.Replicas))]);
        }

        var cordoned = new HashSet<int>();
        var usable = new Dictionary<int, long>();
        foreach (var broker in brokers.OrderBy(b => b.BrokerId))
        {
            var name = Name(cluster, broker.BrokerId);
            if (broker.Error is { } error)
            {
                warnings.Add($"{name} did not report its log dirs: {error}. Sizes come from the other replicas; free space and whether "
                    + "it is cordoned are not known.");
                continue;
            }

            if (broker.LogDirs.Count == 0)
            {
                // DescribeLogDirs v0 to v2 answers a missing permission with an empty list and no error
                warnings.Add($"{name} reported no log dirs. Perhaps the permission DESCRIBE on CLUSTER is missing.");
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
                usable[broker.BrokerId] = LogDirVolumes.Distinct(good).Sum(v => v.UsableBytes);
            }

            // The copy that a move between dirs is making is no replica yet.
            foreach (var replica in good.SelectMany(d => d.Replicas).Where(r => !r.IsFuture))
            {
                sizes.Add(replica.TopicPartition, broker.BrokerId, DataSize.FromBytes(replica.SizeBytes));
            }
        }

        return new LogDirsReading(sizes, cordoned, usable);
    }

    private static string Name(ClusterDescription cluster, int id) =>
        cluster.Brokers.FirstOrDefault(b => b.Id == id) is { } broker ? $"Broker {id} ({broker.Host})" : $"Broker {id}";
}
