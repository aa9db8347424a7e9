using Google.OrTools.LinearSolver;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>
/// Finds the best reachable spread of a replication factor and the bounds that every best set keeps: a small LP in GLOP whose reduced costs give the
/// face of optimal sets. A set of r brokers is a flow FD -> cell -> UD with convex costs on the domains, so that in up to two dimensions the LP is integral.
/// </summary>
internal static class SpreadSolver
{
    private const double Tolerance = 1e-4;

    /// <summary>The best spread of one replication factor; where <paramref name="mustUse"/> is given, among sets with a replica in that cell; <paramref name="capacity"/> is how many replicas each cell can take, its size unless given.</summary>
    internal static SpreadClass Solve(CellGrid grid, int replicationFactor, int partitionCount, int? mustUse = null, int[]? capacity = null, int[]? heldClosedBrokers = null)
    {
        capacity ??= [.. Enumerable.Range(0, grid.Count).Select(grid.Size)];
        var model = grid.Model;
        using var solver = Solver.CreateSolver("GLOP");
        var x = new Variable[grid.Count];
        var total = solver.MakeConstraint(replicationFactor, replicationFactor);
        for (var c = 0; c < grid.Count; c++)
        {
            x[c] = solver.MakeNumVar(c == mustUse ? 1 : 0, Math.Min(replicationFactor, capacity[c]), "");
            total.SetCoefficient(x[c], 1);
        }

        var units = new Variable[model.DimensionCount][][];
        var objective = solver.Objective();
        for (var d = 0; d < model.DimensionCount; d++)
        {
            units[d] = new Variable[model.DomainCounts[d]][];
            for (var f = 0; f < units[d].Length; f++)
            {
                var balance = solver.MakeConstraint(0, 0);
                for (var c = 0; c < grid.Count; c++)
                {
                    if (grid.DomainOf[d][c] == f)
                    {
                        balance.SetCoefficient(x[c], 1);
                    }
                }

                units[d][f] = new Variable[replicationFactor];
                for (var k = 1; k <= replicationFactor; k++)
                {
                    var unit = solver.MakeNumVar(0, 1, "");
                    units[d][f][k - 1] = unit;
                    balance.SetCoefficient(unit, -1);
                    objective.SetCoefficient(unit, SpreadCost.Unit(k, replicationFactor, model.DomainCounts[d]));
                }
            }
        }

        objective.SetMinimization();
        var status = solver.Solve();
        if (status != Solver.ResultStatus.OPTIMAL)
        {
            throw new InvalidOperationException($"The spread of replication factor {replicationFactor} has no optimum: {status}.");
        }

        var exactCost = model.DimensionCount > 2;
        var best = exactCost ? SpreadIntegerOptimum.Solve(grid, replicationFactor, mustUse, capacity) : (long)Math.Round(objective.Value());
        var domainMin = new int[model.DimensionCount][];
        var domainMax = new int[model.DimensionCount][];
        for (var d = 0; d < model.DimensionCount; d++)
        {
            domainMin[d] = exactCost ? new int[model.DomainCounts[d]] : [.. units[d].Select(u => u.Count(v => v.ReducedCost() < -Tolerance))];
            domainMax[d] = exactCost ? [.. units[d].Select(_ => replicationFactor)] : [.. units[d].Select(u => u.Count(v => v.ReducedCost() < Tolerance))];
        }

        var missing = Missing(best, model, replicationFactor);
        var cellMin = new int[grid.Count];
        var cellMax = new int[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            var size = Math.Min(replicationFactor, capacity[c]);
            var reduced = exactCost ? 0 : x[c].ReducedCost();
            var least = c == mustUse ? 1 : 0;
            cellMin[c] = reduced < -Tolerance ? size : least;
            cellMax[c] = reduced > Tolerance ? least : size;
            for (var d = 0; d < model.DimensionCount; d++)
            {
                cellMax[c] = Math.Min(cellMax[c], domainMax[d][grid.DomainOf[d][c]]);
            }
        }

        return new()
        {
            ReplicationFactor = replicationFactor,
            PartitionCount = partitionCount,
            DomainMin = domainMin,
            DomainMax = domainMax,
            CellMin = cellMin,
            CellMax = cellMax,
            MissingDomains = missing,
            BestCost = best,
            ExactCost = exactCost,
            HeldClosedBrokers = heldClosedBrokers ?? [],
        };
    }

    /// <summary>Missing distinct domains in a cost: the cost of all dimensions without excess is a multiple of <see cref="SpreadCost.MissingDomain"/>.</summary>
    private static int Missing(long best, PlanningProblem model, int replicationFactor)
    {
        var floor = 0L;
        for (var d = 0; d < model.DimensionCount; d++)
        {
            if (replicationFactor > model.DomainCounts[d])
            {
                floor -= SpreadCost.MissingDomain * model.DomainCounts[d];
            }
        }

        return (int)((best - floor) / SpreadCost.MissingDomain);
    }
}
