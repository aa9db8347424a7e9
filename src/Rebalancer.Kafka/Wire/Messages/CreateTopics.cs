using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>CreateTopics (19), versions 2 to 7. The product creates no topics: tests do, and the simulated cluster answers.</summary>
/// <param name="Topics">The topics.</param>
/// <param name="TimeoutMs">How long the controller may take.</param>
/// <param name="ValidateOnly">Whether nothing is to be created.</param>
internal sealed record CreateTopicsRequest(ImmutableArray<CreateTopicsRequest.Topic> Topics, int TimeoutMs, bool ValidateOnly = false)
    : IKafkaRequest<CreateTopicsRequest, CreateTopicsResponse>
{
    public static ApiKey Key => ApiKey.CreateTopics;

    public static CreateTopicsRequest Read(ref KafkaReader reader)
    {
        var request = new CreateTopicsRequest(reader.ReadArray<Topic>(), reader.ReadInt32(), reader.ReadBoolean());
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

    /// <summary>A topic; with assignments both counts are -1.</summary>
    internal sealed record Topic(
        string Name,
        int NumPartitions,
        short ReplicationFactor,
        ImmutableArray<Assignment> Assignments,
        ImmutableArray<Config> Configs) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(
                reader.ReadString(), reader.ReadInt32(), reader.ReadInt16(), reader.ReadArray<Assignment>(), reader.ReadArray<Config>());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteInt32(NumPartitions);
            writer.WriteInt16(ReplicationFactor);
            writer.WriteArray<Assignment>(Assignments);
            writer.WriteArray<Config>(Configs);
            writer.WriteNoTags();
        }
    }

    /// <summary>A partition's replicas.</summary>
    internal sealed record Assignment(int PartitionIndex, ImmutableArray<int> BrokerIds) : IKafkaStruct<Assignment>
    {
        public static Assignment Read(ref KafkaReader reader)
        {
            var assignment = new Assignment(reader.ReadInt32(), reader.ReadInt32Array());
            reader.SkipTags();
            return assignment;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(PartitionIndex);
            writer.WriteInt32Array(BrokerIds);
            writer.WriteNoTags();
        }
    }

    /// <summary>A configuration value.</summary>
    internal sealed record Config(string Name, string? Value) : IKafkaStruct<Config>
    {
        public static Config Read(ref KafkaReader reader)
        {
            var config = new Config(reader.ReadString(), reader.ReadNullableString());
            reader.SkipTags();
            return config;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteString(Value);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer.</summary>
/// <param name="Topics">Per topic.</param>
internal sealed record CreateTopicsResponse(ImmutableArray<CreateTopicsResponse.Topic> Topics)
    : IKafkaStruct<CreateTopicsResponse>, IControllerResponse
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    bool IControllerResponse.IsNotController => Topics.Any(topic => topic.ErrorCode == KafkaErrorCode.NotController);

    public static CreateTopicsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new CreateTopicsResponse(reader.ReadArray<Topic>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Topic>(Topics);
        writer.WriteNoTags();
    }

    /// <summary>A topic, or why it was not created.</summary>
    internal sealed record Topic(string Name, KafkaErrorCode ErrorCode, string? ErrorMessage) : IKafkaStruct<Topic>
    {
        /// <summary>Its id (version 7).</summary>
        public Guid TopicId { get; init; }

        /// <summary>Its partitions, or -1 (version 5 and above).</summary>
        public int NumPartitions { get; init; } = -1;

        /// <summary>Its replication factor, or -1 (version 5 and above).</summary>
        public short ReplicationFactor { get; init; } = -1;

        /// <summary>Its configuration, or null (version 5 and above).</summary>
        public ImmutableArray<Config>? Configs { get; init; } = [];

        /// <summary>Why the configuration is not told (tag 0, version 5 and above).</summary>
        public KafkaErrorCode TopicConfigErrorCode { get; init; }

        public static Topic Read(ref KafkaReader reader)
        {
            var name = reader.ReadString();
            var id = reader.Version >= 7 ? reader.ReadUuid() : default;
            var topic = new Topic(name, reader.ReadErrorCode(), reader.ReadNullableString()) { TopicId = id };
            if (reader.Version < 5)
            {
                return topic;
            }

            topic = topic with
            {
                NumPartitions = reader.ReadInt32(),
                ReplicationFactor = reader.ReadInt16(),
                Configs = reader.ReadNullableArray<Config>(),
            };
            for (var left = reader.ReadTagCount(); left > 0; left--)
            {
                var field = reader.ReadTag(out var tag);
                topic = tag == 0 ? topic with { TopicConfigErrorCode = field.ReadErrorCode() } : topic;
            }

            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            if (writer.Version >= 7)
            {
                writer.WriteUuid(TopicId);
            }

            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(ErrorMessage);
            if (writer.Version < 5)
            {
                return;
            }

            writer.WriteInt32(NumPartitions);
            writer.WriteInt16(ReplicationFactor);
            writer.WriteArray(Configs);
            if (TopicConfigErrorCode == KafkaErrorCode.None)
            {
                writer.WriteNoTags();
                return;
            }

            writer.WriteTagCount(1);
            writer.WriteTag(0, field => field.WriteErrorCode(TopicConfigErrorCode));
        }
    }

    /// <summary>A value of the new topic.</summary>
    internal sealed record Config(string Name, string? Value, bool ReadOnly, sbyte ConfigSource, bool IsSensitive) : IKafkaStruct<Config>
    {
        public static Config Read(ref KafkaReader reader)
        {
            var config = new Config(
                reader.ReadString(), reader.ReadNullableString(), reader.ReadBoolean(), reader.ReadInt8(), reader.ReadBoolean());
            reader.SkipTags();
            return config;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteString(Value);
            writer.WriteBoolean(ReadOnly);
            writer.WriteInt8(ConfigSource);
            writer.WriteBoolean(IsSensitive);
            writer.WriteNoTags();
        }
    }
}
