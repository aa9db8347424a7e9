using Google.OrTools.LinearSolver;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// The best balance under the best spread: one LP in GLOP for all replication factors together, z[class, cell] with convex segments of slope
/// 2q+1 for each cell's total. Its reduced costs and duals give the face of all optimal load vectors (engine reference 3.2, 3.3 and 7, step 2).
/// </summary>
internal static class BalanceSolver
{
    private const int FineLevels = 4;
    private const int MaxRounds = 40;
    private const double Tolerance = 1e-5;

    public static BalanceTargets Solve(CellGrid grid, SpreadClass[] classes, int[] fixedLoad, int[] movableLoad)
    {
        var model = grid.Model;
        var total = classes.Sum(k => (long)k.ReplicationFactor * k.PartitionCount);
        var all = total + fixedLoad.Sum(x => (long)x);
        var highest = checked((int)Math.Min(int.MaxValue / 2, fixedLoad.Max() + total + 1));
        var center = all / model.BrokerCount;
        var curves = Enumerable.Range(0, grid.Count).Select(c => new LoadCurve(grid, c, fixedLoad, movableLoad, highest)).ToArray();
        var focus = new long[grid.Count];
        Array.Fill(focus, center);
        for (var round = 0; ; round++)
        {
            using var lp = new BalanceProgram(grid, classes, curves, focus, center, highest);
            if (!lp.Solve())
            {
                // Cordoned brokers or fixed partitions may leave no room at all: balance over what there is, without the cordon.
                if (!model.AcceptsNew.All(x => x) && movableLoad.Any(x => x < highest))
                {
                    return Solve(grid, classes, fixedLoad, [.. Enumerable.Repeat(highest, model.BrokerCount)]);
                }

                throw new InvalidOperationException("The balance program has no solution although every class has a best set.");
            }

            if (!lp.Refocus(focus, FineLevels) || round == MaxRounds)
            {
                return Targets(grid, classes, curves, fixedLoad, lp, total, all, center, highest);
            }
        }
    }

    private static BalanceTargets Targets(CellGrid grid, SpreadClass[] classes, LoadCurve[] curves, int[] fixedLoad, BalanceProgram lp, long total, long all, long center, int highest)
    {
        var model = grid.Model;
        var (cellMin, cellMax) = lp.CellRanges(Tolerance);
        Tighten(cellMin, cellMax, total);
        var brokerMin = new int[model.BrokerCount];
        var brokerMax = new int[model.BrokerCount];
        for (var c = 0; c < grid.Count; c++)
        {
            var low = curves[c].FullLevel(cellMin[c], highest);
            var high = curves[c].TopLevel(cellMax[c], highest);
            foreach (var b in grid.BrokersOf(c))
            {
                brokerMin[b] = (int)Math.Max(0, low - fixedLoad[b]);
                brokerMax[b] = (int)Math.Max(0, high - fixedLoad[b]);
            }
        }

        // Sum of squares = shifted sum + 2 * center * all - brokers * center^2; the program minimises the shifted sum beyond the fixed loads.
        var fixedShifted = fixedLoad.Sum(x => (x - center) * (x - center));
        var slip = 1e-6 * Math.Max(1, Math.Abs(lp.Value) * 1e-6);
        var shifted = (long)Math.Ceiling(lp.Value - slip);
        return new()
        {
            CellMin = cellMin,
            CellMax = cellMax,
            BrokerMin = brokerMin,
            BrokerMax = brokerMax,
            FixedLoad = fixedLoad,
            Classes = lp.TightenedClasses(Tolerance),
            SumOfSquaresLowerBound = fixedShifted + shifted + (2 * center * all) - (model.BrokerCount * center * center),
            Total = total,
        };
    }

    /// <summary>Ranges that the fixed total makes smaller.</summary>
    private static void Tighten(long[] min, long[] max, long total)
    {
        var (sumMin, sumMax) = (min.Sum(), max.Sum());
        for (var c = 0; c < min.Length; c++)
        {
            var (a, z) = (min[c], max[c]);
            min[c] = Math.Max(a, total - (sumMax - z));
            max[c] = Math.Min(z, total - (sumMin - a));
        }
    }
}
