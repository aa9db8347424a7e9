using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Proof;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>Integer prices of the master problem, and the lower bound on moves that they prove.</summary>
internal sealed class MasterPrices
{
    private readonly PartitionGroups _groups;
    private readonly long[] _cell;
    private readonly long[] _cap;
    private readonly long[] _level;
    private readonly long[] _lead;
    private readonly long[] _leadInCell;
    private readonly long _move;

    /// <summary>The LP's prices, rounded to integers.</summary>
    public MasterPrices(PartitionGroups groups, MasterDuals duals)
    {
        static long Integer(double price) => (long)Math.Round(price * Price.Move);
        _groups = groups;
        _move = Integer(duals.Move);
        _cell = Array.ConvertAll(duals.Cell, Integer);
        _cap = [.. duals.Cap.Select(x => Math.Clamp(Integer(x), 0, _move))];
        _level = Array.ConvertAll(duals.Level, Integer);
        _lead = [.. duals.Lead.Select(x => Math.Max(0, Integer(x)))];
        _leadInCell = [.. duals.LeadInCell.Select(x => Math.Max(0, Integer(x)))];
    }

    /// <summary>A change of the preferred leader, where that is what is made small.</summary>
    public const long Change = Price.Move;

    /// <summary>The price of a present leader that stays, by its leader group.</summary>
    public long PresentLeader(int leaderGroup) => _lead[leaderGroup] + _leadInCell[_groups.Leaders!.CellOf[leaderGroup]];

    /// <summary>The price of a new leader in a cell, without that of the change.</summary>
    public long LeaderInCell(int cell) => _leadInCell[cell];

    /// <summary>How many replicas a column has in each cell, ascending by cell.</summary>
    public static IEnumerable<(int Cell, int Count)> CellCounts(PartitionGroups groups, Column column)
    {
        var cells = new List<int>(column.Arrivals);
        var slots = groups.SlotGroups[column.Group];
        for (var i = 0; i < slots.Length; i++)
        {
            if ((column.Kept >> i & 1) != 0)
            {
                cells.Add(groups.GroupCell[slots[i]]);
            }
        }

        return cells.Order().CountBy(c => c).Select(x => (x.Key, x.Value));
    }

    /// <summary>How many replicas a column keeps in each capped group.</summary>
    public static IEnumerable<(int Group, int Count)> CapCounts(PartitionGroups groups, Column column)
    {
        var slots = groups.SlotGroups[column.Group];
        return Enumerable.Range(0, slots.Length)
            .Where(i => (column.Kept >> i & 1) != 0 && groups.IsCapped[slots[i]])
            .Select(i => slots[i]).Order().CountBy(x => x).Select(x => (x.Key, x.Value));
    }

    public void SetOn(ReplicaSetPricer pricer)
    {
        for (var c = 0; c < _cell.Length; c++)
        {
            pricer.ArrivalPrice[c] = _groups.Cells.Grid.Accepts[c] ? _move + _cell[c] : Price.Forbidden;
        }

        pricer.SortCells();
    }

    /// <summary>The prices of keeping the replicas of a group.</summary>
    public void KeepPrices(int[] slotGroups, Span<long> keep)
    {
        for (var i = 0; i < slotGroups.Length; i++)
        {
            var x = slotGroups[i];
            keep[i] = x < 0 ? 0 : _cell[_groups.GroupCell[x]] + _cap[x];
        }
    }

    /// <summary>The prices of cells and, by broker, of kept caps: a start for the placement's sweeps.</summary>
    public (long[] Cell, long[] Cap) ForSweeps() => (_cell, [.. _groups.GroupOf.Select(x => _cap[x])]);

    /// <summary>A bound in moves: they are whole, so it is rounded up.</summary>
    public static long InMoves(Int128 value) => value <= 0 ? 0 : (long)((value + Price.Move - 1) / Price.Move);

    /// <summary>These prices with the bound that they prove.</summary>
    public MoveProof Proof()
    {
        var targets = _groups.Cells.Targets;
        if (_groups.Leaders is not null)
        {
            throw new InvalidOperationException("These prices prove changes of leaders, not moves.");
        }

        return new(_groups.Cells.Grid, targets.Classes, targets.ClassOf, ForSweeps(), LowerBound());
    }

    /// <summary>
    /// The Lagrangian bound at these prices, in exact integers: whatever the prices, no balance-optimal plan has fewer moves. Each group's
    /// cheapest set, minus the most that loads within their ranges can bring in.
    /// </summary>
    public Int128 LowerBound()
    {
        var pricer = new GroupPricer(_groups, this);
        var targets = _groups.Cells.Targets;
        Int128 value = 0;
        for (var q = 0; q < _groups.Count; q++)
        {
            pricer.Solve(q);
            if (pricer.ArrivalCount < 0 || pricer.WasCut)
            {
                return 0;
            }

            value += (Int128)pricer.LeastPrice * _groups.Weight[q];
        }

        for (var x = 0; x < _cap.Length; x++)
        {
            if (_groups.IsCapped[x])
            {
                var level = _level[_groups.GroupCell[x]];
                value -= ((Int128)_cap[x] * _groups.CapMin[x]) + ((Int128)Math.Max(0, _cap[x] - level) * _groups.CapRoom[x]);
            }
        }

        value -= DearestTotals();
        for (var b = 0; b < _groups.GroupOf.Length; b++)
        {
            value += (Int128)_level[_groups.Cells.Grid.CellOf[b]] * targets.BrokerMin[b];
        }

        return Int128.Max(0, value - MostSpentOnLeaders());
    }

    /// <summary>The largest sum of leaders' prices over leaders that are as even as can be, and all moves.</summary>
    private Int128 MostSpentOnLeaders()
    {
        if (_groups.Leaders is not { } leaders)
        {
            return 0;
        }

        var sum = (Int128)_move * leaders.Moves;
        var left = leaders.OneMore;
        foreach (var y in Enumerable.Range(0, leaders.Count).OrderByDescending(PresentLeader).ThenBy(y => y))
        {
            var more = Math.Min(left, leaders.Room[y]);
            left -= more;
            sum += (Int128)PresentLeader(y) * (leaders.Share[y] + more);
        }

        return sum;
    }

    /// <summary>The largest sum of (cell price + level price) * total over totals in range that add up to all replicas.</summary>
    private Int128 DearestTotals()
    {
        var targets = _groups.Cells.Targets;
        var left = targets.Total - targets.CellMin.Sum();
        Int128 sum = 0;
        foreach (var c in Enumerable.Range(0, _cell.Length).OrderByDescending(c => _cell[c] + _level[c]).ThenBy(c => c))
        {
            var more = Math.Min(left, targets.CellMax[c] - targets.CellMin[c]);
            left -= more;
            sum += (Int128)(_cell[c] + _level[c]) * (targets.CellMin[c] + more);
        }

        return sum;
    }
}
