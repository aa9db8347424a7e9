using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// Partitions grouped into types: those of one replication factor whose replicas lie in the same price groups have the same choices at the same prices.
/// A price group is a broker that may have to shed (or all such brokers of a cell, when that would make too many types), or the rest of a cell.
/// The LP over types is small however many partitions there are (engine reference, 3.5).
/// </summary>
internal sealed class PartitionGroups
{
    private PartitionGroups(CellPlacement state, bool brokersAlone)
    {
        State = state;
        BrokersAlone = brokersAlone;
        var grid = state.Grid;
        GroupOf = new int[state.Model.BrokerCount];
        var groups = new Dictionary<(int Cell, int Broker, bool Capped), int>();
        for (var c = 0; c < grid.Count; c++)
        {
            foreach (var b in grid.BrokersOf(c))
            {
                // A broker with no more than it may keep for certain needs no price. In a cell of one broker the cell's total is the cap.
                var capped = grid.Size(c) > 1 && state.CurrentLoad[b] > state.Targets.BrokerMin[b];
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
                CapMin[x] += state.Targets.BrokerMin[b];
                CapRoom[x] += state.Targets.BrokerMax[b] - state.Targets.BrokerMin[b];
            }
        }
    }

    public CellPlacement State { get; }

    /// <summary>Whether each capped broker is a group of its own; then any partition of a type may take any of its answers.</summary>
    public bool BrokersAlone { get; }

    /// <summary>The price group of each broker.</summary>
    public int[] GroupOf { get; }

    public List<int> GroupCell { get; } = [];

    /// <summary>Whether the group's brokers may have to shed.</summary>
    public List<bool> IsCapped { get; } = [];

    /// <summary>Replicas that the group's brokers may keep in every balance-optimal plan, in all.</summary>
    public List<long> CapMin { get; } = [];

    /// <summary>How many more in some of them.</summary>
    public List<long> CapRoom { get; } = [];

    /// <summary>The type of each partition; -1 where it may not move.</summary>
    public int[] TypeOf { get; private set; } = [];

    /// <summary>Partitions of each type.</summary>
    public List<int> Weight { get; } = [];

    /// <summary>Index into the targets' classes.</summary>
    public List<int> Class { get; } = [];

    /// <summary>The groups of each type's slots in the type's order, -1 for a dead replica.</summary>
    public List<int[]> SlotGroups { get; } = [];

    private List<int> Representative { get; } = [];

    public int Count => Weight.Count;

    /// <summary>Groups the partitions; null when there would be more than <paramref name="limit"/> types.</summary>
    public static PartitionGroups? Build(CellPlacement state, bool brokersAlone, int limit)
    {
        var types = new PartitionGroups(state, brokersAlone);
        return types.Assign(limit) ? types : null;
    }

    /// <summary>A pricer over one model partition a type, and where its slots start.</summary>
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
                replicas[offsets[q] + i] = SlotGroups[q][i] < 0 ? PlanningProblem.Dead : Representative[SlotGroups[q][i]];
            }
        }

        return (new(State.Grid, replicas), offsets);
    }

    /// <summary>The slots of a partition in its type's order: the preferred leader first, the others by group.</summary>
    public void SlotOrder(int partition, Span<int> order)
    {
        var start = State.Model.Offsets[partition];
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
        var b = State.Model.Replicas[slot];
        return b < 0 ? -1 : GroupOf[b];
    }

    private bool Assign(int limit)
    {
        var model = State.Model;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = index.GetAlternateLookup<ReadOnlySpan<char>>();
        TypeOf = new int[model.PartitionCount];
        Span<int> order = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        Span<char> key = stackalloc char[ReplicaSetPricer.MaxReplicationFactor + 1];
        for (var p = 0; p < TypeOf.Length; p++)
        {
            if (!model.Movable[p])
            {
                TypeOf[p] = -1;
                continue;
            }

            var r = model.ReplicationFactor(p);
            SlotOrder(p, order[..r]);
            key[0] = (char)State.ClassOf[p];
            for (var i = 0; i < r; i++)
            {
                key[i + 1] = (char)(Group(model.Offsets[p] + order[i]) + 1);
            }

            if (!lookup.TryGetValue(key[..(r + 1)], out var q))
            {
                if (index.Count == limit)
                {
                    return false;
                }

                q = index.Count;
                index[key[..(r + 1)].ToString()] = q;
                Weight.Add(0);
                Class.Add(State.ClassOf[p]);
                var groups = new int[r];
                for (var i = 0; i < r; i++)
                {
                    groups[i] = Group(model.Offsets[p] + order[i]);
                }

                SlotGroups.Add(groups);
            }

            Weight[q]++;
            TypeOf[p] = q;
        }

        return true;
    }
}
