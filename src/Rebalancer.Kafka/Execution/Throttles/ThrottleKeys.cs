using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>The configuration keys of the replication throttle (KIP-73) and their limits.</summary>
internal static class ThrottleKeys
{
    public const string LeaderRate = "leader.replication.throttled.rate";
    public const string FollowerRate = "follower.replication.throttled.rate";
    public const string LeaderReplicas = "leader.replication.throttled.replicas";
    public const string FollowerReplicas = "follower.replication.throttled.replicas";

    /// <summary>Longer values close the connection without an answer.</summary>
    public const int MostBytes = 32767;

    public static readonly string[] Rates = [LeaderRate, FollowerRate];
    public static readonly string[] Lists = [LeaderReplicas, FollowerReplicas];

    /// <summary>Such as <c>follower.replication.throttled.rate of broker 3</c>.</summary>
    public static string Name(ConfigResource resource, string key) =>
        $"{key} of {resource.Kind.ToString().ToLowerInvariant()} {resource.Name}";
}
