namespace Rebalancer.Planning.Problem;

/// <summary>A cluster as flat arrays, the form that every planning step works on.</summary>
/// <remarks>
/// Brokers are indices 0..BrokerCount-1 of the live brokers sorted by id; a dead broker is <see cref="Dead"/>. Partitions are sorted by topic and number.
/// The replicas of partition p are the slots Offsets[p]..Offsets[p+1]-1, the first is the preferred leader. Nothing here changes after construction.
/// </remarks>
internal sealed class PlanningProblem
{
    /// <summary>The broker index of a replica on a dead or unknown broker.</summary>
    public const int Dead = -1;

    /// <summary>Ids of the live brokers, ascending.</summary>
    public required int[] BrokerIds { get; init; }

    /// <summary>Domains[d][b] is the domain index of broker b in rack dimension d; indices are dense, 0..DomainCounts[d]-1.</summary>
    public required int[][] Domains { get; init; }

    /// <summary>How many domains each rack dimension has.</summary>
    public required int[] DomainCounts { get; init; }

    /// <summary>Whether a broker may be given new replicas (false: cordoned).</summary>
    public required bool[] AcceptsNew { get; init; }

    /// <summary>Slot ranges of the partitions; one entry more than there are partitions.</summary>
    public required int[] Offsets { get; init; }

    /// <summary>The broker index of each slot before planning, or <see cref="Dead"/>.</summary>
    public required int[] Replicas { get; init; }

    /// <summary>Whether the plan may change the partition; others count in every load as they are.</summary>
    public required bool[] Movable { get; init; }

    /// <summary>Whether the partition counts in loads: false where no replica lives.</summary>
    public required bool[] Counted { get; init; }

    /// <summary>Size of one replica in bytes, 0 where not known.</summary>
    public required long[] Sizes { get; init; }

    /// <summary>Partition ranges of the topics; one entry more than there are topics.</summary>
    public required int[] TopicOffsets { get; init; }

    /// <summary>Number of live brokers.</summary>
    public int BrokerCount => BrokerIds.Length;

    /// <summary>Number of partitions.</summary>
    public int PartitionCount => Movable.Length;

    /// <summary>Number of topics.</summary>
    public int TopicCount => TopicOffsets.Length - 1;

    /// <summary>Number of rack dimensions.</summary>
    public int DimensionCount => Domains.Length;

    /// <summary>The replication factor of partition <paramref name="partition"/>.</summary>
    public int ReplicationFactor(int partition) => Offsets[partition + 1] - Offsets[partition];
}
