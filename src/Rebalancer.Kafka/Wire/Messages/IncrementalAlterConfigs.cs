using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>IncrementalAlterConfigs (44), versions 0 and 1 (KIP-339).</summary>
/// <remarks>
/// librdkafka sends it for the product, save for the cluster-wide default broker (""), which it cannot name; the simulated cluster answers
/// it.
/// </remarks>
/// <param name="Resources">The resources; one broker resource goes to that broker.</param>
/// <param name="ValidateOnly">Whether nothing is to be changed.</param>
internal sealed record IncrementalAlterConfigsRequest(
    ImmutableArray<IncrementalAlterConfigsRequest.Resource> Resources, bool ValidateOnly = false)
    : IKafkaRequest<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>
{
    public static ApiKey Key => ApiKey.IncrementalAlterConfigs;

    public static IncrementalAlterConfigsRequest Read(ref KafkaReader reader)
    {
        var request = new IncrementalAlterConfigsRequest(reader.ReadArray<Resource>(), reader.ReadBoolean());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteArray<Resource>(Resources);
        writer.WriteBoolean(ValidateOnly);
        writer.WriteNoTags();
    }

    /// <summary>A resource: type 2 topic, 4 broker.</summary>
    internal sealed record Resource(sbyte ResourceType, string ResourceName, ImmutableArray<Config> Configs) : IKafkaStruct<Resource>
    {
        public static Resource Read(ref KafkaReader reader)
        {
            var resource = new Resource(reader.ReadInt8(), reader.ReadString(), reader.ReadArray<Config>());
            reader.SkipTags();
            return resource;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt8(ResourceType);
            writer.WriteString(ResourceName);
            writer.WriteArray<Config>(Configs);
            writer.WriteNoTags();
        }
    }

    /// <summary>A change: operation 0 set, 1 delete (with a null value), 2 append, 3 subtract.</summary>
    internal sealed record Config(string Name, sbyte ConfigOperation, string? Value) : IKafkaStruct<Config>
    {
        public static Config Read(ref KafkaReader reader)
        {
            var config = new Config(reader.ReadString(), reader.ReadInt8(), reader.ReadNullableString());
            reader.SkipTags();
            return config;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteInt8(ConfigOperation);
            writer.WriteString(Value);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer: each resource succeeds or fails on its own.</summary>
/// <param name="Responses">Per resource.</param>
internal sealed record IncrementalAlterConfigsResponse(ImmutableArray<IncrementalAlterConfigsResponse.Resource> Responses)
    : IKafkaStruct<IncrementalAlterConfigsResponse>
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    public static IncrementalAlterConfigsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new IncrementalAlterConfigsResponse(reader.ReadArray<Resource>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Resource>(Responses);
        writer.WriteNoTags();
    }

    /// <summary>What became of one resource.</summary>
    internal sealed record Resource(KafkaErrorCode ErrorCode, string? ErrorMessage, sbyte ResourceType, string ResourceName)
        : IKafkaStruct<Resource>
    {
        public static Resource Read(ref KafkaReader reader)
        {
            var resource = new Resource(reader.ReadErrorCode(), reader.ReadNullableString(), reader.ReadInt8(), reader.ReadString());
            reader.SkipTags();
            return resource;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(ErrorMessage);
            writer.WriteInt8(ResourceType);
            writer.WriteString(ResourceName);
            writer.WriteNoTags();
        }
    }
}
