using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Reading;
using Rebalancer.Planning;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>What the gates need beside metadata: minimum ISR of the plan's topics, and the log dirs of the brokers.</summary>
internal sealed class ClusterFacts
{
    private readonly Dictionary<string, ConfigDescription> _configs;
    private readonly Dictionary<int, BrokerLogDirs> _logDirs;
    private readonly Lazy<Dictionary<(TopicPartition Partition, int Broker), long>> _replicaSizes;

    private ClusterFacts(IEnumerable<ConfigDescription> configs, IEnumerable<BrokerLogDirs> logDirs)
    {
        _configs = configs.ToDictionary(c => c.Resource.Name, StringComparer.Ordinal);
        _logDirs = logDirs.ToDictionary(d => d.BrokerId);
        _replicaSizes = new(ReplicaSizes);
    }

    public IReadOnlyCollection<ConfigDescription> TopicConfigs => _configs.Values;

    public static async Task<ClusterFacts> ReadAsync(
        IClusterAdmin admin, ImmutableArray<PartitionChange> changes, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        var topics = changes.Select(c => c.TopicPartition.Topic).Distinct(StringComparer.Ordinal).Select(ConfigResource.Topic).ToArray();
        var configs = topics.Length == 0
            ? []
            : await admin.DescribeConfigsAsync(topics, [TopicConfigsReader.MinInSyncReplicas], cancellationToken).ConfigureAwait(false);
        var live = cluster.Brokers.Select(b => b.Id).ToHashSet();
        var named = changes.SelectMany(c => c.Before.Concat(c.After)).Where(live.Contains).Distinct().Order().ToArray();
        var partitions = changes.Select(c => c.TopicPartition).ToArray();
        var dirs = named.Length == 0 ? [] : await admin.DescribeLogDirsAsync(named, partitions, cancellationToken).ConfigureAwait(false);
        return new ClusterFacts(configs, dirs);
    }

    public int? MinIsr(string topic) =>
        _configs.TryGetValue(topic, out var config)
            && config.Entries.TryGetValue(TopicConfigsReader.MinInSyncReplicas, out var value)
            && int.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var minimum) ? minimum : null;

    public BrokerLogDirs? LogDirs(int broker) => _logDirs.GetValueOrDefault(broker);

    /// <summary>
    /// The size of a replica on a broker: 0 where the broker told all that it has and that is not among it, null where it is not known.
    /// </summary>
    public long? ReplicaSize(TopicPartition partition, int broker) =>
        _replicaSizes.Value.TryGetValue((partition, broker), out var bytes) ? bytes : LogDirs(broker) is { IsWhole: true } ? 0 : null;

    /// <summary>The size of a replica on a broker, as of this look; null where it is not known.</summary>
    public SeenSize? Seen(TopicPartition partition, int broker) =>
        ReplicaSize(partition, broker) is { } bytes ? new SeenSize(bytes, TimeSpan.Zero) : null;

    private Dictionary<(TopicPartition Partition, int Broker), long> ReplicaSizes()
    {
        Dictionary<(TopicPartition, int), long> sizes = [];
        foreach (var broker in _logDirs.Values)
        {
            foreach (var replica in broker.LogDirs.SelectMany(d => d.Replicas).Where(r => !r.IsFuture))
            {
                sizes[(replica.TopicPartition, broker.BrokerId)] = replica.SizeBytes;
            }
        }

        return sizes;
    }

    /// <summary>The largest replica of a partition, or null where no broker told one.</summary>
    public Dictionary<TopicPartition, long> Sizes()
    {
        Dictionary<TopicPartition, long> sizes = [];
        foreach (var replica in _logDirs.Values.SelectMany(d => d.LogDirs).SelectMany(d => d.Replicas).Where(r => !r.IsFuture))
        {
            sizes[replica.TopicPartition] = Math.Max(sizes.GetValueOrDefault(replica.TopicPartition), replica.SizeBytes);
        }

        return sizes;
    }
}
