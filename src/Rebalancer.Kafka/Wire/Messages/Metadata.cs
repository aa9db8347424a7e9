using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>Metadata (3), versions 5 (Kafka 1.0) to 13: brokers, controller, topics.</summary>
/// <param name="Topics">Null = all topics, empty = none.</param>
/// <param name="IncludeClusterAuthorizedOperations">Versions 8 to 10; others lack it.</param>
/// <param name="IncludeTopicAuthorizedOperations">Asks what the caller may do on each topic (version 8 and above).</param>
internal sealed record MetadataRequest(
    ImmutableArray<MetadataRequest.Topic>? Topics, bool IncludeClusterAuthorizedOperations = false,
    bool IncludeTopicAuthorizedOperations = false)
    : IKafkaRequest<MetadataRequest, MetadataResponse>
{
    public static ApiKey Key => ApiKey.Metadata;

    /// <summary>Version 11 dropped the question for operations on the cluster.</summary>
    short IKafkaRequest<MetadataRequest, MetadataResponse>.VersionCap => IncludeClusterAuthorizedOperations ? (short)10 : short.MaxValue;

    /// <summary>Whether asking creates a topic; nothing here ever wants that.</summary>
    public bool AllowAutoTopicCreation { get; init; }

    public static MetadataRequest Read(ref KafkaReader reader)
    {
        var topics = reader.ReadNullableArray<Topic>();
        var autoCreation = reader.ReadBoolean();
        var clusterOperations = reader.Version is >= 8 and <= 10 && reader.ReadBoolean();
        var topicOperations = reader.Version >= 8 && reader.ReadBoolean();
        reader.SkipTags();
        return new(topics, clusterOperations, topicOperations) { AllowAutoTopicCreation = autoCreation };
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteArray(Topics);
        writer.WriteBoolean(AllowAutoTopicCreation);
        if (writer.Version is >= 8 and <= 10)
        {
            writer.WriteBoolean(IncludeClusterAuthorizedOperations);
        }

        if (writer.Version >= 8)
        {
            writer.WriteBoolean(IncludeTopicAuthorizedOperations);
        }

        writer.WriteNoTags();
    }

    /// <summary>A topic asked for by name, or (version 12) by id with a null name.</summary>
    internal sealed record Topic(string? Name, Guid TopicId = default) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var id = reader.Version >= 10 ? reader.ReadUuid() : default;
            var topic = new Topic(reader.Version >= 10 ? reader.ReadNullableString() : reader.ReadString(), id);
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            if (writer.Version >= 10)
            {
                writer.WriteUuid(TopicId);
            }

            writer.WriteString(Name);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer. Nothing in it is sorted; an answer without brokers and with controller -1 is an error.</summary>
/// <param name="Brokers">Live brokers.</param>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="ControllerId">ZooKeeper: the controller or -1. KRaft: any live broker, another one at each call.</param>
/// <param name="Topics">The topics.</param>
internal sealed record MetadataResponse(
    ImmutableArray<MetadataResponse.Broker> Brokers, string? ClusterId, int ControllerId, ImmutableArray<MetadataResponse.Topic> Topics)
        : IKafkaStruct<MetadataResponse>
{
    /// <summary>What a broker says about operations that it was not asked for (2.4 says 0 instead).</summary>
    public const int OperationsNotAsked = int.MinValue;

    /// <summary>The leader's epoch in versions that do not say it.</summary>
    public const int UnknownEpoch = -1;

    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    /// <summary>Bit n = operation n allowed on the cluster (versions 8 to 10); to be read only when asked for.</summary>
    public int ClusterAuthorizedOperations { get; init; } = OperationsNotAsked;

    /// <summary>Version 13: 0 or 129.</summary>
    public KafkaErrorCode ErrorCode { get; init; }

    public static MetadataResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new MetadataResponse(
            reader.ReadArray<Broker>(), reader.ReadNullableString(), reader.ReadInt32(), reader.ReadArray<Topic>())
        {
            ThrottleTimeMs = throttle,
            ClusterAuthorizedOperations = reader.Version is >= 8 and <= 10 ? reader.ReadInt32() : OperationsNotAsked,
            ErrorCode = reader.Version >= 13 ? reader.ReadErrorCode() : KafkaErrorCode.None,
        };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Broker>(Brokers);
        writer.WriteString(ClusterId);
        writer.WriteInt32(ControllerId);
        writer.WriteArray<Topic>(Topics);
        if (writer.Version is >= 8 and <= 10)
        {
            writer.WriteInt32(ClusterAuthorizedOperations);
        }

        if (writer.Version >= 13)
        {
            writer.WriteErrorCode(ErrorCode);
        }

        writer.WriteNoTags();
    }

    /// <summary>A live broker, as advertised on the listener that was asked.</summary>
    internal sealed record Broker(int NodeId, string Host, int Port, string? Rack) : IKafkaStruct<Broker>
    {
        public static Broker Read(ref KafkaReader reader)
        {
            var broker = new Broker(reader.ReadInt32(), reader.ReadString(), reader.ReadInt32(), reader.ReadNullableString());
            reader.SkipTags();
            return broker;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(NodeId);
            writer.WriteString(Host);
            writer.WriteInt32(Port);
            writer.WriteString(Rack);
            writer.WriteNoTags();
        }
    }

    /// <summary>A topic; the name is null only where it was asked for by an unknown id (version 12).</summary>
    internal sealed record Topic(
        KafkaErrorCode ErrorCode, string? Name, Guid TopicId, bool IsInternal, ImmutableArray<Partition> Partitions) : IKafkaStruct<Topic>
    {
        /// <summary>Bit n = operation n allowed; to be read only when asked for.</summary>
        public int TopicAuthorizedOperations { get; init; } = OperationsNotAsked;

        public static Topic Read(ref KafkaReader reader)
        {
            var error = reader.ReadErrorCode();
            var name = reader.Version >= 12 ? reader.ReadNullableString() : reader.ReadString();
            var id = reader.Version >= 10 ? reader.ReadUuid() : default;
            var topic = new Topic(error, name, id, reader.ReadBoolean(), reader.ReadArray<Partition>())
            {
                TopicAuthorizedOperations = reader.Version >= 8 ? reader.ReadInt32() : OperationsNotAsked,
            };
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(Name);
            if (writer.Version >= 10)
            {
                writer.WriteUuid(TopicId);
            }

            writer.WriteBoolean(IsInternal);
            writer.WriteArray<Partition>(Partitions);
            if (writer.Version >= 8)
            {
                writer.WriteInt32(TopicAuthorizedOperations);
            }

            writer.WriteNoTags();
        }
    }

    /// <summary>A partition. No leader = LeaderId -1, whatever the code; while a reassignment runs the replicas are the union.</summary>
    internal sealed record Partition(
        KafkaErrorCode ErrorCode,
        int PartitionIndex,
        int LeaderId,
        int LeaderEpoch,
        ImmutableArray<int> ReplicaNodes,
        ImmutableArray<int> IsrNodes,
        ImmutableArray<int> OfflineReplicas) : IKafkaStruct<Partition>
    {
        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(
                reader.ReadErrorCode(), reader.ReadInt32(), reader.ReadInt32(), reader.Version >= 7 ? reader.ReadInt32() : UnknownEpoch,
                reader.ReadInt32Array(), reader.ReadInt32Array(), reader.ReadInt32Array());
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteErrorCode(ErrorCode);
            writer.WriteInt32(PartitionIndex);
            writer.WriteInt32(LeaderId);
            if (writer.Version >= 7)
            {
                writer.WriteInt32(LeaderEpoch);
            }

            writer.WriteInt32Array(ReplicaNodes);
            writer.WriteInt32Array(IsrNodes);
            writer.WriteInt32Array(OfflineReplicas);
            writer.WriteNoTags();
        }
    }
}
