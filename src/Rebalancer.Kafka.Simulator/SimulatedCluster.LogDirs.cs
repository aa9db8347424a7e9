using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <content>APIs 34 and 35.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>API 35 of one broker; <paramref name="partitions"/> null means all.</summary>
    internal IReadOnlyList<LogDir> DescribeLogDirs(int broker, IReadOnlyCollection<TopicPartition>? partitions) => Locked(() =>
    {
        var found = _state.Brokers[broker];
        var wanted = partitions as IReadOnlySet<TopicPartition> ?? partitions?.ToHashSet();
        return (IReadOnlyList<LogDir>)[.. found.LogDirs.Select(dir => Describe(found, dir, wanted))];
    });

    /// <summary>API 34 for one replica.</summary>
    internal KafkaError? AlterReplicaLogDir(int broker, TopicPartition topicPartition, string path) => Locked(() =>
    {
        var found = _state.Brokers[broker];
        if (_state.Find(topicPartition) is not { } partition)
        {
            return new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, null);
        }

        if (found.LogDirs.Find(d => d.Path == path) is not { } dir)
        {
            return new KafkaError(KafkaErrorCode.LogDirNotFound, null);
        }

        if (!dir.IsOnline)
        {
            return new KafkaError(KafkaErrorCode.KafkaStorageError, null);
        }

        if (dir.IsCordoned)
        {
            return new KafkaError(KafkaErrorCode.InvalidReplicaAssignment, null);
        }

        if (_state.Log(partition, broker) is not { } log)
        {
            found.PreferredLogDirs[topicPartition] = dir;
            return new KafkaError(KafkaErrorCode.ReplicaNotAvailable, null);
        }

        log.Future?.Delete();
        log.Future = null;
        found.MovingLogs.Remove(log);
        if (log.LogDir != dir)
        {
            log.Future = new SimulatedReplica(topicPartition, broker, dir, 0);
            found.MovingLogs.Add(log);
        }

        _state.Changed = true;
        return null;
    });

    private LogDir Describe(SimulatedBroker broker, SimulatedLogDir dir, IReadOnlySet<TopicPartition>? wanted)
    {
        if (!dir.IsOnline)
        {
            return new LogDir(dir.Path, new KafkaError(KafkaErrorCode.KafkaStorageError, null), -1, -1, dir.IsCordoned, []);
        }

        var replicas = new List<ReplicaLog>();
        if (wanted is null)
        {
            foreach (var log in broker.Logs.Values)
            {
                Add(replicas, log, dir);
            }
        }
        else
        {
            foreach (var topicPartition in wanted)
            {
                if (broker.Logs.TryGetValue(topicPartition, out var log))
                {
                    Add(replicas, log, dir);
                }
            }
        }

        if (!Options.Release.IsKRaft())
        {
            // A copy that was left behind is loaded again, without anybody to compare it with.
            replicas.AddRange(broker.Strays.Where(
                s => s.LogDir == dir && (wanted is null || wanted.Contains(s.TopicPartition)) && !broker.Logs.ContainsKey(s.TopicPartition))
                .Select(s => new ReplicaLog(s.TopicPartition, (long)s.Bytes, -1, false)));
        }

        replicas.Sort((a, b) => a.TopicPartition.CompareTo(b.TopicPartition));
        var hasSizes = Options.Release != SimulatedRelease.ZooKeeper24;
        return new LogDir(dir.Path, null, hasSizes ? dir.TotalBytes : -1, hasSizes ? (long)dir.UsableBytes : -1, dir.IsCordoned, replicas);
    }

    /// <summary>
    /// A replica and its future copy, each in its own dir. The offset lag is 0 even for one that is far behind, as Kafka's is.
    /// </summary>
    private static void Add(List<ReplicaLog> replicas, SimulatedReplica log, SimulatedLogDir dir)
    {
        if (log.LogDir == dir)
        {
            replicas.Add(new ReplicaLog(log.TopicPartition, (long)log.Bytes, 0, false));
        }

        if (log.Future is { } future && future.LogDir == dir)
        {
            replicas.Add(new ReplicaLog(log.TopicPartition, (long)future.Bytes, (long)(log.Bytes - future.Bytes), true));
        }
    }
}
