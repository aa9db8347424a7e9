namespace Rebalancer.Reports;

/// <summary>One topic, before and after.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="MinReplicationFactor">The smallest replication factor of its partitions.</param>
/// <param name="MaxReplicationFactor">The largest replication factor of its partitions.</param>
public sealed record TopicRow(string Name, int Partitions, int MinReplicationFactor, int MaxReplicationFactor)
{
    /// <summary>Partitions with avoidable violations of the spread.</summary>
    public BeforeAfter Violations { get; init; }

    /// <summary>Its replicas on brokers that are to hold none: dead or draining ones.</summary>
    public BeforeAfter OnLeavingBrokers { get; init; }

    /// <summary>Partitions whose replica list changes.</summary>
    public int Changes { get; init; }

    /// <summary>Replicas that are copied.</summary>
    public int Moves { get; init; }

    /// <summary>Bytes that are copied; partitions of unknown size left out.</summary>
    public long MoveBytes { get; init; }

    /// <summary>Bytes of all its replicas; partitions of unknown size left out.</summary>
    public long Bytes { get; init; }

    /// <summary>Partitions whose size is not known.</summary>
    public int UnknownSizes { get; init; }

    /// <summary>Over the live brokers, the largest minus the smallest number of its replicas.</summary>
    public BeforeAfter ReplicaRange { get; init; }

    /// <summary>Over the live brokers, the largest minus the smallest number of its preferred leaders.</summary>
    public BeforeAfter LeaderRange { get; init; }

    /// <summary>Its <c>min.insync.replicas</c>, or null where not known.</summary>
    public int? MinInSyncReplicas { get; init; }
}
