using System.Collections.Frozen;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>
/// The configuration keys that the simulator knows, with Kafka's defaults; others are refused as Kafka refuses unknown ones.
/// </summary>
internal static class ConfigKeys
{
    public const string LeaderThrottledReplicas = "leader.replication.throttled.replicas";
    public const string FollowerThrottledReplicas = "follower.replication.throttled.replicas";
    public const string LeaderThrottledRate = "leader.replication.throttled.rate";
    public const string FollowerThrottledRate = "follower.replication.throttled.rate";
    public const string LogDirThrottledRate = "replica.alter.log.dirs.io.max.bytes.per.second";
    public const string MinInsyncReplicas = "min.insync.replicas";
    public const string UncleanLeaderElection = "unclean.leader.election.enable";
    public const string CordonedLogDirs = "cordoned.log.dirs";

    /// <summary>The longest value that a string of the protocol can carry, in bytes.</summary>
    public const int MaxValueBytes = 32767;

    /// <summary>Topic keys and their defaults.</summary>
    public static readonly FrozenDictionary<string, string> Topic = new Dictionary<string, string>
    {
        ["cleanup.policy"] = "delete",
        ["compression.type"] = "producer",
        ["delete.retention.ms"] = "86400000",
        ["file.delete.delay.ms"] = "60000",
        ["flush.messages"] = "9223372036854775807",
        ["flush.ms"] = "9223372036854775807",
        [FollowerThrottledReplicas] = "",
        ["index.interval.bytes"] = "4096",
        [LeaderThrottledReplicas] = "",
        ["max.compaction.lag.ms"] = "9223372036854775807",
        ["max.message.bytes"] = "1048588",
        ["message.timestamp.type"] = "CreateTime",
        ["min.cleanable.dirty.ratio"] = "0.5",
        ["min.compaction.lag.ms"] = "0",
        [MinInsyncReplicas] = "1",
        ["preallocate"] = "false",
        ["retention.bytes"] = "-1",
        ["retention.ms"] = "604800000",
        ["segment.bytes"] = "1073741824",
        ["segment.index.bytes"] = "10485760",
        ["segment.jitter.ms"] = "0",
        ["segment.ms"] = "604800000",
        [UncleanLeaderElection] = "false",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Broker keys that have a default and can be changed at run time.</summary>
    public static readonly FrozenDictionary<string, string> Broker = new Dictionary<string, string>
    {
        ["background.threads"] = "10",
        ["log.cleaner.threads"] = "1",
        ["log.retention.ms"] = "604800000",
        ["log.segment.bytes"] = "1073741824",
        ["max.connections"] = "2147483647",
        ["message.max.bytes"] = "1048588",
        [MinInsyncReplicas] = "1",
        ["num.io.threads"] = "8",
        ["num.network.threads"] = "3",
        ["num.replica.fetchers"] = "1",
        [UncleanLeaderElection] = "false",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Broker keys from server.properties that stay as they are.</summary>
    public static readonly FrozenDictionary<string, string> StaticBroker = new Dictionary<string, string>
    {
        ["auto.create.topics.enable"] = "false",
        ["auto.leader.rebalance.enable"] = "false",
        ["default.replication.factor"] = "1",
        ["num.partitions"] = "1",
        ["offsets.topic.replication.factor"] = "3",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Broker keys that exist only while they are set.</summary>
    public static readonly FrozenSet<string> DynamicOnlyBroker =
        new[] { LeaderThrottledRate, FollowerThrottledRate, LogDirThrottledRate }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsThrottleList(string key) => key is LeaderThrottledReplicas or FollowerThrottledReplicas;

    /// <summary>Keys whose value is a list, for APPEND and SUBTRACT.</summary>
    public static bool IsList(string key) => IsThrottleList(key) || key is "cleanup.policy" or CordonedLogDirs;
}
