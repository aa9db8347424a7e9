using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Planning.Problem;

/// <summary>
/// What is to be planned, as flat arrays: brokers with roles and domains, partitions with their present replicas and the number wanted.
/// </summary>
/// <remarks>
/// Brokers 0..<see cref="BrokerCount"/>-1 are those over which loads are judged: alive and not to end empty, ascending by id. The draining
/// ones follow, up to <see cref="LiveCount"/>. Partitions are sorted by topic and number. Partition p has the slots
/// Offsets[p]..Offsets[p+1]-1, as many as the larger of its present and its wanted replicas, the present ones first and in their order; so
/// a replica that stays keeps its slot whatever the replication factor becomes. Nothing here changes after construction.
/// </remarks>
internal sealed class PlanningProblem
{
    /// <summary>No broker: the slot is empty, or its replica sits on a broker that is dead or draining.</summary>
    public const int None = -1;

    private bool? _hasClosedBrokers;

    /// <summary>Ids of the live brokers: those judged, ascending, then the draining ones, ascending.</summary>
    public required int[] BrokerIds { get; init; }

    /// <summary>Roles of the live brokers.</summary>
    public required BrokerRole[] Roles { get; init; }

    /// <summary>How many brokers loads are judged over.</summary>
    public required int BrokerCount { get; init; }

    /// <summary>
    /// Domains[d][b]: the domain of live broker b in rack dimension d. 0..DomainCounts[d]-1 have a judged broker; draining ones may have
    /// others.
    /// </summary>
    public required int[][] Domains { get; init; }

    /// <summary>How many domains each rack dimension has among the brokers judged.</summary>
    public required int[] DomainCounts { get; init; }

    /// <summary>Slot ranges of the partitions; one entry more than there are partitions.</summary>
    public required int[] Offsets { get; init; }

    /// <summary>The judged broker of each slot before planning, or <see cref="None"/>.</summary>
    public required int[] Present { get; init; }

    /// <summary>
    /// The draining broker of each slot, as an index from <see cref="BrokerCount"/> on, or <see cref="None"/>; null where no broker drains.
    /// </summary>
    public int[]? Draining { get; init; }

    /// <summary>How many replicas each partition has now, those on leaving brokers too: the first slots of its range.</summary>
    public required int[] Held { get; init; }

    /// <summary>How many replicas each partition is to have; its present number where the plan does not change it.</summary>
    public required int[] Wanted { get; init; }

    /// <summary>Whether the plan may change the partition; others count in every load as they are.</summary>
    public required bool[] Movable { get; init; }

    /// <summary>Size of one replica in bytes, 0 where not known.</summary>
    public required long[] Sizes { get; init; }

    /// <summary>Partition ranges of the topics; one entry more than there are topics.</summary>
    public required int[] TopicOffsets { get; init; }

    /// <summary>
    /// For each partition a bit for each slot whose replica is in sync and may stay; null where no replication factor is lowered.
    /// </summary>
    public int[]? InSync { get; init; }

    /// <summary>Whether a draining broker leads each partition now, as its first live replica; null where no broker drains.</summary>
    public bool[]? LedByDraining { get; init; }

    /// <summary>
    /// The set of brokers each partition must stay within, as an index into <see cref="BrokerSets"/>, or -1; null where there are none.
    /// </summary>
    public int[]? BrokerSetOf { get; init; }

    /// <summary>BrokerSets[s][b]: whether judged broker b belongs to set s.</summary>
    public bool[][] BrokerSets { get; init; } = [];

    /// <summary>Number of live brokers, draining ones included.</summary>
    public int LiveCount => BrokerIds.Length;

    /// <summary>Number of partitions.</summary>
    public int PartitionCount => Movable.Length;

    /// <summary>Number of topics.</summary>
    public int TopicCount => TopicOffsets.Length - 1;

    /// <summary>Number of rack dimensions.</summary>
    public int DimensionCount => Domains.Length;

    /// <summary>Number of slots of all partitions.</summary>
    public int SlotCount => Present.Length;

    /// <summary>Number of slots of a partition.</summary>
    public int Width(int partition) => Offsets[partition + 1] - Offsets[partition];

