using Google.OrTools.Sat;
using Rebalancer.Planning.Cells;

namespace Rebalancer.Planning.Spread;

/// <summary>The best spread with three and more rack dimensions, where the flow's LP may be fractional: CP-SAT over the few cells.</summary>
internal static class SpreadIntegerOptimum
{
    public static long Solve(CellGrid grid, int replicationFactor, int? mustUse, int[] capacity)
    {
        var model = grid.Model;
        var cp = new CpModel();
        var x = new IntVar[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            x[c] = cp.NewIntVar(c == mustUse ? 1 : 0, Math.Min(replicationFactor, capacity[c]), "");
        }

        cp.Add(LinearExpr.Sum(x) == replicationFactor);
        var terms = new List<LinearExpr>();
        for (var d = 0; d < model.DimensionCount; d++)
        {
            for (var f = 0; f < model.DomainCounts[d]; f++)
            {
                var units = new List<BoolVar>();
                for (var k = 1; k <= replicationFactor; k++)
                {
                    var unit = cp.NewBoolVar("");
                    units.Add(unit);
                    terms.Add(unit * SpreadCost.Unit(k, replicationFactor, model.DomainCounts[d]));
                }

                cp.Add(LinearExpr.Sum(units) == LinearExpr.Sum(x.Where((_, c) => grid.DomainOf[d][c] == f)));
            }
        }

        cp.Minimize(LinearExpr.Sum(terms));
        var solver = new CpSolver { StringParameters = "num_workers:1 max_deterministic_time:10 random_seed:1" };
        var status = solver.Solve(cp);
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? (long)Math.Round(solver.ObjectiveValue)
            : throw new InvalidOperationException($"The spread of replication factor {replicationFactor} has no optimum: {status}.");
    }
}
