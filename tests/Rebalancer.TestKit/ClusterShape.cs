namespace Rebalancer.TestKit;

/// <summary>How a generated cluster came to be as it is.</summary>
public enum ClusterFamily
{
    /// <summary>Every replica list is drawn at random, without regard to racks.</summary>
    Random,

    /// <summary>Placed as Kafka does without racks, on two thirds of the brokers; a third is new and empty.</summary>
    ScaleOut,

    /// <summary>Placed at random; then a tenth of the brokers (at least one) went down.</summary>
    Drained,

    /// <summary>Random, and the brokers sit unevenly over the cells of the grid: some hold many, some none.</summary>
    UnevenCells,
}

/// <summary>What to generate; equal shapes give equal clusters.</summary>
public sealed record ClusterShape
{
    /// <summary>How the cluster came to be.</summary>
    public ClusterFamily Family { get; init; } = ClusterFamily.Random;

    /// <summary>Fault domains of the grid; 0 makes a cluster without racks.</summary>
    public int FaultDomains { get; init; } = 3;

    /// <summary>Update domains of the grid; 0 makes racks of one dimension.</summary>
    public int UpdateDomains { get; init; } = 5;

    /// <summary>Brokers in all, dead and new ones too.</summary>
    public int BrokerCount { get; init; } = 15;

    /// <summary>Partitions over all topics.</summary>
    public int PartitionCount { get; init; } = 200;

    /// <summary>Least replication factor; every topic draws its own from here to <see cref="MaxReplicationFactor"/>.</summary>
    public int MinReplicationFactor { get; init; } = 3;

    /// <summary>Largest replication factor.</summary>
    public int MaxReplicationFactor { get; init; } = 3;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A name for test output, such as <c>ScaleOut-3x5-15b-200p-rf3-s1</c>.</summary>
    public override string ToString()
    {
        var rf = MinReplicationFactor == MaxReplicationFactor
            ? $"rf{MinReplicationFactor}"
            : $"rf{MinReplicationFactor}to{MaxReplicationFactor}";
        return $"{Family}-{FaultDomains}x{UpdateDomains}-{BrokerCount}b-{PartitionCount}p-{rf}-s{Seed}";
    }
}
