using Google.OrTools.Sat;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>The best spread with three and more rack dimensions, where a set is no flow: CP-SAT over the few cells.</summary>
internal static class SpreadIntegerOptimum
{
    /// <summary>The cost of a best set and the domains that it lacks; null where there is no set.</summary>
    public static (long Cost, int MissingDomains)? Solve(CellGrid grid, SetKind kind)
    {
        var counts = grid.Problem.DomainCounts;
        var r = kind.ReplicationFactor;
        var cp = new CpModel();
        var x = Enumerable.Range(0, grid.Count).Select(c => cp.NewIntVar(0, kind.Capacity(grid, c), "")).ToArray();
        cp.Add(LinearExpr.Sum(x) == r);
        foreach (var cells in Enumerable.Range(0, grid.Count).GroupBy(c => grid.DomainCellOf[c]))
        {
            var inCell = LinearExpr.Sum(cells.Select(c => x[c]));
            cp.AddLinearConstraint(inCell, cells.Key == kind.MustUse ? 1 : 0, kind.DomainCellCapacity(grid, cells.Key, [.. cells]));
            if (kind.ExcludedCount(cells.Key) is > 0 and var excluded)
            {
                cp.Add(LinearExpr.Sum(cells.Where(c => !grid.Accepts[c] && SetKind.IsExcluded(grid, c)).Select(c => x[c])) == excluded);
            }
        }

        var terms = new List<LinearExpr>();
        var firsts = new List<BoolVar>();
        for (var d = 0; d < counts.Length; d++)
        {
            for (var f = 0; f < counts[d]; f++)
            {
                var units = new List<BoolVar>();
                for (var k = 1; k <= r; k++)
                {
                    var unit = cp.NewBoolVar("");
                    units.Add(unit);
                    terms.Add(unit * SpreadCost.Unit(k, r, counts[d]));
                    if (k > 1)
                    {
                        cp.AddImplication(unit, units[k - 2]);
                    }
                }

                firsts.Add(units[0]);
                cp.Add(LinearExpr.Sum(units) == LinearExpr.Sum(x.Where((_, c) => grid.DomainOf[d][c] == f)));
            }
        }

        cp.Minimize(LinearExpr.Sum(terms));
        using var solver = new CpSolver { StringParameters = "num_workers:1 max_deterministic_time:10 random_seed:1" };
        var status = solver.Solve(cp);
        if (status == CpSolverStatus.Infeasible)
        {
            return null;
        }

        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            throw new InvalidOperationException($"The spread of replication factor {r} has no optimum: {status}.");
        }

        var missing = counts.Sum(n => Math.Min(r, n)) - firsts.Count(solver.BooleanValue);
        return (SpreadCost.Empty(r, counts) + (long)Math.Round(solver.ObjectiveValue), missing);
    }
}