    /// <summary>The present judged brokers of a partition's slots.</summary>
    public ReadOnlySpan<int> PresentOf(int partition) => Present.AsSpan(Offsets[partition], Width(partition));

    /// <summary>
    /// The live broker of a place of a partition's present list, draining or judged; <see cref="None"/> where it is dead.
    /// </summary>
    public int LiveAt(int partition, int place)
    {
        var slot = Offsets[partition] + place;
        return Present[slot] >= 0 ? Present[slot] : Draining?[slot] ?? None;
    }

    /// <summary>Whether the partition has a replica on the broker now.</summary>
    public bool Holds(int partition, int broker) => PresentOf(partition).Has(broker);

    /// <summary>Whether the partition counts in loads: it has a replica on a judged broker, or is to have one.</summary>
    public bool Counts(int partition) => Movable[partition] || PresentOf(partition).HasLive();

    /// <summary>Whether the partition counts in the leaders of judged brokers.</summary>
    public bool CountsAsLed(int partition) => Movable[partition] || (Counts(partition) && LedByDraining?[partition] != true);

    /// <summary>The broker that is preferred leader now; <see cref="None"/> where the first replica is not on a judged broker.</summary>
    public int PreferredLeader(int partition) => Present[Offsets[partition]];

    /// <summary>Whether the partition is to have fewer replicas than it has slots.</summary>
    public bool IsLowered(int partition) => Wanted[partition] < Width(partition);

    /// <summary>Whether any broker takes no new replicas.</summary>
    public bool HasClosedBrokers => _hasClosedBrokers ??=
        Array.FindIndex(Roles, 0, BrokerCount, static r => r != BrokerRole.Member) >= 0;

    /// <summary>Whether the partition may be given a replica on a judged broker where it has none.</summary>
    public bool MayReceive(int partition, int broker) =>
        Roles[broker].MayReceive && (BrokerSetOf is null || BrokerSetOf[partition] < 0 || BrokerSets[BrokerSetOf[partition]][broker]);

    /// <summary>Whether the partition's present replica on a judged broker may stay there.</summary>
    public bool MayKeep(int partition, int broker) =>
        BrokerSetOf is null
            || BrokerSetOf[partition] < 0
            || Roles[broker].Keeping == Keeping.Must
            || BrokerSets[BrokerSetOf[partition]][broker];

    /// <summary>
    /// Whether the replica at a place of a partition's present list is to leave: its broker is dead, to end empty, or none of its broker
    /// set.
    /// </summary>
    public bool MustLeave(int partition, int place) => Present[Offsets[partition] + place] is var b && (b < 0 || !MayKeep(partition, b));

    /// <summary>
    /// Whether the partition may have the sets of every other partition of its replication factor: no broker set, and no replica on a
    /// closed broker.
    /// </summary>
    public bool IsPlain(int partition)
    {
        if (BrokerSetOf is not null && BrokerSetOf[partition] >= 0)
        {
            return false;
        }

        if (!HasClosedBrokers)
        {
            return true;
        }

        foreach (var b in PresentOf(partition))
        {
            if (b >= 0 && !Roles[b].MayReceive)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The slots of a partition that must keep their replica (excluded brokers), one bit per slot.</summary>
    public int ForcedSlots(int partition)
    {
        var forced = 0;
        if (!HasClosedBrokers)
        {
            return forced;
        }

        var present = PresentOf(partition);
        for (var i = 0; i < present.Length; i++)
        {
            forced |= present[i] >= 0 && Roles[present[i]].Keeping == Keeping.Must ? 1 << i : 0;
        }

        return forced;
    }

    /// <summary>The same problem where only the given partitions may change.</summary>
    public PlanningProblem WithMovable(bool[] movable) => new()
    {
        BrokerIds = BrokerIds,
        Roles = Roles,
        BrokerCount = BrokerCount,
        Domains = Domains,
        DomainCounts = DomainCounts,
        Offsets = Offsets,
        Present = Present,
        Draining = Draining,
        Held = Held,
        Wanted = Wanted,
        Movable = movable,
        Sizes = Sizes,
        TopicOffsets = TopicOffsets,
        InSync = InSync,
        LedByDraining = LedByDraining,
        BrokerSetOf = BrokerSetOf,
        BrokerSets = BrokerSets,
    };
}
