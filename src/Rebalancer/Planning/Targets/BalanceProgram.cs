using Google.OrTools.LinearSolver;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>One LP of <see cref="BalanceSolver"/>: fine load levels around a focus in each cell, coarse ones beyond.</summary>
internal sealed class BalanceProgram : IDisposable
{
    private readonly CellGrid _grid;
    private readonly SpreadClass[] _classes;
    private readonly Solver _solver = Solver.CreateSolver("GLOP");
    private readonly Variable[][] _placed;
    private readonly (Variable Variable, long From, long To, long Units)[][] _segments;
    private readonly List<(Constraint Row, int Class, int Dimension, int Domain)> _domainRows = [];

    public BalanceProgram(CellGrid grid, SpreadClass[] classes, LoadCurve[] curves, long[] focus, long center, int highest)
    {
        _grid = grid;
        _classes = classes;
        _placed = new Variable[classes.Length][];
        _segments = new (Variable, long, long, long)[grid.Count][];
        var objective = _solver.Objective();
        objective.SetMinimization();
        var link = new Constraint[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            link[c] = _solver.MakeConstraint(0, 0);
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
                link[c].SetCoefficient(variable, -1);
                segments.Add((variable, from, to, units));
            }

            _segments[c] = [.. segments];
        }

        for (var k = 0; k < classes.Length; k++)
        {
            _placed[k] = AddClass(k, link);
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

    /// <summary>The classes with what every optimal solution has: a row with a price, or a variable with a reduced cost, stays at its bound.</summary>
    public SpreadClass[] TightenedClasses(double tolerance)
    {
        var min = _classes.Select(k => k.DomainMin.Select(x => (int[])x.Clone()).ToArray()).ToArray();
        var max = _classes.Select(k => k.DomainMax.Select(x => (int[])x.Clone()).ToArray()).ToArray();
        foreach (var (row, k, d, f) in _domainRows)
        {
            // With three and more dimensions the LP's optimum may not be reachable by whole sets: nothing can be concluded.
            var price = row.DualValue();
            if (Math.Abs(price) <= tolerance || _classes[k].ExactCost)
            {
                continue;
            }

            if (price > 0)
            {
                max[k][d][f] = min[k][d][f];
            }
            else
            {
                min[k][d][f] = max[k][d][f];
            }
        }

        var result = new SpreadClass[_classes.Length];
        for (var k = 0; k < result.Length; k++)
        {
            var cellMin = (int[])_classes[k].CellMin.Clone();
            var cellMax = (int[])_classes[k].CellMax.Clone();
            for (var c = 0; c < _grid.Count && !_classes[k].ExactCost; c++)
            {
                var reduced = _placed[k][c].ReducedCost();
                if (reduced > tolerance)
                {
                    cellMax[c] = cellMin[c];
                }
                else if (reduced < -tolerance)
                {
                    cellMin[c] = cellMax[c];
                }
            }

            result[k] = _classes[k].With(min[k], max[k], cellMin, cellMax);
        }

        return result;
    }

    private Variable[] AddClass(int k, Constraint[] link)
    {
        var spread = _classes[k];
        double n = spread.PartitionCount;
        var placed = new Variable[_grid.Count];
        var total = _solver.MakeConstraint(n * spread.ReplicationFactor, n * spread.ReplicationFactor);
        for (var c = 0; c < _grid.Count; c++)
        {
            placed[c] = _solver.MakeNumVar(n * spread.CellMin[c], n * spread.CellMax[c], "");
            total.SetCoefficient(placed[c], 1);
            link[c].SetCoefficient(placed[c], 1);
        }

        for (var d = 0; d < _grid.Model.DimensionCount; d++)
        {
            for (var f = 0; f < _grid.Model.DomainCounts[d]; f++)
            {
                var row = _solver.MakeConstraint(n * spread.DomainMin[d][f], n * spread.DomainMax[d][f]);
                for (var c = 0; c < _grid.Count; c++)
                {
                    if (_grid.DomainOf[d][c] == f)
                    {
                        row.SetCoefficient(placed[c], 1);
                    }
                }

                _domainRows.Add((row, k, d, f));
            }
        }

        return placed;
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
