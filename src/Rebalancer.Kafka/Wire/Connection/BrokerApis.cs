using System.Collections.Frozen;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>
/// What one broker offers, as it said on this connection (KIP-35): in a rolling upgrade each broker may offer something else.
/// </summary>
internal sealed class BrokerApis
{
    private const short LeaderAndIsr = 4;
    private const short BrokerRegistration = 62;
    private readonly FrozenDictionary<short, ApiVersionsResponse.ApiVersion> _ranges;

    /// <summary>Takes an answer.</summary>
    public BrokerApis(ApiVersionsResponse answer) =>
        _ranges = answer.ApiKeys.GroupBy(range => range.ApiKey).ToFrozenDictionary(group => group.Key, group => group.First());

    /// <summary>
    /// Whether the cluster seems to run on ZooKeeper: there the controller talks to brokers by LeaderAndIsr, which KRaft brokers do not
    /// have.
    /// </summary>
    public bool LooksLikeZooKeeper => _ranges.ContainsKey(LeaderAndIsr);

    /// <summary>
    /// Whether it is the port of a KRaft controller: brokers alone tell who is in the cluster (Metadata), controllers alone take
    /// registrations of brokers (KIP-631).
    /// </summary>
    public bool IsControllerPort => !_ranges.ContainsKey((short)ApiKey.Metadata) && _ranges.ContainsKey(BrokerRegistration);

    /// <summary>Whether an API is offered in a version that is written here, at least in <paramref name="leastVersion"/>.</summary>
    public bool Offers(ApiKey key, short leastVersion = 0) => Highest(key) is { } version && version >= leastVersion;

    /// <summary>Whether the broker lists an API, also one that is not written here.</summary>
    public bool Lists(short key) => _ranges.ContainsKey(key);

    /// <summary>The highest version that both sides have, or null.</summary>
    /// <param name="key">The API.</param>
    /// <param name="cap">The highest version wanted.</param>
    public short? Highest(ApiKey key, short cap = short.MaxValue)
    {
        if (!_ranges.TryGetValue((short)key, out var range))
        {
            return null;
        }

        var ours = KafkaApi.All[key];
        var version = Math.Min(Math.Min(ours.MaxVersion, range.MaxVersion), cap);
        return version >= Math.Max(ours.MinVersion, range.MinVersion) ? version : null;
    }

    /// <summary>Why <see cref="Highest"/> is null, for a person.</summary>
    public string WhyNot(ApiKey key)
    {
        var ours = KafkaApi.All[key];
        return _ranges.TryGetValue((short)key, out var range)
            ? $"offers {key} in versions {range.MinVersion} to {range.MaxVersion}, this client knows {ours.MinVersion} to {ours.MaxVersion}"
            : $"does not offer {key}{FirstRelease(key)}";
    }

    private static string FirstRelease(ApiKey key) => key switch
    {
        ApiKey.AlterPartitionReassignments or ApiKey.ListPartitionReassignments =>
            ", which Kafka has since 2.4 (KIP-455). An older cluster takes kafka-reassign-partitions; a managed one may not let clients "
                + "move partitions at all",
        ApiKey.DescribeCluster => ", which Kafka has since 2.8",
        ApiKey.DescribeTopicPartitions => ", which Kafka has since 3.8, on KRaft",
        _ => "",
    };
}
