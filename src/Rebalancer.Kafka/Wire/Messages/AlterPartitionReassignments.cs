using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>AlterPartitionReassignments (45), versions 0 and 1: targets and cancels (KIP-455, KIP-860).</summary>
/// <param name="TimeoutMs">The controller's deadline on KRaft; ZooKeeper ignores it.</param>
/// <param name="Topics">The topics.</param>
internal sealed record AlterPartitionReassignmentsRequest(int TimeoutMs, ImmutableArray<AlterPartitionReassignmentsRequest.Topic> Topics)
    : IKafkaRequest<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>
{
    public static ApiKey Key => ApiKey.AlterPartitionReassignments;

    /// <summary>
    /// False refuses targets of another size than the present replication factor (version 1; it stands before the topics).
    /// </summary>
    public bool AllowReplicationFactorChange { get; init; } = true;

    public static AlterPartitionReassignmentsRequest Read(ref KafkaReader reader)
    {
        var timeout = reader.ReadInt32();
        var allow = reader.Version < 1 || reader.ReadBoolean();
        var request = new AlterPartitionReassignmentsRequest(timeout, reader.ReadArray<Topic>()) { AllowReplicationFactorChange = allow };
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(TimeoutMs);
        if (writer.Version >= 1)
        {
            writer.WriteBoolean(AllowReplicationFactorChange);
        }

        writer.WriteArray<Topic>(Topics);
        writer.WriteNoTags();
    }

    /// <summary>A topic's partitions.</summary>
    internal sealed record Topic(string Name, ImmutableArray<Partition> Partitions) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString(), reader.ReadArray<Partition>());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteArray<Partition>(Partitions);
            writer.WriteNoTags();
        }
    }

    /// <summary>A partition's full target list in preference order; null cancels.</summary>
    internal sealed record Partition(int PartitionIndex, ImmutableArray<int>? Replicas) : IKafkaStruct<Partition>
    {
        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(reader.ReadInt32(), reader.ReadNullableInt32Array());
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(PartitionIndex);
            writer.WriteInt32Array(Replicas);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer; a missing partition does not mean accepted: the top-level error comes first.</summary>
/// <param name="ErrorCode">0, 41, 31, 7 or -1.</param>
/// <param name="ErrorMessage">Null or "" on success, by release.</param>
/// <param name="Responses">Per topic, in any order.</param>
internal sealed record AlterPartitionReassignmentsResponse(
    KafkaErrorCode ErrorCode, string? ErrorMessage, ImmutableArray<AlterPartitionReassignmentsResponse.Topic> Responses)
    : IKafkaStruct<AlterPartitionReassignmentsResponse>, IControllerResponse
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    bool IControllerResponse.IsNotController => ErrorCode == KafkaErrorCode.NotController;

    /// <summary>The request's value again (version 1).</summary>
    public bool AllowReplicationFactorChange { get; init; } = true;

    public static AlterPartitionReassignmentsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var allow = reader.Version < 1 || reader.ReadBoolean();
        var response = new AlterPartitionReassignmentsResponse(
            reader.ReadErrorCode(), reader.ReadNullableString(), reader.ReadArray<Topic>())
        {
            ThrottleTimeMs = throttle,
            AllowReplicationFactorChange = allow,
        };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        if (writer.Version >= 1)
        {
            writer.WriteBoolean(AllowReplicationFactorChange);
        }

        writer.WriteErrorCode(ErrorCode);
        writer.WriteString(ErrorMessage);
        writer.WriteArray<Topic>(Responses);
        writer.WriteNoTags();
    }

    /// <summary>A topic's partitions.</summary>
    internal sealed record Topic(string Name, ImmutableArray<Partition> Partitions) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString(), reader.ReadArray<Partition>());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteArray<Partition>(Partitions);
            writer.WriteNoTags();
        }
    }

    /// <summary>What became of one partition.</summary>
    internal sealed record Partition(int PartitionIndex, KafkaErrorCode ErrorCode, string? ErrorMessage) : IKafkaStruct<Partition>
    {
        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(reader.ReadInt32(), reader.ReadErrorCode(), reader.ReadNullableString());
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(PartitionIndex);
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(ErrorMessage);
            writer.WriteNoTags();
        }
    }
}
