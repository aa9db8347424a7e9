using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Simulator.Messages;

/// <summary>CreatePartitions (37), versions 0 to 3; flexible from 2. Only other people's tools send it.</summary>
/// <param name="Topics">The topics.</param>
/// <param name="TimeoutMs">How long the controller may take.</param>
/// <param name="ValidateOnly">Whether nothing is to be created.</param>
internal sealed record CreatePartitionsRequest(ImmutableArray<CreatePartitionsRequest.Topic> Topics, int TimeoutMs, bool ValidateOnly)
    : IKafkaRequest<CreatePartitionsRequest, CreatePartitionsResponse>
{
    /// <summary>Versions here, and the first flexible one.</summary>
    public static KafkaApi Api { get; } = new(Key, 0, 3, 2);

    public static ApiKey Key => (ApiKey)KafkaApiKeys.CreatePartitions;

    public static CreatePartitionsRequest Read(ref KafkaReader reader)
    {
        var request = new CreatePartitionsRequest(reader.ReadArray<Topic>(), reader.ReadInt32(), reader.ReadBoolean());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteArray<Topic>(Topics);
        writer.WriteInt32(TimeoutMs);
        writer.WriteBoolean(ValidateOnly);
        writer.WriteNoTags();
    }

    /// <summary>A topic, how many partitions it shall have, and where the new ones go; null lets the cluster decide.</summary>
    internal sealed record Topic(string Name, int Count, ImmutableArray<Assignment>? Assignments) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString(), reader.ReadInt32(), reader.ReadNullableArray<Assignment>());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteInt32(Count);
            writer.WriteArray(Assignments);
            writer.WriteNoTags();
        }
    }

    /// <summary>A new partition's replicas.</summary>
    internal sealed record Assignment(ImmutableArray<int> BrokerIds) : IKafkaStruct<Assignment>
    {
        public static Assignment Read(ref KafkaReader reader)
        {
            var assignment = new Assignment(reader.ReadInt32Array());
            reader.SkipTags();
            return assignment;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32Array(BrokerIds);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer.</summary>
/// <param name="Results">Per topic.</param>
internal sealed record CreatePartitionsResponse(ImmutableArray<CreatePartitionsResponse.Topic> Results)
    : IKafkaStruct<CreatePartitionsResponse>
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    public static CreatePartitionsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new CreatePartitionsResponse(reader.ReadArray<Topic>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Topic>(Results);
        writer.WriteNoTags();
    }

    /// <summary>What became of one topic.</summary>
    internal sealed record Topic(string Name, KafkaErrorCode ErrorCode, string? ErrorMessage) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString(), reader.ReadErrorCode(), reader.ReadNullableString());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(ErrorMessage);
            writer.WriteNoTags();
        }
    }
}
