using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Admin;

/// <summary>Wire messages in the terms of <see cref="IClusterAdmin"/>. Pure.</summary>
internal static class WireAnswers
{
    /// <summary>Topics of a Metadata answer, partitions sorted by number.</summary>
    public static IEnumerable<TopicDescription> Topics(MetadataResponse response) => response.Topics.Select(topic => Topic(
        topic.Name, topic.TopicId, topic.ErrorCode, topic.TopicAuthorizedOperations, topic.Partitions, p => new PartitionDescription(
            p.PartitionIndex, p.LeaderId, p.ReplicaNodes, Isr(p.ReplicaNodes, p.IsrNodes), p.OfflineReplicas)
        { LeaderEpoch = p.LeaderEpoch }));

    /// <summary>A topic of a DescribeTopicPartitions answer, or as much of it as the page holds; partitions sorted by number.</summary>
    public static TopicDescription Topic(DescribeTopicPartitionsResponse.Topic topic) => Topic(
        topic.Name, topic.TopicId, topic.ErrorCode, topic.TopicAuthorizedOperations, topic.Partitions, p => new PartitionDescription(
            p.PartitionIndex, p.LeaderId, p.ReplicaNodes, Isr(p.ReplicaNodes, p.IsrNodes), p.OfflineReplicas)
        {
            LeaderEpoch = p.LeaderEpoch,
            EligibleLeaderReplicas = p.EligibleLeaderReplicas ?? default,
        });

    /// <summary>The bits of an authorized-operations field, or null where they are not told.</summary>
    public static IReadOnlySet<AclOperation>? Operations(int bits) =>
        bits == MetadataResponse.OperationsNotAsked
            ? null
            : Enum.GetValues<AclOperation>().Where(o => (bits & (1 << (int)o)) != 0).ToHashSet();

    /// <summary>What is in flight, sorted by partition.</summary>
    public static IReadOnlyList<OngoingReassignment> Reassignments(ListPartitionReassignmentsResponse response)
    {
        var all = new List<OngoingReassignment>();
        foreach (var topic in response.Topics)
        {
            foreach (var p in topic.Partitions)
            {
                all.Add(new OngoingReassignment(
                    new TopicPartition(topic.Name, p.PartitionIndex), p.Replicas, p.AddingReplicas, p.RemovingReplicas));
            }
        }

        all.Sort((a, b) => a.TopicPartition.CompareTo(b.TopicPartition));
        return all;
    }

    /// <summary>
    /// One result for each change, in the order of the changes. The top-level error comes first: it means that nothing was done, whatever
    /// the partitions say.
    /// </summary>
    public static IReadOnlyList<PartitionResult> Results(
        IReadOnlyList<ReassignmentChange> changes, AlterPartitionReassignmentsResponse response)
    {
        if (response.ErrorCode != KafkaErrorCode.None)
        {
            var error = Error(response.ErrorCode, response.ErrorMessage);
            return [.. changes.Select(c => new PartitionResult(c.TopicPartition, error))];
        }

        var errors = new Dictionary<TopicPartition, KafkaError?>();
        foreach (var topic in response.Responses)
        {
            foreach (var p in topic.Partitions)
            {
                errors[new TopicPartition(topic.Name, p.PartitionIndex)] = Error(p.ErrorCode, p.ErrorMessage);
            }
        }

        return [.. changes.Select(c => new PartitionResult(c.TopicPartition, errors.TryGetValue(c.TopicPartition, out var error)
            ? error
            : new KafkaError(KafkaErrorCode.UnknownServerError, "The cluster left this partition out of its answer.")))];
    }

    /// <summary>A broker's log dirs.</summary>
    public static BrokerLogDirs LogDirs(int broker, DescribeLogDirsResponse response)
    {
        if (response.ErrorCode != KafkaErrorCode.None)
        {
            return new BrokerLogDirs(broker, Error(response.ErrorCode, null), []);
        }

        var dirs = new List<LogDir>(response.Results.Length);
        foreach (var dir in response.Results)
        {
            var replicas = new List<ReplicaLog>(dir.Topics.Sum(t => t.Partitions.Length));
            foreach (var topic in dir.Topics)
            {
                foreach (var p in topic.Partitions)
                {
                    replicas.Add(
                        new ReplicaLog(new TopicPartition(topic.Name, p.PartitionIndex), p.PartitionSize, p.OffsetLag, p.IsFutureKey));
                }
            }

            dirs.Add(new LogDir(dir.Path, Error(dir.ErrorCode, null), dir.TotalBytes, dir.UsableBytes, dir.IsCordoned, replicas));
        }

        return new BrokerLogDirs(broker, null, dirs);
    }

    /// <summary>
    /// An error, or null for none. On an authorization failure the broker's text is a dump of its own request object and is left out.
    /// </summary>
    public static KafkaError? Error(KafkaErrorCode code, string? message) => code switch
    {
        KafkaErrorCode.None => null,
        KafkaErrorCode.ClusterAuthorizationFailed => new KafkaError(code, "the permission on CLUSTER is missing"),
        KafkaErrorCode.TopicAuthorizationFailed => new KafkaError(code, "the permission on the topic is missing"),
        _ => new KafkaError(code, string.IsNullOrEmpty(message) ? null : message),
    };

    /// <summary>Changes by topic, as the request wants them.</summary>
    public static AlterPartitionReassignmentsRequest Request(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, TimeSpan timeout) =>
        new((int)timeout.TotalMilliseconds, [.. changes.GroupBy(c => c.TopicPartition.Topic, StringComparer.Ordinal)
            .Select(topic => new AlterPartitionReassignmentsRequest.Topic(
            topic.Key, [.. topic.Select(c => new AlterPartitionReassignmentsRequest.Partition(c.TopicPartition.Partition, c.Replicas))]))])
        {
            AllowReplicationFactorChange = allowReplicationFactorChange,
        };

    /// <summary>Partitions by topic for DescribeLogDirs; null means all.</summary>
    public static DescribeLogDirsRequest Request(IReadOnlyCollection<TopicPartition>? partitions) => new(partitions is null
        ? (ImmutableArray<DescribeLogDirsRequest.Topic>?)null
        : [.. partitions.GroupBy(p => p.Topic, StringComparer.Ordinal)
            .Select(t => new DescribeLogDirsRequest.Topic(t.Key, [.. t.Select(p => p.Partition)]))]);

    private static TopicDescription Topic<T>(
        string? name, Guid id, KafkaErrorCode error, int operations, ImmutableArray<T> answers, Func<T, PartitionDescription> describe)
    {
        var partitions = new PartitionDescription[answers.Length];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = describe(answers[i]);
        }

        Array.Sort(partitions, (a, b) => a.Partition.CompareTo(b.Partition));
        return new TopicDescription(name ?? string.Empty, id == Guid.Empty ? null : id, Error(error, null), partitions)
        {
            AuthorizedOperations = Operations(operations),
        };
    }

    // Nearly all replicas are in sync, in the order of the list: one array is held then, not two.
    private static ImmutableArray<int> Isr(ImmutableArray<int> replicas, ImmutableArray<int> isr) =>
        isr.AsSpan().SequenceEqual(replicas.AsSpan()) ? replicas : isr;
}
