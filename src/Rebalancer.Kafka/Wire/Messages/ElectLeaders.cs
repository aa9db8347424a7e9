using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>ElectLeaders (43), versions 0 to 2 (KIP-460). The product sends it by librdkafka; the simulated cluster answers it.</summary>
/// <param name="ElectionType">0 preferred, 1 unclean (version 1 and above).</param>
/// <param name="TopicPartitions">Null = every partition of the cluster.</param>
/// <param name="TimeoutMs">How long the controller may take.</param>
internal sealed record ElectLeadersRequest(sbyte ElectionType, ImmutableArray<ElectLeadersRequest.Topic>? TopicPartitions, int TimeoutMs)
    : IKafkaRequest<ElectLeadersRequest, ElectLeadersResponse>
{
    public static ApiKey Key => ApiKey.ElectLeaders;

    public static ElectLeadersRequest Read(ref KafkaReader reader)
    {
        var request = new ElectLeadersRequest(
            reader.Version >= 1 ? reader.ReadInt8() : (sbyte)0, reader.ReadNullableArray<Topic>(), reader.ReadInt32());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        if (writer.Version >= 1)
        {
            writer.WriteInt8(ElectionType);
        }

        writer.WriteArray(TopicPartitions);
        writer.WriteInt32(TimeoutMs);
        writer.WriteNoTags();
    }

    /// <summary>A topic's partitions.</summary>
    internal sealed record Topic(string Name, ImmutableArray<int> Partitions) : IKafkaStruct<Topic>
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
            writer.WriteInt32Array(Partitions);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer; ZooKeeper says "not the controller" per partition only.</summary>
/// <param name="ErrorCode">0, 31, 7, 42 or -1 (version 1 and above).</param>
/// <param name="ReplicaElectionResults">Per topic; KRaft adds topics without partitions.</param>
internal sealed record ElectLeadersResponse(KafkaErrorCode ErrorCode, ImmutableArray<ElectLeadersResponse.Topic> ReplicaElectionResults)
    : IKafkaStruct<ElectLeadersResponse>, IControllerResponse
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    bool IControllerResponse.IsNotController => ErrorCode == KafkaErrorCode.NotController
        || ReplicaElectionResults.Any(topic => topic.Partitions.Any(partition => partition.ErrorCode == KafkaErrorCode.NotController));

    public static ElectLeadersResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var error = reader.Version >= 1 ? reader.ReadErrorCode() : KafkaErrorCode.None;
        var response = new ElectLeadersResponse(error, reader.ReadArray<Topic>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        if (writer.Version >= 1)
        {
            writer.WriteErrorCode(ErrorCode);
        }

        writer.WriteArray<Topic>(ReplicaElectionResults);
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
    internal sealed record Partition(int PartitionId, KafkaErrorCode ErrorCode, string? ErrorMessage) : IKafkaStruct<Partition>
    {
        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(reader.ReadInt32(), reader.ReadErrorCode(), reader.ReadNullableString());
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(PartitionId);
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(ErrorMessage);
            writer.WriteNoTags();
        }
    }
}
