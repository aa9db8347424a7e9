using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Reading;

/// <summary>What a command does with a cluster, as far as permissions go.</summary>
public enum ClusterAccess
{
    /// <summary><c>snapshot</c>, <c>describe</c>, <c>plan</c>, <c>status</c> and <c>verify</c>: reads only.</summary>
    Read,

    /// <summary><c>apply</c>, <c>cancel</c>, <c>undo</c> and <c>unthrottle</c>: reassigns, elects and throttles.</summary>
    Apply,
}

/// <summary>One permission that a command needs.</summary>
/// <param name="Topic">The topic, or null for the cluster.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Purpose">What it is for, such as <c>to list reassignments</c>.</param>
public sealed record Permission(string? Topic, AclOperation Operation, string Purpose)
{
    /// <summary>As in Kafka's ACLs: <c>DESCRIBE on CLUSTER</c>, <c>ALTER_CONFIGS on TOPIC t</c>.</summary>
    public override string ToString() => $"{OperationName} on {(Topic is null ? "CLUSTER" : $"TOPIC {Topic}")} ({Purpose})";

    /// <summary>The operation as Kafka's ACLs spell it, such as <c>ALTER_CONFIGS</c>.</summary>
    internal string OperationName => Operation switch
    {
        AclOperation.ClusterAction => "CLUSTER_ACTION",
        AclOperation.DescribeConfigs => "DESCRIBE_CONFIGS",
        AclOperation.AlterConfigs => "ALTER_CONFIGS",
        AclOperation.IdempotentWrite => "IDEMPOTENT_WRITE",
        _ => Operation.ToString().ToUpperInvariant(),
    };
}

/// <summary>What a command needs and what of it is missing.</summary>
/// <param name="needed">Every permission looked at.</param>
/// <param name="missing">Those that the caller does not have.</param>
/// <param name="unknown">Those that the cluster does not report.</param>
public sealed class PermissionReport(
    ImmutableArray<Permission> needed, ImmutableArray<Permission> missing, ImmutableArray<Permission> unknown)
{
    /// <summary>Every permission looked at.</summary>
    public ImmutableArray<Permission> Needed { get; } = needed;

    /// <summary>Those that the caller does not have.</summary>
    public ImmutableArray<Permission> Missing { get; } = missing;

    /// <summary>Those that the cluster does not report.</summary>
    public ImmutableArray<Permission> Unknown { get; } = unknown;

    /// <summary>Whether nothing is missing, as far as the cluster tells.</summary>
    public bool IsSufficient => Missing.IsEmpty;

    /// <summary>One line for a person, or null where nothing is missing. At most a few topics are named; the rest is counted.</summary>
    public string? Describe()
    {
        const int Named = 5;
        if (Missing.IsEmpty)
        {
            return null;
        }

        var named = string.Join(", ", Missing.Take(Named));
        return Missing.Length <= Named
            ? $"Permissions are missing: {named}." : $"Permissions are missing: {named}, and {Missing.Length - Named} more.";
    }
}

/// <summary>Compares what a command needs with what the caller may do. Pure; asks nothing.</summary>
/// <remarks>
/// The table is that of real brokers: reassigning and electing need ALTER on CLUSTER and nothing on the topic; throttles need ALTER_CONFIGS
/// on CLUSTER (rates) and on each topic
/// (lists). Kafka's answer counts implied permissions already (ALTER implies DESCRIBE, ALTER_CONFIGS implies DESCRIBE_CONFIGS).
/// </remarks>
public static class PermissionCheck
{
    private static readonly ImmutableArray<Permission> s_readCluster =
        [new(null, AclOperation.Describe, "to list reassignments and log dirs")];

    private static readonly ImmutableArray<Permission> s_applyCluster =
    [
        .. s_readCluster,
        new(null, AclOperation.Alter, "to reassign partitions and elect leaders"),
        new(null, AclOperation.DescribeConfigs, "to read throttle rates"),
        new(null, AclOperation.AlterConfigs, "to set throttle rates"),
    ];

    private static readonly ImmutableArray<Permission> s_readTopic =
    [
        new(null, AclOperation.Describe, "to see the topic"),
        new(null, AclOperation.DescribeConfigs, "to read min.insync.replicas"),
    ];

    private static readonly ImmutableArray<Permission> s_applyTopic = [.. s_readTopic,
        new(null, AclOperation.AlterConfigs, "to set the throttled replicas")];

    /// <summary>Checks the cluster, and the topics that a command touches.</summary>
    /// <param name="access">What the command does.</param>
    /// <param name="cluster">The cluster's description, with the caller's operations.</param>
    /// <param name="topics">The topics as described; one that was answered with an authorization error lacks everything.</param>
    public static PermissionReport Check(ClusterAccess access, ClusterDescription cluster, IEnumerable<TopicDescription> topics)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(topics);
        var needed = ImmutableArray.CreateBuilder<Permission>();
        var missing = ImmutableArray.CreateBuilder<Permission>();
        var unknown = ImmutableArray.CreateBuilder<Permission>();
        Judge(access == ClusterAccess.Apply ? s_applyCluster : s_readCluster, null, cluster.AuthorizedOperations);
        foreach (var topic in topics)
        {
            var operations = topic.Error?.Code == KafkaErrorCode.TopicAuthorizationFailed
                ? new HashSet<AclOperation>() : topic.AuthorizedOperations;
            Judge(access == ClusterAccess.Apply ? s_applyTopic : s_readTopic, topic.Name, operations);
        }

        return new PermissionReport(needed.ToImmutable(), missing.ToImmutable(), unknown.ToImmutable());

        void Judge(ImmutableArray<Permission> permissions, string? topic, IReadOnlySet<AclOperation>? operations)
        {
            foreach (var permission in permissions)
            {
                var one = permission with { Topic = topic };
                needed.Add(one);
                if (operations is null)
                {
                    unknown.Add(one);
                }
                else if (!operations.Contains(one.Operation))
                {
                    missing.Add(one);
                }
            }
        }
    }
}
