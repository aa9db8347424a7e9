using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>Everything that a simulated cluster holds; changed under its lock only.</summary>
internal sealed class ClusterState(SimulatedClusterOptions options)
{
    private static readonly Comparer<SimulatedPartition> s_byOrdinal = Comparer<SimulatedPartition>.Create(
        (a, b) => a.Ordinal.CompareTo(b.Ordinal));

    public SimulatedClusterOptions Options { get; } = options;

    public SimulatedRelease Release => Options.Release;

    /// <summary>Virtual time since the cluster was made.</summary>
    public TimeSpan Now { get; set; }

    public SortedDictionary<int, SimulatedBroker> Brokers { get; } = [];

    public SortedDictionary<string, SimulatedTopic> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>Partitions that may need copying: written to, or with a replica that is not in sync.</summary>
    public SortedSet<SimulatedPartition> Active { get; } = new(s_byOrdinal);

    public SortedSet<SimulatedPartition> Reassigning { get; } = new(s_byOrdinal);

    public VirtualScheduler Scheduler { get; } = new();

    public ConfigStore Configs { get; } = new();

    public PublishedMetadata Metadata { get; } = new();

    /// <summary>Bytes per second that a replica can fetch at most, where a test slows it down.</summary>
    public Dictionary<(TopicPartition TopicPartition, int Broker), double> ReplicaLimits { get; } = [];

    /// <summary>Set by every change that an observer should see.</summary>
    public bool Changed { get; set; }

    public SimulatedPartition? Find(TopicPartition topicPartition) =>
        Topics.TryGetValue(topicPartition.Topic, out var topic)
            && topicPartition.Partition >= 0
            && topicPartition.Partition < topic.Partitions.Count
            ? topic.Partitions[topicPartition.Partition]
            : null;

    public bool IsAlive(int broker) => Brokers.TryGetValue(broker, out var found) && !found.IsFenced;

    public bool IsRunning(int broker) => Brokers.TryGetValue(broker, out var found) && found.IsRunning;

    public SimulatedReplica? Log(SimulatedPartition partition, int broker) =>
        Brokers.TryGetValue(broker, out var found) && found.Logs.TryGetValue(partition.TopicPartition, out var log) ? log : null;

    /// <summary>Whether the replica's log dir, or the one where it would land, is online.</summary>
    public bool IsReplicaOnline(SimulatedPartition partition, int broker) =>
        IsRunning(broker) && (Log(partition, broker) is { } log ? log.LogDir.IsOnline : Brokers[broker].LogDirs.Exists(d => d.IsOnline));

    /// <summary>The replica's log on a running broker, made empty in the log dir with the fewest replicas where it is missing.</summary>
    public SimulatedReplica? EnsureLog(SimulatedPartition partition, int broker)
    {
        var found = Brokers[broker];
        if (found.Logs.TryGetValue(partition.TopicPartition, out var log))
        {
            return log;
        }

        if (!found.PreferredLogDirs.Remove(partition.TopicPartition, out var dir) || !dir.IsOnline)
        {
            dir = found.LogDirs.Where(d => d.IsOnline).MinBy(d => d.ReplicaCount);
        }

        if (dir is null)
        {
            return null;
        }

        // With ZooKeeper a copy that was left behind is taken up again; KRaft renamed it to -stray.
        var stray = Release.IsKRaft() ? null : found.Strays.Find(s => s.TopicPartition == partition.TopicPartition);
        if (stray is not null)
        {
            found.Strays.Remove(stray);
            stray.IsStray = false;
            log = stray;
        }
        else
        {
            log = new SimulatedReplica(partition.TopicPartition, broker, dir, 0);
        }

        found.Logs[partition.TopicPartition] = log;
        return log;
    }

    /// <summary>Stops a replica: a running broker deletes its files a minute later; a dead one keeps what nobody wants.</summary>
    public void RemoveLog(TopicPartition topicPartition, int broker)
    {
        if (!Brokers.TryGetValue(broker, out var found) || !found.Logs.Remove(topicPartition, out var log))
        {
            return;
        }

        if (!found.IsRunning)
        {
            log.IsStray = true;
            found.Strays.Add(log);
            return;
        }

        var dir = log.LogDir;
        var bytes = log.Bytes;
        log.Delete();
        dir.OtherBytes += bytes;
        Scheduler.Add(Now + Options.FileDeleteDelay, () => dir.OtherBytes -= bytes);
    }

    /// <summary>Tells the metadata caches, after the lag.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="isrAtFirst">
    /// With ZooKeeper at the end of a move: the ISR that the caches show with the new list, until they are told a second time after another
    /// lag.
    /// </param>
    public void Publish(SimulatedPartition partition, ImmutableArray<int>? isrAtFirst = null)
    {
        Changed = true;
        var (topic, id) = (partition.TopicPartition.Topic, partition.TopicId);
        var published = new PublishedPartition(
            partition.TopicPartition.Partition, partition.Leader, partition.LeaderEpoch, partition.Replicas, partition.Isr,
            partition.EligibleLeaderReplicas);
        if (isrAtFirst is { } isr)
        {
            AfterLag(() =>
            {
                var first = published with { Isr = isr };
                Metadata.Put(topic, id, first);
                AfterLag(() => Metadata.Replace(topic, first, published));
            });
        }
        else
        {
            AfterLag(() => Metadata.Put(topic, id, published));
        }
    }

    public void AfterLag(Action action)
    {
        if (Options.MetadataLag == TimeSpan.Zero)
        {
            action();
        }
        else
        {
            Scheduler.Add(Now + Options.MetadataLag, action);
        }
    }
}
