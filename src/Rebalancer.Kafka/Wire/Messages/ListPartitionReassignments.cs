using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>ListPartitionReassignments (46), version 0: what is in flight (KIP-455).</summary>
/// <param name="TimeoutMs">Ignored by KRaft.</param>
/// <param name="Topics">Null = everything in flight, empty = nothing.</param>
internal sealed record ListPartitionReassignmentsRequest(int TimeoutMs, ImmutableArray<ListPartitionReassignmentsRequest.Topic>? Topics)
    : IKafkaRequest<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>
{
    public static ApiKey Key => ApiKey.ListPartitionReassignments;

    public static ListPartitionReassignmentsRequest Read(ref KafkaReader reader)
    {
        var request = new ListPartitionReassignmentsRequest(reader.ReadInt32(), reader.ReadNullableArray<Topic>());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(TimeoutMs);
        writer.WriteArray(Topics);
        writer.WriteNoTags();
    }

    /// <summary>A topic's partitions.</summary>
    internal sealed record Topic(string Name, ImmutableArray<int> PartitionIndexes) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString(), reader.ReadInt32Array());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteInt32Array(PartitionIndexes);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer; with a top-level error the topics mean nothing.</summary>
/// <param name="ErrorCode">0, 41, 31, 7 or -1.</param>
/// <param name="ErrorMessage">Null or "" on success, by release.</param>
/// <param name="Topics">Only partitions in flight.</param>
internal sealed record ListPartitionReassignmentsResponse(
    KafkaErrorCode ErrorCode, string? ErrorMessage, ImmutableArray<ListPartitionReassignmentsResponse.Topic> Topics)
    : IKafkaStruct<ListPartitionReassignmentsResponse>, IControllerResponse
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    bool IControllerResponse.IsNotController => ErrorCode == KafkaErrorCode.NotController;

    public static ListPartitionReassignmentsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new ListPartitionReassignmentsResponse(
            reader.ReadErrorCode(), reader.ReadNullableString(), reader.ReadArray<Topic>())
        { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteErrorCode(ErrorCode);
        writer.WriteString(ErrorMessage);
        writer.WriteArray<Topic>(Topics);
        writer.WriteNoTags();
    }

    /// <summary>A topic's partitions in flight.</summary>
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

    /// <summary>A partition in flight: the union (target first, then what is being removed), and its parts.</summary>
    internal sealed record Partition(
        int PartitionIndex, ImmutableArray<int> Replicas, ImmutableArray<int> AddingReplicas, ImmutableArray<int> RemovingReplicas)
        : IKafkaStruct<Partition>
    {
        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(reader.ReadInt32(), reader.ReadInt32Array(), reader.ReadInt32Array(), reader.ReadInt32Array());
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(PartitionIndex);
            writer.WriteInt32Array(Replicas);
            writer.WriteInt32Array(AddingReplicas);
            writer.WriteInt32Array(RemovingReplicas);
            writer.WriteNoTags();
        }
    }
}
