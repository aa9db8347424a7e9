using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// Partitions grouped by their choices: those of one class whose replicas lie in the same price groups have the same sets at the same
/// prices. A price group is a broker that may have a surplus (or all such brokers of a cell, where that would make too many groups), or the
/// rest of a cell. The master problem over partition groups is small however many partitions there are (docs/planning.md, "Fewest moves").
/// </summary>
internal sealed class PartitionGroups
{
    private PartitionGroups(CellPlacement cells, bool brokersAlone, Func<int[], LeaderTerms>? leaders)
    {
        Cells = cells;
        BrokersAlone = brokersAlone;
        var grid = cells.Grid;
        GroupOf = new int[cells.Problem.BrokerCount];
        var groups = new Dictionary<(int Cell, int Broker, bool Capped), int>();
        for (var c = 0; c < grid.Count; c++)
        {
            foreach (var b in grid.BrokersOf(c))
            {
                // A broker with no more than it may keep for certain needs no price. In a cell of one broker the cell's total is the cap.
                var capped = grid.Size(c) > 1 && cells.CurrentLoad[b] > cells.Targets.BrokerMin[b];
                var key = (c, capped && brokersAlone ? b : -1, capped);
                if (!groups.TryGetValue(key, out var x))
                {
                    groups[key] = x = groups.Count;
                    GroupCell.Add(c);
                    IsCapped.Add(capped);
                    CapMin.Add(0);
                    CapRoom.Add(0);
                    Representative.Add(b);
                }

                GroupOf[b] = x;
                CapMin[x] += cells.Targets.BrokerMin[b];
                CapRoom[x] += cells.Targets.BrokerMax[b] - cells.Targets.BrokerMin[b];
            }
        }

        Leaders = leaders?.Invoke(GroupOf);
    }

    public CellPlacement Cells { get; }

    /// <summary>
    /// Whether each capped broker is a price group of its own; then any partition of a group may take any of its answers.
    /// </summary>
    public bool BrokersAlone { get; }

    /// <summary>The price group of each broker.</summary>
    public int[] GroupOf { get; }

    public List<int> GroupCell { get; } = [];

    /// <summary>Whether the price group's brokers may have a surplus.</summary>
    public List<bool> IsCapped { get; } = [];

    /// <summary>Replicas that the group's brokers may keep in every balance-optimal plan, in all.</summary>
    public List<long> CapMin { get; } = [];

    /// <summary>How many more in some of them.</summary>
    public List<long> CapRoom { get; } = [];

    /// <summary>What is asked of preferred leaders; null where only moves count.</summary>
    public LeaderTerms? Leaders { get; }

    /// <summary>The leader group of each group's preferred leader; -1 where that is on a leaving broker, or leaders do not count.</summary>
    public List<int> LeaderGroup { get; } = [];

    /// <summary>The group of each partition; -1 where it may not move.</summary>
    public int[] PartitionGroupOf { get; private set; } = [];

    /// <summary>Partitions of each group.</summary>
    public List<int> Weight { get; } = [];

    /// <summary>Index into the targets' classes.</summary>
    public List<int> Class { get; } = [];

    /// <summary>The price groups of each group's slots in the group's order, -1 for an empty slot.</summary>
    public List<int[]> SlotGroups { get; } = [];

    /// <summary>What each group's slots ask, in the group's order.</summary>
    public List<SlotRules> Rules { get; } = [];

    private List<int> Representative { get; } = [];

    public int Count => Weight.Count;

    /// <summary>Groups the partitions; null where there would be more than <paramref name="limit"/> groups.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="brokersAlone">Whether each capped broker is a price group of its own.</param>
    /// <param name="limit">The most groups.</param>
    /// <param name="leaders">What is asked of preferred leaders, by the brokers' price groups; null where only moves count.</param>
    public static PartitionGroups? Build(CellPlacement cells, bool brokersAlone, int limit, Func<int[], LeaderTerms>? leaders = null)
    {
        var groups = new PartitionGroups(cells, brokersAlone, leaders);
        return groups.Assign(limit) ? groups : null;
    }

    /// <summary>A pricer over one sample partition a group, and where its slots start.</summary>
    public (ReplicaSetPricer Pricer, int[] Offsets) CreatePricer()
    {
        var offsets = new int[Count + 1];
        for (var q = 0; q < Count; q++)
        {
            offsets[q + 1] = offsets[q] + SlotGroups[q].Length;
        }

        var replicas = new int[offsets[Count]];
        for (var q = 0; q < Count; q++)
        {
            for (var i = 0; i < SlotGroups[q].Length; i++)
            {
                replicas[offsets[q] + i] = SlotGroups[q][i] < 0 ? PlanningProblem.None : Representative[SlotGroups[q][i]];
            }
        }

        return (new(Cells.Grid, replicas), offsets);
    }

    /// <summary>The slots of a partition in its group's order: the preferred leader first, the others by price group.</summary>
    public void SlotOrder(int partition, Span<int> order)
    {
        var start = Cells.Problem.Offsets[partition];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (var i = 2; i < order.Length; i++)
        {
            for (var j = i; j > 1 && Group(start + order[j]) < Group(start + order[j - 1]); j--)
            {
                (order[j], order[j - 1]) = (order[j - 1], order[j]);
            }
        }
    }

    private int Group(int slot)
    {
        var b = Cells.Problem.Present[slot];
        return b < 0 ? -1 : GroupOf[b];
    }

    private bool Assign(int limit)
    {
        var problem = Cells.Problem;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = new SpanLookup<int>(index);
        PartitionGroupOf = new int[problem.PartitionCount];
        Span<int> order = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        Span<char> key = stackalloc char[ReplicaSetPricer.MaxReplicationFactor + 4];
        for (var p = 0; p < PartitionGroupOf.Length; p++)
        {
            if (!problem.Movable[p])
            {
                PartitionGroupOf[p] = -1;
                continue;
            }

            var width = problem.Width(p);
            SlotOrder(p, order[..width]);
            var rules = InOrder(SlotRules.Of(problem, p), order[..width]);
            key[0] = (char)Cells.Targets.ClassOf[p];
            key[1] = (char)(rules.OneOf & 0x7FFF);
            key[2] = (char)(rules.OneOf >> 15);
            var leader = problem.PreferredLeader(p);
            var leaderGroup = leader < 0 || Leaders is null ? -1 : Leaders.GroupOf[leader];
            key[3] = (char)(leaderGroup + 1);
            for (var i = 0; i < width; i++)
            {
                key[i + 4] = (char)(Group(problem.Offsets[p] + order[i]) + 1);
            }

            if (!lookup.TryGetValue(key[..(width + 4)], out var q))
            {
                if (index.Count == limit)
                {
                    return false;
                }

                q = index.Count;
                index[key[..(width + 4)].ToString()] = q;
                Weight.Add(0);
                Class.Add(Cells.Targets.ClassOf[p]);
                Rules.Add(rules);
                var groups = new int[width];
                for (var i = 0; i < width; i++)
                {
                    groups[i] = Group(problem.Offsets[p] + order[i]);
                }

                SlotGroups.Add(groups);
                LeaderGroup.Add(leaderGroup);
            }

            Weight[q]++;
            PartitionGroupOf[p] = q;
        }

        return true;
    }

    private static SlotRules InOrder(SlotRules rules, ReadOnlySpan<int> order)
    {
        var (forced, oneOf) = (0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            forced |= (rules.Forced >> order[i] & 1) << i;
            oneOf |= (rules.OneOf >> order[i] & 1) << i;
        }

        return rules with { Forced = forced, OneOf = oneOf };
    }
}
