using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Sets.Greedy;

/// <summary>
/// Betters the balance of a placement where the loads that would be best cannot be had by whole sets: each partition in turn takes the set
/// that costs the sum of squares least as loads are now, and of those one with fewest moves. Every change betters the plan, so the sweeps
/// end. Deterministic.
/// </summary>
internal sealed class LoadSweeps
{
    private const int MaxSweeps = 20;
    private const int CheckEvery = 256;

    // A sweep that changes fewer than one partition in so many is the last one.
    private const int WorthShare = 1_000;

    // One unit of a load's slope in prices: above the moves of any set.
    private const long SlopePrice = 64;

    private readonly CellPlacement _cells;
    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly ReplicaSetPricer _pricer;
    private readonly LoadCurve[] _curves;
    private readonly long[] _slope;
    private readonly int _highest;
    private readonly long[] _keepPrice = new long[ReplicaSetPricer.MaxReplicationFactor];

    private LoadSweeps(CellPlacement cells)
    {
        _cells = cells;
        _problem = cells.Problem;
        _grid = cells.Grid;
        _pricer = new(_grid, _problem.Present);
        var (fixedLoad, movable) = (cells.Targets.FixedLoad, cells.CurrentLoad);
        _highest = checked((int)Math.Min(int.MaxValue / 2, fixedLoad.Max() + cells.Targets.Total + 1));
        _curves = [.. Enumerable.Range(0, _grid.Count).Select(c => new LoadCurve(_grid, c, fixedLoad, movable, _highest))];
        _slope = new long[_grid.Count];
    }

    /// <summary>Sweeps until nothing gets better, or the time is up.</summary>
    public static void Improve(CellPlacement cells, SearchBudget budget)
    {
        var sweeps = new LoadSweeps(cells);
        for (var c = 0; c < sweeps._grid.Count; c++)
        {
            sweeps.Reprice(c);
        }

        sweeps._pricer.SortCells();
        for (var i = 0; i < MaxSweeps && !budget.IsOver; i++)
        {
            if (sweeps.Sweep(budget) <= cells.Problem.PartitionCount / WorthShare)
            {
                break;
            }
        }
    }

    /// <summary>One sweep; how many partitions it changed.</summary>
    private int Sweep(SearchBudget budget)
    {
        var changed = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (p % CheckEvery == 0 && budget.IsOver)
            {
                return 0;
            }

            changed += _problem.Movable[p] && TryBetter(p) ? 1 : 0;
        }

        return changed;
    }

    private bool TryBetter(int p)
    {
        Count(p, -1);
        var cells = _cells.CellsOf(p);
        var kept = _cells.Kept[p];
        long present = 0;
        var placed = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            var b = _problem.PresentOf(p)[i];
            _keepPrice[i] = b < 0 ? 0 : _slope[_grid.CellOf[b]] * SlopePrice;
            if (cells[i] != CellPlacement.NoCell)
            {
                present += (_slope[cells[i]] * SlopePrice) + ((kept >> i & 1) != 0 ? 0 : 1);
                placed++;
            }
        }

        var limit = placed == _problem.Wanted[p] ? present : long.MaxValue;
        _pricer.Solve(_problem.Offsets[p], cells.Length, _cells.Targets.SpreadOf(p), SlotRules.Of(_problem, p), _keepPrice, limit);
        var better = _pricer.BestArrivalCount >= 0;
        if (better)
        {
            _cells.SetAnswer(p, _pricer.BestKept, _pricer.BestArrivals.AsSpan(0, _pricer.BestArrivalCount));
        }

        Count(p, 1);
        return better;
    }

    private void Count(int p, int sign)
    {
        _cells.CountKept(p, sign);
        foreach (var c in _cells.CellsOf(p))
        {
            if (c != CellPlacement.NoCell)
            {
                _cells.InCell[c] += sign;
                Reprice(c);
                if (_grid.Accepts[c])
                {
                    _pricer.SetArrivalPrice(c, _pricer.ArrivalPrice[c]);
                }
            }
        }
    }

    /// <summary>What one more replica in the cell adds to the sum of squares.</summary>
    private void Reprice(int c)
    {
        // A broker that takes nothing new is a cell of its own.
        var level = _grid.Accepts[c]
            ? _curves[c].EvenLevel(_cells.InCell[c])
            : _cells.Targets.FixedLoad[_grid.BrokersOf(c)[0]] + _cells.InCell[c];
        _slope[c] = (2 * (level >= 0 ? level : _curves[c].FullLevel(_cells.InCell[c], _highest))) + 1;
        _pricer.ArrivalPrice[c] = _grid.Accepts[c] ? (_slope[c] * SlopePrice) + 1 : Price.Forbidden;
    }
}
