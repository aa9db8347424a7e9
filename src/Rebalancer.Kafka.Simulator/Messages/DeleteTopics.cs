using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Simulator.Messages;

/// <summary>DeleteTopics (20), versions 1 to 6; flexible from 4. Only other people's tools send it.</summary>
/// <param name="Topics">By name, or (version 6) by id with a null name.</param>
/// <param name="TimeoutMs">How long the controller may take.</param>
internal sealed record DeleteTopicsRequest(ImmutableArray<DeleteTopicsRequest.Topic> Topics, int TimeoutMs)
    : IKafkaRequest<DeleteTopicsRequest, DeleteTopicsResponse>
{
    /// <summary>Versions here, and the first flexible one.</summary>
    public static KafkaApi Api { get; } = new(Key, 1, 6, 4);

    public static ApiKey Key => (ApiKey)KafkaApiKeys.DeleteTopics;

    public static DeleteTopicsRequest Read(ref KafkaReader reader)
    {
        ImmutableArray<Topic> topics = reader.Version >= 6
            ? reader.ReadArray<Topic>()
            : [.. reader.ReadStringArray().Select(name => new Topic(name, default))];
        var request = new DeleteTopicsRequest(topics, reader.ReadInt32());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        if (writer.Version >= 6)
        {
            writer.WriteArray<Topic>(Topics);
        }
        else
        {
            writer.WriteStringArray(Topics.Select(t => t.Name!).ToImmutableArray());
        }

        writer.WriteInt32(TimeoutMs);
        writer.WriteNoTags();
    }

    /// <summary>A topic by name or id.</summary>
    internal sealed record Topic(string? Name, Guid TopicId) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadNullableString(), reader.ReadUuid());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteUuid(TopicId);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer.</summary>
/// <param name="Responses">Per topic.</param>
internal sealed record DeleteTopicsResponse(ImmutableArray<DeleteTopicsResponse.Topic> Responses) : IKafkaStruct<DeleteTopicsResponse>
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    public static DeleteTopicsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new DeleteTopicsResponse(reader.ReadArray<Topic>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Topic>(Responses);
        writer.WriteNoTags();
    }

    /// <summary>What became of one topic; id from version 6, message from version 5.</summary>
    internal sealed record Topic(string? Name, Guid TopicId, KafkaErrorCode ErrorCode, string? ErrorMessage) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var name = reader.ReadNullableString();
            var id = reader.Version >= 6 ? reader.ReadUuid() : default;
            var topic = new Topic(name, id, reader.ReadErrorCode(), reader.Version >= 5 ? reader.ReadNullableString() : null);
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            if (writer.Version >= 6)
            {
                writer.WriteUuid(TopicId);
            }

            writer.WriteErrorCode(ErrorCode);
            if (writer.Version >= 5)
            {
                writer.WriteString(ErrorMessage);
            }

            writer.WriteNoTags();
        }
    }
}
