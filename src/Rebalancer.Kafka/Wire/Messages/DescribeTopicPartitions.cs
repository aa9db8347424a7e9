using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>DescribeTopicPartitions (75), version 0: topics page by page, with Eligible Leader Replicas (KIP-966).</summary>
/// <param name="Topics">Names; empty = all topics.</param>
/// <param name="ResponsePartitionLimit">The most partitions in one answer; brokers cap it at 2000 unless told otherwise.</param>
/// <param name="Cursor">Where to go on: the answer's NextCursor, with the same topics; null at first.</param>
internal sealed record DescribeTopicPartitionsRequest(
    ImmutableArray<DescribeTopicPartitionsRequest.Topic> Topics, int ResponsePartitionLimit = 2000, TopicPartitionCursor? Cursor = null)
    : IKafkaRequest<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>
{
    public static ApiKey Key => ApiKey.DescribeTopicPartitions;

    public static DescribeTopicPartitionsRequest Read(ref KafkaReader reader)
    {
        var request = new DescribeTopicPartitionsRequest(
            reader.ReadArray<Topic>(), reader.ReadInt32(), reader.ReadNullableStruct<TopicPartitionCursor>());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteArray<Topic>(Topics);
        writer.WriteInt32(ResponsePartitionLimit);
        writer.WriteNullableStruct(Cursor);
        writer.WriteNoTags();
    }

    /// <summary>A topic asked for.</summary>
    internal sealed record Topic(string Name) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteNoTags();
        }
    }
}

/// <summary>Where a page starts.</summary>
internal sealed record TopicPartitionCursor(string TopicName, int PartitionIndex) : IKafkaStruct<TopicPartitionCursor>
{
    public static TopicPartitionCursor Read(ref KafkaReader reader)
    {
        var cursor = new TopicPartitionCursor(reader.ReadString(), reader.ReadInt32());
        reader.SkipTags();
        return cursor;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteString(TopicName);
        writer.WriteInt32(PartitionIndex);
        writer.WriteNoTags();
    }
}

/// <summary>The answer: one page.</summary>
/// <param name="Topics">The topics; one that is cut goes on in the next page.</param>
/// <param name="NextCursor">Where the next page starts; null at the end.</param>
internal sealed record DescribeTopicPartitionsResponse(
    ImmutableArray<DescribeTopicPartitionsResponse.Topic> Topics, TopicPartitionCursor? NextCursor)
    : IKafkaStruct<DescribeTopicPartitionsResponse>
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    public static DescribeTopicPartitionsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new DescribeTopicPartitionsResponse(
            reader.ReadArray<Topic>(), reader.ReadNullableStruct<TopicPartitionCursor>())
        { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Topic>(Topics);
        writer.WriteNullableStruct(NextCursor);
        writer.WriteNoTags();
    }

    /// <summary>A topic.</summary>
    internal sealed record Topic(
        KafkaErrorCode ErrorCode,
        string? Name,
        Guid TopicId,
        bool IsInternal,
        ImmutableArray<Partition> Partitions,
        int TopicAuthorizedOperations)
        : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(
                reader.ReadErrorCode(), reader.ReadNullableString(), reader.ReadUuid(), reader.ReadBoolean(), reader.ReadArray<Partition>(),
                reader.ReadInt32());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(Name);
            writer.WriteUuid(TopicId);
            writer.WriteBoolean(IsInternal);
            writer.WriteArray<Partition>(Partitions);
            writer.WriteInt32(TopicAuthorizedOperations);
            writer.WriteNoTags();
        }
    }

    /// <summary>A partition; one without a leader has error 0 here and LeaderId -1.</summary>
    internal sealed record Partition(
        KafkaErrorCode ErrorCode,
        int PartitionIndex,
        int LeaderId,
        int LeaderEpoch,
        ImmutableArray<int> ReplicaNodes,
        ImmutableArray<int> IsrNodes)
        : IKafkaStruct<Partition>
    {
        /// <summary>Replicas that may lead though they are not in the ISR; null where the broker does not say.</summary>
        public ImmutableArray<int>? EligibleLeaderReplicas { get; init; }

        /// <summary>The last known ELR; null where the broker does not say.</summary>
        public ImmutableArray<int>? LastKnownElr { get; init; }

        /// <summary>Replicas on dead brokers or offline log dirs.</summary>
        public ImmutableArray<int> OfflineReplicas { get; init; } = [];

        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(
                reader.ReadErrorCode(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32Array(),
                reader.ReadInt32Array())
            {
                EligibleLeaderReplicas = reader.ReadNullableInt32Array(),
                LastKnownElr = reader.ReadNullableInt32Array(),
                OfflineReplicas = reader.ReadInt32Array(),
            };
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteErrorCode(ErrorCode);
            writer.WriteInt32(PartitionIndex);
            writer.WriteInt32(LeaderId);
            writer.WriteInt32(LeaderEpoch);
            writer.WriteInt32Array(ReplicaNodes);
            writer.WriteInt32Array(IsrNodes);
            writer.WriteInt32Array(EligibleLeaderReplicas);
            writer.WriteInt32Array(LastKnownElr);
            writer.WriteInt32Array(OfflineReplicas);
            writer.WriteNoTags();
        }
    }
}
