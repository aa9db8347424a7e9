using Rebalancer.Planning.Pricing;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>Integer prices of the master problem, and the lower bound on moves that they prove.</summary>
internal sealed class MasterPrices
{
    private readonly PartitionGroups _groups;
    private readonly long[] _cell;
    private readonly long[] _cap;
    private readonly long[] _level;

    private MasterPrices(PartitionGroups groups, long[] cell, long[] cap, long[] level)
    {
        _groups = groups;
        _cell = cell;
        _cap = cap;
        _level = level;
    }

    /// <summary>The LP's prices, rounded to integers.</summary>
    public static MasterPrices From(PartitionGroups groups, (double[] Cell, double[] Cap, double[] Level) prices)
    {
        static long Integer(double price) => (long)Math.Round(price * Price.Move);
        return new(
            groups, Array.ConvertAll(prices.Cell, Integer), Array.ConvertAll(prices.Cap, Integer), Array.ConvertAll(prices.Level, Integer));
    }

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
            pricer.ArrivalPrice[c] = _groups.Cells.Grid.Accepts[c] ? Price.Move + _cell[c] : Price.Forbidden;
        }

        pricer.SortCells();
    }

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

    /// <summary>
    /// The Lagrangian bound at these prices, in exact integers: whatever the prices, no balance-optimal plan has fewer moves. Each group's
    /// cheapest set, minus the most that loads within their ranges can bring in.
    /// </summary>
    public long LowerBound()
    {
        var (pricer, offsets) = _groups.CreatePricer();
        SetOn(pricer);
        var targets = _groups.Cells.Targets;
        Span<long> keep = stackalloc long[ReplicaSetPricer.MaxReplicationFactor];
        Int128 value = 0;
        for (var q = 0; q < _groups.Count; q++)
        {
            KeepPrices(_groups.SlotGroups[q], keep);
            pricer.Solve(offsets[q], _groups.SlotGroups[q].Length, targets.Classes[_groups.Class[q]], _groups.Rules[q], keep);
            if (pricer.BestArrivalCount < 0 || pricer.WasCut)
            {
                return 0;
            }

            value += (Int128)pricer.BestPrice * _groups.Weight[q];
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

        return value <= 0 ? 0 : (long)((value + Price.Move - 1) / Price.Move);
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
