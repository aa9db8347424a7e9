using System.Numerics;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Cells;

/// <summary>
/// A placement on the level of cells: every replica of a movable partition is kept where it is, or arrives in a cell; which broker of the cell takes it is
/// settled last. Moves = arrivals.
/// </summary>
internal sealed class CellPlacement
{
    public CellPlacement(CellGrid grid, BalanceTargets targets, int[] classOf)
    {
        Grid = grid;
        Targets = targets;
        var model = grid.Model;
        CellOfSlot = new int[model.Replicas.Length];
        Kept = new int[model.PartitionCount];
        KeptOnBroker = new int[model.BrokerCount];
        InCell = new long[grid.Count];
        CurrentLoad = MoveLowerBound.MovableLoad(model);
        ClassOf = classOf;
    }

    public CellGrid Grid { get; }

    public PlanningProblem Model => Grid.Model;

    public BalanceTargets Targets { get; }

    /// <summary>The cell of each slot, kept or arriving; meaningful for movable partitions.</summary>
    public int[] CellOfSlot { get; }

    /// <summary>The kept slots of each partition, a bit a slot.</summary>
    public int[] Kept { get; }

    /// <summary>Kept replicas of movable partitions by broker.</summary>
    public int[] KeptOnBroker { get; }

    /// <summary>Live replicas of movable partitions by broker, before planning.</summary>
    public int[] CurrentLoad { get; }

    /// <summary>Replicas of movable partitions by cell.</summary>
    public long[] InCell { get; }

    /// <summary>The index of each partition's class in the targets.</summary>
    public int[] ClassOf { get; }

    public SpreadClass SpreadOf(int partition) => Targets.Classes[ClassOf[partition]];

    /// <summary>Replicas that arrive over all partitions.</summary>
    public long ArrivalCount
    {
        get
        {
            long count = 0;
            for (var p = 0; p < Kept.Length; p++)
            {
                if (Model.Movable[p])
                {
                    count += Model.ReplicationFactor(p) - BitOperations.PopCount((uint)Kept[p]);
                }
            }

            return count;
        }
    }

    /// <summary>By how many replicas the cells are out of their ranges, in all.</summary>
    public long CellImbalance
    {
        get
        {
            long sum = 0;
            for (var c = 0; c < InCell.Length; c++)
            {
                sum += Math.Max(0, Math.Max(Targets.CellMin[c] - InCell[c], InCell[c] - Targets.CellMax[c]));
            }

            return sum;
        }
    }

    /// <summary>What the brokers of a cell have at least, together, in every balance-optimal plan.</summary>
    public long LeastOnBrokersOf(int cell)
    {
        long sum = 0;
        foreach (var b in Grid.BrokersOf(cell))
        {
            sum += Targets.BrokerMin[b];
        }

        return sum;
    }

    /// <summary>Puts an answer into the slots of a partition that is in no load: kept slots, and the cells of the arrivals.</summary>
    /// <remarks>An arrival takes the slot of a dropped replica of its own cell first, so that an unneeded move can be seen and undone.</remarks>
    public void SetAnswer(int partition, int kept, ReadOnlySpan<int> arrivals)
    {
        var start = Model.Offsets[partition];
        var r = Model.ReplicationFactor(partition);
        Kept[partition] = kept;
        Span<int> left = stackalloc int[arrivals.Length];
        arrivals.CopyTo(left);
        for (var i = 0; i < r; i++)
        {
            var b = Model.Replicas[start + i];
            if ((kept >> i & 1) != 0)
            {
                CellOfSlot[start + i] = Grid.CellOf[b];
                continue;
            }

            CellOfSlot[start + i] = -1;
            var own = b < 0 ? -1 : left.IndexOf(Grid.CellOf[b]);
            if (own >= 0)
            {
                CellOfSlot[start + i] = left[own];
                left[own] = -1;
            }
        }

        var next = 0;
        for (var i = 0; i < r; i++)
        {
            if (CellOfSlot[start + i] < 0)
            {
                while (left[next] < 0)
                {
                    next++;
                }

                CellOfSlot[start + i] = left[next++];
            }
        }
    }

    /// <summary>Adds (+1) or takes out (-1) a partition's kept replicas on brokers; the cells' totals are the caller's.</summary>
    public void CountKept(int partition, int sign)
    {
        var start = Model.Offsets[partition];
        for (int i = 0, kept = Kept[partition]; kept != 0; i++, kept >>= 1)
        {
            if ((kept & 1) != 0)
            {
                KeptOnBroker[Model.Replicas[start + i]] += sign;
            }
        }
    }
}
