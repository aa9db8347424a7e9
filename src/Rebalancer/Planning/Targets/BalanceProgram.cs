using Google.OrTools.LinearSolver;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>One LP of <see cref="BalanceSolver"/>: fine load levels around a focus in each cell, coarse ones beyond.</summary>
internal sealed class BalanceProgram : IDisposable
{
    private readonly CellGrid _grid;
    private readonly Solver _solver = Solver.CreateSolver("GLOP");
    private readonly (Variable Variable, long From, long To, long Units)[][] _segments;
    private readonly Constraint[] _link;

    /// <param name="grid">The cells.</param>
    /// <param name="classes">The spreads.</param>
    /// <param name="keepable">How many replicas can stay where nothing new goes.</param>
    /// <param name="curves">How each cell fills up.</param>
    /// <param name="focus">Where each cell's load is expected.</param>
    /// <param name="center">The mean load, which slopes are relative to so that numbers stay small.</param>
    /// <param name="highest">Above any load.</param>
    public BalanceProgram(
        CellGrid grid, SpreadClass[] classes, KeepableReplicas keepable, LoadCurve[] curves, long[] focus, long center, int highest)
    {
        _grid = grid;
        _segments = new (Variable, long, long, long)[grid.Count][];
        var objective = _solver.Objective();
        objective.SetMinimization();
        _link = new Constraint[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            _link[c] = _solver.MakeConstraint(0, 0);
            var segments = new List<(Variable, long, long, long)>();
            foreach (var (from, to) in Levels(focus[c], highest))
            {
                var units = curves[c].Capacity(from, to);
                if (units == 0)
                {
                    continue;
                }

                var variable = _solver.MakeNumVar(0, units, "");
                objective.SetCoefficient(variable, (2 * curves[c].LevelSum(from, to, center) / units) + 1);
                _link[c].SetCoefficient(variable, -1);
                segments.Add((variable, from, to, units));
            }

            _segments[c] = [.. segments];
        }

        for (var k = 0; k < classes.Length; k++)
        {
            AddClass(classes[k], keepable.ByCell[k], keepable.ByDomain[k]);
        }
    }

    /// <summary>The optimum of the shifted sum of squares beyond the fixed loads.</summary>
    public double Value => _solver.Objective().Value();

    public bool Solve() => _solver.Solve() == Solver.ResultStatus.OPTIMAL;

    public void Dispose() => _solver.Dispose();

    /// <summary>Moves the focus of every cell whose load ends among coarse levels; false when all are exact.</summary>
    public bool Refocus(long[] focus, int fineLevels)
    {
        var moved = false;
        for (var c = 0; c < _grid.Count; c++)
        {
            foreach (var (variable, from, to, units) in _segments[c])
            {
                var value = variable.SolutionValue();
                if (to - from > 1 && value > 1e-6 && value < units - 1e-6)
                {
                    focus[c] = from + (long)((to - from) * value / units);
                    moved = true;
                }
                else if (to - from > 1 && Touches(c, from, to, units, value, focus[c], fineLevels))
                {
                    focus[c] = value > units / 2.0 ? to : from;
                    moved = true;
                }
            }
        }

        return moved;
    }

    /// <summary>The range of each cell's total over all optimal solutions: segments with a reduced cost are decided.</summary>
    public (long[] Min, long[] Max) CellRanges(double tolerance)
    {
        var min = new long[_grid.Count];
        var max = new long[_grid.Count];
        for (var c = 0; c < _grid.Count; c++)
        {
            foreach (var (variable, _, _, units) in _segments[c])
            {
                var reduced = variable.ReducedCost();
                min[c] += reduced < -tolerance ? units : 0;
                max[c] += reduced > tolerance ? 0 : units;
            }
        }

        return (min, max);
    }

    /// <summary>The price of a replica in each cell at the optimum: what one more would cost.</summary>
    public double[] CellPrices() => [.. _link.Select(row => -row.DualValue())];

    private void AddClass(SpreadClass spread, long[] keepable, long[][] keepableInDomain)
    {
        double n = spread.PartitionCount;
        var placed = new Variable[_grid.Count];
        var total = _solver.MakeConstraint(n * spread.ReplicationFactor, n * spread.ReplicationFactor);
        for (var c = 0; c < _grid.Count; c++)
        {
            var most = _grid.Accepts[c] ? n * spread.CellMax[c] : Math.Min(n * spread.CellMax[c], keepable[c]);
            var least = SetKind.IsExcluded(_grid, c) ? most : n * spread.CellMin[c];
            placed[c] = _solver.MakeNumVar(Math.Min(least, most), most, "");
            total.SetCoefficient(placed[c], 1);
            _link[c].SetCoefficient(placed[c], 1);
        }

        for (var d = 0; d < _grid.Problem.DimensionCount; d++)
        {
            AddRows(placed, _grid.DomainOf[d], spread.DomainMin[d], spread.DomainMax[d], n);
            AddKeepableRows(placed, _grid.DomainOf[d], keepableInDomain[d]);
        }

        if (!_grid.IsWhole)
        {
            AddRows(placed, _grid.DomainCellOf, spread.DomainCellMin, spread.DomainCellMax, n);
        }
    }

    private void AddKeepableRows(Variable[] placed, int[] domainOf, long[] keepable)
    {
        foreach (var closed in Enumerable.Range(0, placed.Length).Where(c => !_grid.Accepts[c]).GroupBy(c => domainOf[c]))
        {
            var row = _solver.MakeConstraint(0, keepable[closed.Key]);
            foreach (var c in closed)
            {
                row.SetCoefficient(placed[c], 1);
            }
        }
    }

    private void AddRows(Variable[] placed, int[] partOf, int[] min, int[] max, double n)
    {
        var rows = min.Select((least, x) => _solver.MakeConstraint(n * least, n * max[x])).ToArray();
        for (var c = 0; c < placed.Length; c++)
        {
            rows[partOf[c]].SetCoefficient(placed[c], 1);
        }
    }

    /// <summary>A coarse segment next to the load's end hides the exact slope there.</summary>
    private bool Touches(int cell, long from, long to, long units, double value, long focus, int fineLevels)
    {
        var load = 0.0;
        var below = 0.0;
        foreach (var segment in _segments[cell])
        {
            load += segment.Variable.SolutionValue();
            below += segment.From < from ? segment.Units : 0;
        }

        var atLowEnd = value <= 1e-6 && Math.Abs(load - below) <= 1e-6;
        var atHighEnd = value >= units - 1e-6 && Math.Abs(load - below - units) <= 1e-6;
        return (atLowEnd && Math.Abs(focus - from) > fineLevels / 2) || (atHighEnd && Math.Abs(focus - to) > fineLevels / 2);
    }

    /// <summary>Single levels around the focus, then segments of doubling width to both ends.</summary>
    private static IEnumerable<(long From, long To)> Levels(long focus, int highest)
    {
        const int Fine = 4;
        var low = Math.Max(0, focus - Fine);
        var high = Math.Min(highest, focus + Fine + 1);
        var down = new List<(long, long)>();
        for (long end = low, width = Fine; end > 0; end = Math.Max(0, end - width), width *= 2)
        {
            down.Add((Math.Max(0, end - width), end));
        }

        down.Reverse();
        foreach (var segment in down)
        {
            yield return segment;
        }

        for (var level = low; level < high; level++)
        {
            yield return (level, level + 1);
        }

        for (long start = high, width = Fine; start < highest; start += width, width *= 2)
        {
            yield return (start, Math.Min(highest, start + width));
        }
    }
}
