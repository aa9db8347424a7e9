using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>ApiVersions (18): which APIs a broker offers on this connection (KIP-35, KIP-511).</summary>
/// <param name="ClientSoftwareName">Version 3 and above; matches <c>[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?</c>.</param>
/// <param name="ClientSoftwareVersion">Likewise.</param>
internal sealed record ApiVersionsRequest(string ClientSoftwareName = "", string ClientSoftwareVersion = "")
    : IKafkaRequest<ApiVersionsRequest, ApiVersionsResponse>
{
    public static ApiKey Key => ApiKey.ApiVersions;

    public static ApiVersionsRequest Read(ref KafkaReader reader)
    {
        if (reader.Version < 3)
        {
            return new();
        }

        var request = new ApiVersionsRequest(reader.ReadString(), reader.ReadString());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        if (writer.Version >= 3)
        {
            writer.WriteString(ClientSoftwareName);
            writer.WriteString(ClientSoftwareVersion);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer; its header never has tags, and error 35 comes with a version 0 body whatever was asked.</summary>
/// <param name="ErrorCode">0, 35 (unknown version: ask again in the one listed) or 42 (bad client name).</param>
/// <param name="ApiKeys">The offered APIs.</param>
internal sealed record ApiVersionsResponse(KafkaErrorCode ErrorCode, ImmutableArray<ApiVersionsResponse.ApiVersion> ApiKeys)
    : IKafkaStruct<ApiVersionsResponse>
{
    private const long NoEpoch = -1;

    /// <summary>How long the broker holds this client back, in milliseconds (version 1 and above).</summary>
    public int ThrottleTimeMs { get; init; }

    /// <summary>Features the broker can have (tag 0, version 3 and above).</summary>
    public ImmutableArray<Feature> SupportedFeatures { get; init; } = [];

    /// <summary>The finalized features' epoch, or -1 (tag 1).</summary>
    public long FinalizedFeaturesEpoch { get; init; } = NoEpoch;

    /// <summary>Features the cluster has (tag 2), such as <c>metadata.version</c> on KRaft.</summary>
    public ImmutableArray<FinalizedFeature> FinalizedFeatures { get; init; } = [];

    /// <summary>Whether a ZooKeeper cluster is ready to migrate (tag 3).</summary>
    public bool ZkMigrationReady { get; init; }

    public static ApiVersionsResponse Read(ref KafkaReader reader)
    {
        var response = new ApiVersionsResponse(reader.ReadErrorCode(), reader.ReadArray<ApiVersion>())
        {
            ThrottleTimeMs = reader.Version >= 1 ? reader.ReadInt32() : 0,
        };
        for (var left = reader.ReadTagCount(); left > 0; left--)
        {
            var field = reader.ReadTag(out var tag);
            response = tag switch
            {
                0 => response with { SupportedFeatures = field.ReadArray<Feature>() },
                1 => response with { FinalizedFeaturesEpoch = field.ReadInt64() },
                2 => response with { FinalizedFeatures = field.ReadArray<FinalizedFeature>() },
                3 => response with { ZkMigrationReady = field.ReadBoolean() },
                _ => response,
            };
        }

        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteErrorCode(ErrorCode);
        writer.WriteArray<ApiVersion>(ApiKeys);
        if (writer.Version >= 1)
        {
            writer.WriteInt32(ThrottleTimeMs);
        }

        if (!writer.IsFlexible)
        {
            return;
        }

        var fields = new List<(uint Tag, Action<KafkaWriter> Write)>();
        if (!SupportedFeatures.IsEmpty)
        {
            fields.Add((0, field => field.WriteArray<Feature>(SupportedFeatures)));
        }

        if (FinalizedFeaturesEpoch != NoEpoch)
        {
            fields.Add((1, field => field.WriteInt64(FinalizedFeaturesEpoch)));
        }

        if (!FinalizedFeatures.IsEmpty)
        {
            fields.Add((2, field => field.WriteArray<FinalizedFeature>(FinalizedFeatures)));
        }

        if (ZkMigrationReady)
        {
            fields.Add((3, field => field.WriteBoolean(true)));
        }

        writer.WriteTagCount((uint)fields.Count);
        foreach (var (tag, write) in fields)
        {
            writer.WriteTag(tag, write);
        }
    }

    /// <summary>One API's versions.</summary>
    internal readonly record struct ApiVersion(short ApiKey, short MinVersion, short MaxVersion) : IKafkaStruct<ApiVersion>
    {
        public static ApiVersion Read(ref KafkaReader reader)
        {
            var version = new ApiVersion(reader.ReadInt16(), reader.ReadInt16(), reader.ReadInt16());
            reader.SkipTags();
            return version;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt16(ApiKey);
            writer.WriteInt16(MinVersion);
            writer.WriteInt16(MaxVersion);
            writer.WriteNoTags();
        }
    }

    /// <summary>A feature that the broker can have.</summary>
    internal sealed record Feature(string Name, short MinVersion, short MaxVersion) : IKafkaStruct<Feature>
    {
        public static Feature Read(ref KafkaReader reader)
        {
            var feature = new Feature(reader.ReadString(), reader.ReadInt16(), reader.ReadInt16());
            reader.SkipTags();
            return feature;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteInt16(MinVersion);
            writer.WriteInt16(MaxVersion);
            writer.WriteNoTags();
        }
    }

    /// <summary>A feature that the cluster has; on the wire the maximum stands first.</summary>
    internal sealed record FinalizedFeature(string Name, short MaxVersionLevel, short MinVersionLevel) : IKafkaStruct<FinalizedFeature>
    {
        public static FinalizedFeature Read(ref KafkaReader reader)
        {
            var feature = new FinalizedFeature(reader.ReadString(), reader.ReadInt16(), reader.ReadInt16());
            reader.SkipTags();
            return feature;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteInt16(MaxVersionLevel);
            writer.WriteInt16(MinVersionLevel);
            writer.WriteNoTags();
        }
    }
}
