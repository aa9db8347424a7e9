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

/// <summary>
/// Asks all live brokers for their log dirs, some at a time: the answers of all together would take more memory than all that is kept of
/// them.
/// </summary>
/// <remarks>A broker that is slow holds no other one up, and what is told does not depend on who answers first.</remarks>
internal sealed class LogDirsReader
{
    /// <summary>Answers that are under way at once: with a thousand brokers some seconds of round trips, in memory some 100 MB.</summary>
    private const int AtOnce = 16;

    private readonly ClusterDescription _cluster;
    private readonly PartitionSizes _sizes = new();
    private readonly HashSet<int> _cordoned = [];
    private readonly Dictionary<int, long> _usable = [];
    private readonly SortedDictionary<int, List<string>> _warnings = [];

    private LogDirsReader(ClusterDescription cluster, TopicsReading topology)
    {
        _cluster = cluster;
        foreach (var topic in topology.Topics)
        {
            _sizes.AddTopic(topic.Name, [.. topic.Partitions.Select(p => new PartitionHolders(p.Partition, p.Replicas))]);
        }
    }

    public static async Task<LogDirsReading> ReadAsync(
        IClusterAdmin admin, ClusterDescription cluster, TopicsReading topology, ImmutableArray<string>.Builder warnings,
            CancellationToken cancellationToken)
    {
        var reader = new LogDirsReader(cluster, topology);
        var waiting = new Queue<int>(cluster.Brokers.Select(b => b.Id));
        var asked = new List<Task<IReadOnlyList<BrokerLogDirs>>>();
        while (waiting.Count > 0 || asked.Count > 0)
        {
            while (asked.Count < AtOnce && waiting.TryDequeue(out var broker))
            {
                asked.Add(admin.DescribeLogDirsAsync([broker], null, cancellationToken));
            }

            var answer = await Task.WhenAny(asked).ConfigureAwait(false);
            asked.Remove(answer);
            foreach (var broker in await answer.ConfigureAwait(false))
            {
                reader.Take(broker);
            }
        }

        warnings.AddRange(reader._warnings.Values.SelectMany(w => w));
        return new LogDirsReading(reader._sizes, reader._cordoned, reader._usable);
    }

    private void Take(BrokerLogDirs broker)
    {
        var name = Name(_cluster, broker.BrokerId);
        var warnings = _warnings[broker.BrokerId] = [];
        if (broker.Error is { } error)
        {
            warnings.Add($"{name} did not report its log dirs: {error}. Sizes come from the other replicas; free space and whether "
                + "it is cordoned are not known.");
            return;
        }

        if (broker.LogDirs.Count == 0)
        {
            // DescribeLogDirs v0 to v2 answers a missing permission with an empty list and no error
            warnings.Add($"{name} reported no log dirs. Perhaps the permission DESCRIBE on CLUSTER is missing.");
            return;
        }

        foreach (var dir in broker.LogDirs.Where(d => d.Error is not null))
        {
            warnings.Add($"{name} has an offline log dir, {dir.Path}: {dir.Error}");
        }

        var good = broker.LogDirs.Where(d => d.Error is null).ToList();
        if (good.Count > 0 && good.All(d => d.IsCordoned))
        {
            _cordoned.Add(broker.BrokerId);
        }

        if (good.Count > 0 && good.All(d => d.UsableBytes >= 0))
        {
            _usable[broker.BrokerId] = LogDirVolumes.Distinct(good).Sum(v => v.UsableBytes);
        }

        // The copy that a move between dirs is making is no replica yet.
        foreach (var replica in good.SelectMany(d => d.Replicas).Where(r => !r.IsFuture))
        {
            _sizes.Add(replica.TopicPartition, broker.BrokerId, DataSize.FromBytes(replica.SizeBytes));
        }
    }

    private static string Name(ClusterDescription cluster, int id) =>
        cluster.Brokers.FirstOrDefault(b => b.Id == id) is { } broker ? $"Broker {id} ({broker.Host})" : $"Broker {id}";
}
