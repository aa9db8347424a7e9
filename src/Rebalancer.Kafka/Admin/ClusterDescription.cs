namespace Rebalancer.Kafka.Admin;

/// <summary>A live cluster: who is there and what it offers.</summary>
public sealed record ClusterDescription
{
    /// <summary>Kafka's cluster id, or null where the cluster does not say.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>The controller's broker id as metadata tells, or -1.</summary>
    public required int ControllerId { get; init; }

    /// <summary>Live brokers, sorted by id.</summary>
    public required IReadOnlyList<LiveBroker> Brokers { get; init; }

    /// <summary>Whether the cluster runs on KRaft rather than on ZooKeeper.</summary>
    public required bool IsKRaft { get; init; }

    /// <summary>Whether APIs 45 and 46 are offered (Kafka 2.4+, KIP-455).</summary>
    public required bool SupportsReassignment { get; init; }

    /// <summary>Whether a request can forbid a change of the replication factor (API 45 version 1, Kafka 4.1+, KIP-860).</summary>
    public required bool CanForbidReplicationFactorChange { get; init; }

    /// <summary>Whether DescribeConfigs tells the values of throttle rates; brokers before 2.6 hide them.</summary>
    public required bool ThrottleRatesReadable { get; init; }

    /// <summary>What the caller may do on the cluster, or null where the cluster does not say.</summary>
    public required IReadOnlySet<AclOperation>? AuthorizedOperations { get; init; }

    /// <summary>Compares by content.</summary>
    public bool Equals(ClusterDescription? other) => other is not null
        && (ClusterId, ControllerId, IsKRaft, SupportsReassignment)
            == (other.ClusterId, other.ControllerId, other.IsKRaft, other.SupportsReassignment)
        && (CanForbidReplicationFactorChange, ThrottleRatesReadable)
            == (other.CanForbidReplicationFactorChange, other.ThrottleRatesReadable)
        && Brokers.SequenceEqual(other.Brokers)
        && AclOperations.Same(AuthorizedOperations, other.AuthorizedOperations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ClusterId, ControllerId, IsKRaft, Brokers.Count);
}

/// <summary>A broker that is up.</summary>
/// <param name="Id">Node id.</param>
/// <param name="Host">Advertised host.</param>
/// <param name="Port">Advertised port.</param>
/// <param name="Rack"><c>broker.rack</c>, or null.</param>
public sealed record LiveBroker(int Id, string Host, int Port, string? Rack);

/// <summary>Operations of Kafka's ACLs, with Kafka's codes.</summary>
public enum AclOperation
{
    /// <summary>READ.</summary>
    Read = 3,

    /// <summary>WRITE.</summary>
    Write = 4,

    /// <summary>CREATE.</summary>
    Create = 5,

    /// <summary>DELETE.</summary>
    Delete = 6,

    /// <summary>ALTER.</summary>
    Alter = 7,

    /// <summary>DESCRIBE.</summary>
    Describe = 8,

    /// <summary>CLUSTER_ACTION.</summary>
    ClusterAction = 9,

    /// <summary>DESCRIBE_CONFIGS.</summary>
    DescribeConfigs = 10,

    /// <summary>ALTER_CONFIGS.</summary>
    AlterConfigs = 11,

    /// <summary>IDEMPOTENT_WRITE.</summary>
    IdempotentWrite = 12,
}

/// <summary>Questions about sets of operations.</summary>
internal static class AclOperations
{
    /// <summary>Whether two sets hold the same; not told is the same as not told only.</summary>
    public static bool Same(IReadOnlySet<AclOperation>? left, IReadOnlySet<AclOperation>? right) =>
        left is null || right is null ? left is null && right is null : left.SetEquals(right);
}
