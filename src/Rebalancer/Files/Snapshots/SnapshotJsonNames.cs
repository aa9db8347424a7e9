using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Snapshots;

/// <summary>The property names of the snapshot file.</summary>
internal static class SnapshotJsonNames
{
    /// <summary>The version that is read and written.</summary>
    public const int CurrentVersion = 1;

    public static readonly JsonName Version = new("version", 0);
    public static readonly JsonName ClusterId = new("clusterId", 1);
    public static readonly JsonName Brokers = new("brokers", 2);
    public static readonly JsonName DeadBrokers = new("deadBrokers", 3);
    public static readonly JsonName Topics = new("topics", 4);
    public static readonly JsonName ReadAt = new("readAt", 6);

    public static readonly JsonName Id = new("id", 0);
    public static readonly JsonName Host = new("host", 1);
    public static readonly JsonName Rack = new("rack", 2);
    public static readonly JsonName Cordoned = new("cordoned", 3);
    public static readonly JsonName UsableBytes = new("usableBytes", 4);
    public static readonly JsonName LogDirs = new("logDirs", 5);

    public static readonly JsonName Name = new("name", 0);
    public static readonly JsonName TopicId = new("topicId", 1);
    public static readonly JsonName Partitions = new("partitions", 2);
    public static readonly JsonName MinInSyncReplicas = new("minInSyncReplicas", 3);
    public static readonly JsonName PlacementConstraints = new("placementConstraints", 4);

    public static readonly JsonName Partition = new("partition", 0);
    public static readonly JsonName Replicas = new("replicas", 1);
    public static readonly JsonName Leader = new("leader", 2);
    public static readonly JsonName Isr = new("isr", 3);
    public static readonly JsonName SizeBytes = new("sizeBytes", 4);
    public static readonly JsonName Health = new("health", 5);

    /// <summary>The flags of <see cref="PartitionHealth"/> as the file names them, in the order of their values.</summary>
    public static readonly (PartitionHealth Flag, string Name)[] HealthFlags =
    [
        (PartitionHealth.UnderReplicated, "underReplicated"),
        (PartitionHealth.Leaderless, "leaderless"),
        (PartitionHealth.OfflineReplica, "offlineReplica"),
        (PartitionHealth.UnderMinIsr, "underMinIsr"),
        (PartitionHealth.Reassigning, "reassigning"),
    ];
}
