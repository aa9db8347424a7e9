using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <content>Topics that come, grow and go (APIs 19, 20 and 37); public, since tests do it in the middle of a run.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>API 19: creates a topic with empty replicas.</summary>
    /// <param name="name">The topic's name.</param>
    /// <param name="assignment">Ordered replicas of each partition; null lets the cluster place them.</param>
    /// <param name="partitionCount">How many, where the cluster places them.</param>
    /// <param name="replicationFactor">How many replicas, where the cluster places them.</param>
    /// <returns>Null when created.</returns>
    public KafkaError? CreateTopic(
        string name, IReadOnlyList<ImmutableArray<int>>? assignment, int partitionCount = 1, int replicationFactor = 1) =>
        CreateTopic(name, assignment, partitionCount, replicationFactor, [], validateOnly: false);

    internal KafkaError? CreateTopic(
        string name, IReadOnlyList<ImmutableArray<int>>? assignment, int partitionCount, int replicationFactor,
        IReadOnlyList<ConfigOperation> configs, bool validateOnly) => Locked(() =>
    {
        if (!IsLegalTopicName(name))
        {
            return new KafkaError(
                KafkaErrorCode.InvalidTopic,
                $"Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'");
        }

        if (_state.Topics.ContainsKey(name))
        {
            return new KafkaError((KafkaErrorCode)36, $"Topic '{name}' already exists.");
        }

        if (assignment is null)
        {
            if (partitionCount < 1)
            {
                return new KafkaError((KafkaErrorCode)37, "Number of partitions was set to an invalid non-positive value.");
            }

            assignment = Place(partitionCount, replicationFactor, 0);
            if (assignment is null)
            {
                return new KafkaError(
                    KafkaErrorCode.InvalidReplicationFactor,
                    $"Unable to replicate the partition {replicationFactor} time(s): The target replication factor of {replicationFactor} "
                        + $"cannot be reached because only {PlacementBrokers().Count} broker(s) are registered.");
            }
        }

        if (assignment.Any(replicas => CheckAssignment(replicas) is not null))
        {
            return assignment.Select(CheckAssignment).First(e => e is not null);
        }

        var resource = ConfigResource.Topic(name);
        var values = configs.Select(c => (c.Key, Value: NewValue(resource, c))).ToList();
        if (values.Select(v => v.Value.Error).FirstOrDefault(e => e is not null) is { } invalid)
        {
            return invalid;
        }

        if (validateOnly)
        {
            return null;
        }

        var topic = NewTopic(name, null);
        foreach (var replicas in assignment)
        {
            _state.Publish(CreatePartition(topic, replicas));
        }

        foreach (var (key, (value, _)) in values)
        {
            StoreConfig(resource, key, value);
        }

        return null;
    });

    /// <summary>API 20: deletes a topic, its logs and its configuration, in the middle of a reassignment too.</summary>
    public KafkaError? DeleteTopic(string name) => Locked(() =>
    {
        if (!_state.Topics.Remove(name, out var topic))
        {
            return new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.");
        }

        foreach (var partition in topic.Partitions)
        {
            _state.Reassigning.Remove(partition);
            _state.Active.Remove(partition);
            foreach (var broker in partition.Replicas)
            {
                _state.RemoveLog(partition.TopicPartition, broker);
            }
        }

        _state.Configs.RemoveTopic(name);
        _state.Changed = true;
        _state.AfterLag(() => _state.Metadata.Remove(name, topic.TopicId));
        return null;
    });

    /// <summary>
    /// API 37: adds partitions. With ZooKeeper 60 while the topic is being moved; KRaft gives the new ones the size of partition 0's union.
    /// </summary>
    /// <param name="name">The topic's name.</param>
    /// <param name="totalCount">How many partitions it shall have.</param>
    /// <param name="assignment">Ordered replicas of the new ones; null lets the cluster place them.</param>
    /// <param name="validateOnly">Whether nothing is to be created.</param>
    /// <returns>Null when done.</returns>
    public KafkaError? CreatePartitions(
        string name, int totalCount, IReadOnlyList<ImmutableArray<int>>? assignment = null, bool validateOnly = false) => Locked(() =>
    {
        if (!_state.Topics.TryGetValue(name, out var topic))
        {
            return new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.");
        }

        if (!Options.Release.IsKRaft() && topic.Partitions.Exists(p => p.IsReassigning))
        {
            return new KafkaError(KafkaErrorCode.ReassignmentInProgress, "A partition reassignment is in progress for the topic.");
        }

        var count = totalCount - topic.Partitions.Count;
        if (count <= 0)
        {
            return new KafkaError(
                (KafkaErrorCode)37,
                $"The topic {name} currently has {topic.Partitions.Count} partition(s); {totalCount} would not be an increase.");
        }

        var size = topic.Partitions[0].Replicas.Length;
        assignment ??= Place(count, size, topic.Partitions.Count);
        if (assignment is null || assignment.Count != count || assignment.Any(a => a.Length != size))
        {
            return new KafkaError(
                KafkaErrorCode.InvalidReplicaAssignment,
                $"The manual partition assignment must hold {count} partition(s) with {size} replica(s) each.");
        }

        if (assignment.Select(CheckAssignment).FirstOrDefault(e => e is not null) is { } error)
        {
            return error;
        }

        foreach (var replicas in validateOnly ? [] : assignment)
        {
            _state.Publish(CreatePartition(topic, replicas));
        }

        return null;
    });

    private SimulatedPartition CreatePartition(SimulatedTopic topic, ImmutableArray<int> replicas)
    {
        var isr = Ids(replicas.Where(_state.IsAlive));
        return NewPartition(topic, replicas, isr, isr.IsEmpty ? -1 : isr[0], 0);
    }

    private KafkaError? CheckAssignment(ImmutableArray<int> replicas)
    {
        var unknown = replicas.Where(b => !_state.Brokers.ContainsKey(b)).ToList();
        return replicas.IsEmpty || unknown.Count > 0 || replicas.Distinct().Count() != replicas.Length
            ? new KafkaError(KafkaErrorCode.InvalidReplicaAssignment, unknown.Count > 0
                ? $"The manual partition assignment includes broker {unknown[0]}, but no such broker is registered."
                : "Replica assignment is invalid.")
            : null;
    }

    /// <summary>Round robin over live brokers that are not cordoned; null where they are too few.</summary>
    private List<ImmutableArray<int>>? Place(int partitionCount, int replicationFactor, int firstPartition)
    {
        var brokers = PlacementBrokers();
        if (replicationFactor < 1 || replicationFactor > brokers.Count)
        {
            return null;
        }

        return [.. Enumerable.Range(firstPartition, partitionCount)
            .Select(p => Ids(Enumerable.Range(0, replicationFactor).Select(r => brokers[(p + r) % brokers.Count])))];
    }

    private List<int> PlacementBrokers() => [.. _state.Brokers.Values.Where(b => b.IsAlive && !b.IsCordoned).Select(b => b.Id)];

    private static bool IsLegalTopicName(string name) =>
        name.Length is > 0 and <= 249
            && name is not "." and not ".."
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
