using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>DescribeConfigs (32), versions 1 to 4 (KIP-133, KIP-226, KIP-569).</summary>
/// <remarks>
/// librdkafka sends it for the product, save for the cluster-wide default broker (""), which it cannot name; the simulated cluster answers
/// it.
/// </remarks>
/// <param name="Resources">The resources; a broker's goes to that broker.</param>
/// <param name="IncludeSynonyms">Whether each value comes with where it may come from.</param>
/// <param name="IncludeDocumentation">Version 3 and above.</param>
internal sealed record DescribeConfigsRequest(
    ImmutableArray<DescribeConfigsRequest.Resource> Resources, bool IncludeSynonyms = false, bool IncludeDocumentation = false)
    : IKafkaRequest<DescribeConfigsRequest, DescribeConfigsResponse>
{
    public static ApiKey Key => ApiKey.DescribeConfigs;

    public static DescribeConfigsRequest Read(ref KafkaReader reader)
    {
        var request = new DescribeConfigsRequest(
            reader.ReadArray<Resource>(), reader.ReadBoolean(), reader.Version >= 3 && reader.ReadBoolean());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteArray<Resource>(Resources);
        writer.WriteBoolean(IncludeSynonyms);
        if (writer.Version >= 3)
        {
            writer.WriteBoolean(IncludeDocumentation);
        }

        writer.WriteNoTags();
    }

    /// <summary>A resource (type 2 topic, 4 broker) and its keys: null = all; never empty, which releases understand differently.</summary>
    internal sealed record Resource(sbyte ResourceType, string ResourceName, ImmutableArray<string>? ConfigurationKeys)
        : IKafkaStruct<Resource>
    {
        public static Resource Read(ref KafkaReader reader)
        {
            var resource = new Resource(reader.ReadInt8(), reader.ReadString(), reader.ReadNullableStringArray());
            reader.SkipTags();
            return resource;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt8(ResourceType);
            writer.WriteString(ResourceName);
            writer.WriteStringArray(ConfigurationKeys);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer.</summary>
/// <param name="Results">Per resource.</param>
internal sealed record DescribeConfigsResponse(ImmutableArray<DescribeConfigsResponse.Result> Results)
    : IKafkaStruct<DescribeConfigsResponse>
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    public static DescribeConfigsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new DescribeConfigsResponse(reader.ReadArray<Result>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Result>(Results);
        writer.WriteNoTags();
    }

    /// <summary>A resource's values.</summary>
    internal sealed record Result(
        KafkaErrorCode ErrorCode,
        string? ErrorMessage,
        sbyte ResourceType,
        string ResourceName,
        ImmutableArray<Config> Configs) : IKafkaStruct<Result>
    {
        public static Result Read(ref KafkaReader reader)
        {
            var result = new Result(
                reader.ReadErrorCode(), reader.ReadNullableString(), reader.ReadInt8(), reader.ReadString(), reader.ReadArray<Config>());
            reader.SkipTags();
            return result;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(ErrorMessage);
            writer.WriteInt8(ResourceType);
            writer.WriteString(ResourceName);
            writer.WriteArray<Config>(Configs);
            writer.WriteNoTags();
        }
    }

    /// <summary>A value. Read-only is not to be trusted for throttle rates (KAFKA-19984); a sensitive value is null.</summary>
    internal sealed record Config(
        string Name,
        string? Value,
        bool ReadOnly,
        sbyte ConfigSource,
        bool IsSensitive,
        ImmutableArray<Synonym> Synonyms) : IKafkaStruct<Config>
    {
        /// <summary>Kafka's type code (version 3 and above).</summary>
        public sbyte ConfigType { get; init; }

        /// <summary>The documentation, where asked for (version 3 and above).</summary>
        public string? Documentation { get; init; }

        public static Config Read(ref KafkaReader reader)
        {
            var config = new Config(
                reader.ReadString(), reader.ReadNullableString(), reader.ReadBoolean(), reader.ReadInt8(), reader.ReadBoolean(),
                reader.ReadArray<Synonym>())
            {
                ConfigType = reader.Version >= 3 ? reader.ReadInt8() : (sbyte)0,
                Documentation = reader.Version >= 3 ? reader.ReadNullableString() : null,
            };
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
            writer.WriteArray<Synonym>(Synonyms);
            if (writer.Version >= 3)
            {
                writer.WriteInt8(ConfigType);
                writer.WriteString(Documentation);
            }

            writer.WriteNoTags();
        }
    }

    /// <summary>Where a value may come from.</summary>
    internal sealed record Synonym(string Name, string? Value, sbyte Source) : IKafkaStruct<Synonym>
    {
        public static Synonym Read(ref KafkaReader reader)
        {
            var synonym = new Synonym(reader.ReadString(), reader.ReadNullableString(), reader.ReadInt8());
            reader.SkipTags();
            return synonym;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteString(Value);
            writer.WriteInt8(Source);
            writer.WriteNoTags();
        }
    }
}
