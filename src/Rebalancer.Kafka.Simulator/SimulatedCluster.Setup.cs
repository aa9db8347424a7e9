using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <content>Brokers, topics and sizes as a test sets them up: at once, without protocol and without lag.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>
    /// A cluster that holds what a snapshot holds: brokers (dead ones registered and down), topics, ordered replicas, leaders, ISR and
    /// sizes.
    /// </summary>
    /// <param name="snapshot">The cluster to copy; unknown sizes count as 0, an unknown ISR as all live replicas.</param>
    /// <param name="options">How it behaves; a snapshot's cluster id wins over the option's.</param>
    /// <param name="time">Its clock; null means the system's.</param>
    public static SimulatedCluster FromSnapshot(
        ClusterSnapshot snapshot, SimulatedClusterOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        options ??= SimulatedClusterOptions.Default;
        var cluster = new SimulatedCluster(options with { ClusterId = snapshot.ClusterId ?? options.ClusterId }, time);
        foreach (var broker in snapshot.Brokers)
        {
            cluster.AddBroker(broker.Id, broker.Rack, broker.Host);
            if (broker.Cordoned)
            {
                cluster.CordonBroker(broker.Id);
            }
        }

        foreach (var broker in snapshot.DeadBrokers)
        {
            cluster.AddDeadBroker(broker.Id, broker.Rack, broker.Host);
        }

        foreach (var id in snapshot.Topics.SelectMany(t => t.Partitions).SelectMany(p => p.Replicas).Distinct().Order().ToList())
        {
            if (!cluster._state.Brokers.ContainsKey(id))
            {
                cluster.AddDeadBroker(id, null, "");
            }
        }

        foreach (var topic in snapshot.Topics)
        {
            cluster.Locked(() => cluster.PutTopic(topic));
        }

        return cluster;
    }

    /// <summary>Adds a live broker.</summary>
    public SimulatedBroker AddBroker(int id, string? rack = null, string? host = null) => Locked(() =>
    {
        if (_state.Brokers.ContainsKey(id))
        {
            throw new ArgumentException($"Broker {id} is there already.", nameof(id));
        }

        var broker = new SimulatedBroker(id, string.IsNullOrEmpty(host) ? "127.0.0.1" : host, 9092, rack);
        for (var i = 0; i < Options.LogDirsPerBroker; i++)
        {
            broker.LogDirs.Add(new SimulatedLogDir($"/kafka/{(char)('a' + i)}", Options.LogDirBytes));
        }

        _state.Brokers.Add(id, broker);
        ZooKeeperController ??= id;
        _state.Changed = true;
        return broker;
    });

    /// <summary>Adds a topic whose replicas are all in sync and of the same size, led by the first replica.</summary>
    /// <param name="name">The topic's name.</param>
    /// <param name="bytes">Size of each replica in bytes.</param>
    /// <param name="assignment">The ordered replicas of each partition.</param>
    public void AddTopic(string name, long bytes, params int[][] assignment) => Locked(() => PutTopic(new TopicSnapshot(
        name,
        [.. assignment.Select(
            (replicas, i) => new PartitionSnapshot(i, [.. replicas], replicas[0], [.. replicas], DataSize.FromBytes(bytes)))])));

    /// <summary>Sets the size of all of a partition's replicas that are in sync.</summary>
    public void SetPartitionBytes(string topic, int partition, long bytes) => Locked(() =>
    {
        var found = Get(topic, partition);
        foreach (var broker in found.Isr)
        {
            if (_state.Log(found, broker) is { } log)
            {
                log.Bytes = bytes;
            }
        }

        _state.Active.Add(found);
    });

    /// <summary>Lets producers write to a partition, from now on; 0 stops them.</summary>
    public void SetProduceRate(string topic, int partition, double bytesPerSecond) => Locked(() =>
    {
        var found = Get(topic, partition);
        found.ProduceBytesPerSecond = bytesPerSecond;
        _state.Active.Add(found);
    });

    /// <summary>Tells where a broker listens.</summary>
    internal void SetAddress(int broker, string host, int port) =>
        Locked(() => (_state.Brokers[broker].Host, _state.Brokers[broker].Port) = (host, port));

    private SimulatedPartition Get(string topic, int partition) =>
        _state.Find(new TopicPartition(topic, partition))
            ?? throw new ArgumentException($"The simulated cluster has no partition {topic}-{partition}.");

    private void AddDeadBroker(int id, string? rack, string host) => Locked(() =>
    {
        var broker = AddBroker(id, rack, host);
        broker.IsRunning = false;
        broker.IsFenced = true;
        broker.Stopped.Cancel();
        if (ZooKeeperController == id)
        {
            ZooKeeperController = null;
        }
    });

    private void PutTopic(TopicSnapshot snapshot)
    {
        var topic = NewTopic(snapshot.Name, snapshot.TopicId);
        foreach (var from in snapshot.Partitions)
        {
            while (topic.Partitions.Count < from.Partition)
            {
                throw new ArgumentException(
                    $"Topic {snapshot.Name} has no partition {topic.Partitions.Count}: a simulated cluster needs partitions without gaps.");
            }

            var isr = from.Isr.IsDefault ? Ids(from.Replicas.Where(_state.IsAlive)) : from.Isr;
            var partition = NewPartition(topic, from.Replicas, isr, from.Leader, from.Size.BytesOrZero);
            Show(partition);
        }

        _state.Changed = true;
    }

    private SimulatedTopic NewTopic(string name, Guid? topicId)
    {
        if (_state.Topics.ContainsKey(name))
        {
            throw new ArgumentException($"Topic {name} is there already.", nameof(name));
        }

        var topic = new SimulatedTopic(name, topicId ?? NextTopicId());
        _state.Topics.Add(name, topic);
        return topic;
    }

    private SimulatedPartition NewPartition(
        SimulatedTopic topic, ImmutableArray<int> replicas, ImmutableArray<int> isr, int leader, double bytes)
    {
        var partition = new SimulatedPartition(
            new TopicPartition(topic.Name, topic.Partitions.Count), topic.TopicId, _nextOrdinal++, replicas)
        {
            Isr = isr,
            Leader = leader,
        };
        topic.Partitions.Add(partition);
        foreach (var broker in replicas.Where(_state.Brokers.ContainsKey))
        {
            // A dead broker's copy is on its disk all the same; a live one out of sync starts to catch up from nothing.
            var found = _state.Brokers[broker];
            if (isr.Contains(broker) || !found.IsRunning)
            {
                var dir = found.LogDirs.MinBy(d => d.ReplicaCount)!;
                found.Logs[partition.TopicPartition] = new SimulatedReplica(partition.TopicPartition, broker, dir, bytes);
            }
            else
            {
                _state.EnsureLog(partition, broker);
                _state.Active.Add(partition);
            }
        }

        return partition;
    }

    /// <summary>Puts a partition into the metadata caches at once.</summary>
    private void Show(SimulatedPartition partition) => _state.Metadata.Put(
        partition.TopicPartition.Topic,
        partition.TopicId,
        new PublishedPartition(
            partition.TopicPartition.Partition, partition.Leader, partition.LeaderEpoch, partition.Replicas, partition.Isr,
            partition.EligibleLeaderReplicas));

    private Guid NextTopicId() => new(0x5eed, 0x51, 0x4d, BitConverter.GetBytes(_nextOrdinal++ + 1));
}
