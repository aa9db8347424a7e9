using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Pricing;

/// <summary>
/// Which cells some best set can use: a set of new replicas is asked for at a price that makes the cell worth any detour.
/// </summary>
internal static class UsableCells
{
    /// <summary>
    /// Cells that accept replicas and that no class's best set can use; ascending. Those that no partition may use at all are not among
    /// them: that is no matter of the spread.
    /// </summary>
    public static int[] Unusable(CellGrid grid, SpreadClass[] classes)
    {
        var largest = classes.Max(k => k.ReplicationFactor);
        var none = new int[largest];
        Array.Fill(none, PlanningProblem.None);
        var pricer = new ReplicaSetPricer(grid, none);
        return [.. Enumerable.Range(0, grid.Count).Where(c => grid.Accepts[c]
            && classes.Any(k => k.Kind.Capacity(grid, c) > 0) && classes.All(k => !CanUse(grid, pricer, k, c)))];
    }

    private static bool CanUse(CellGrid grid, ReplicaSetPricer pricer, SpreadClass spread, int cell)
    {
        if (spread.CellMax[cell] == 0)
        {
            return false;
        }

        for (var c = 0; c < grid.Count; c++)
        {
            // Closed brokers that the class's partitions hold stand beside new replicas as if these could go there.
            pricer.ArrivalPrice[c] = c == cell ? 0 : Price.Move;
        }

        pricer.SortCells();
        pricer.Solve(0, spread.ReplicationFactor, spread, new(spread.ReplicationFactor), new long[spread.ReplicationFactor]);
        return pricer.BestArrivals.AsSpan(0, Math.Max(0, pricer.BestArrivalCount)).Contains(cell);
    }
}
