using Rebalancer.Cluster;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Cells;

/// <summary>
/// A placement on the level of cells: every replica of a movable partition is kept where it is, or arrives in a cell; which broker of the
/// cell takes it is decided last. Moves = arrivals.
/// </summary>
internal sealed class CellPlacement
{
    /// <summary>A placement without replicas.</summary>
    public CellPlacement(CellGrid grid, BalanceTargets targets)
    {
        Grid = grid;
        Targets = targets;
        var problem = grid.Problem;
        CellOfSlot = new int[problem.SlotCount];
        Array.Fill(CellOfSlot, NoCell);
        Kept = new int[problem.PartitionCount];
        KeptOnBroker = new int[problem.BrokerCount];
        InCell = new long[grid.Count];
        CurrentLoad = ReplicaCounts.Movable(problem);
    }

    private CellPlacement(CellPlacement other, BalanceTargets targets)
    {
        Grid = other.Grid;
        Targets = targets;
        CellOfSlot = (int[])other.CellOfSlot.Clone();
        Kept = (int[])other.Kept.Clone();
        KeptOnBroker = (int[])other.KeptOnBroker.Clone();
        InCell = (long[])other.InCell.Clone();
        CurrentLoad = other.CurrentLoad;
    }

    /// <summary>A copy that aims at other targets.</summary>
    public CellPlacement CopyFor(BalanceTargets targets) => new(this, targets);

    /// <summary>The cell of an empty slot.</summary>
    public const int NoCell = -1;

    public CellGrid Grid { get; }

    public PlanningProblem Problem => Grid.Problem;

    public BalanceTargets Targets { get; }

    /// <summary>The cell of each slot of a movable partition, kept or arriving; <see cref="NoCell"/> where the slot is empty.</summary>
    public int[] CellOfSlot { get; }

    /// <summary>The kept slots of each partition, one bit per slot.</summary>
    public int[] Kept { get; }

    /// <summary>Kept replicas of movable partitions by broker.</summary>
    public int[] KeptOnBroker { get; }

    /// <summary>Live replicas of movable partitions by broker, before planning.</summary>
    public int[] CurrentLoad { get; }

    /// <summary>Replicas of movable partitions by cell.</summary>
    public long[] InCell { get; }

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
    /// <remarks>
    /// An arrival takes the slot of a dropped replica of its own cell first, so that an unneeded move can be seen and undone.
    /// </remarks>
    public void SetAnswer(int partition, int kept, ReadOnlySpan<int> arrivals)
    {
        var cells = CellsOf(partition);
        var present = Problem.PresentOf(partition);
        Kept[partition] = kept;
        Span<int> left = stackalloc int[arrivals.Length];
        arrivals.CopyTo(left);
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = NoCell;
            if ((kept >> i & 1) != 0)
            {
                cells[i] = Grid.CellOf[present[i]];
            }
            else if (present[i] >= 0 && left.PlaceOf(Grid.CellOf[present[i]]) is >= 0 and var own)
            {
                cells[i] = left[own];
                left[own] = NoCell;
            }
        }

        var next = 0;
        foreach (var arrival in left)
        {
            if (arrival == NoCell)
            {
                continue;
            }

            while (cells[next] != NoCell)
            {
                next++;
            }

            cells[next] = arrival;
        }
    }

    /// <summary>The cells of a partition's slots.</summary>
    public Span<int> CellsOf(int partition) => CellOfSlot.AsSpan(Problem.Offsets[partition], Problem.Width(partition));

    /// <summary>Adds (+1) or takes out (-1) a partition's kept replicas on brokers; the cells' totals are the caller's.</summary>
    public void CountKept(int partition, int sign)
    {
        var start = Problem.Offsets[partition];
        for (int i = 0, kept = Kept[partition]; kept != 0; i++, kept >>= 1)
        {
            if ((kept & 1) != 0)
            {
                KeptOnBroker[Problem.Present[start + i]] += sign;
            }
        }
    }

    /// <summary>Adds a partition's replicas to the totals of brokers and cells.</summary>
    public void CountIn(int partition)
    {
        CountKept(partition, 1);
        foreach (var c in CellsOf(partition))
        {
            if (c != NoCell)
            {
                InCell[c]++;
            }
        }
    }
}
