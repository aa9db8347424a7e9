using System.Collections.Frozen;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>API keys of the messages here, with Kafka's numbers.</summary>
internal enum ApiKey : short
{
    Metadata = 3,
    SaslHandshake = 17,
    ApiVersions = 18,
    CreateTopics = 19,
    DescribeConfigs = 32,
    AlterReplicaLogDirs = 34,
    DescribeLogDirs = 35,
    SaslAuthenticate = 36,
    ElectLeaders = 43,
    IncrementalAlterConfigs = 44,
    AlterPartitionReassignments = 45,
    ListPartitionReassignments = 46,
    DescribeCluster = 60,
    DescribeTopicPartitions = 75,
}

/// <summary>What is the same for every message of one API: its key, the versions written here, and the first flexible one.</summary>
/// <param name="Key">The API key.</param>
/// <param name="MinVersion">The lowest version written here.</param>
/// <param name="MaxVersion">The highest version written here.</param>
/// <param name="FirstFlexibleVersion">The first flexible version (KIP-482); <see cref="short.MaxValue"/> for never.</param>
internal sealed record KafkaApi(ApiKey Key, short MinVersion, short MaxVersion, short FirstFlexibleVersion)
{
    /// <summary>Every API written here, by key.</summary>
    public static FrozenDictionary<ApiKey, KafkaApi> All { get; } = new KafkaApi[]
    {
        new(ApiKey.Metadata, 5, 13, 9),
        new(ApiKey.SaslHandshake, 0, 1, short.MaxValue), // KAFKA-9577
        new(ApiKey.ApiVersions, 0, 4, 3),
        new(ApiKey.CreateTopics, 2, 7, 5),
        new(ApiKey.DescribeConfigs, 1, 4, 4),
        new(ApiKey.AlterReplicaLogDirs, 1, 2, 2),
        new(ApiKey.DescribeLogDirs, 1, 5, 2),
        new(ApiKey.SaslAuthenticate, 0, 2, 2),
        new(ApiKey.ElectLeaders, 0, 2, 2),
        new(ApiKey.IncrementalAlterConfigs, 0, 1, 1),
        new(ApiKey.AlterPartitionReassignments, 0, 1, 0),
        new(ApiKey.ListPartitionReassignments, 0, 0, 0),
        new(ApiKey.DescribeCluster, 0, 2, 0),
        new(ApiKey.DescribeTopicPartitions, 0, 0, 0),
    }.ToFrozenDictionary(api => api.Key);

    /// <summary>Whether a version's body, and its request header, are flexible.</summary>
    public bool IsFlexible(short version) => version >= FirstFlexibleVersion;

    /// <summary>Whether a version's response header has tags.</summary>
    /// <remarks>
    /// Never with ApiVersions: the client may have asked in a version that the broker does not know, so the header must be readable without
    /// knowing it (KIP-511).
    /// </remarks>
    public bool HasFlexibleResponseHeader(short version) => IsFlexible(version) && Key != ApiKey.ApiVersions;
}
