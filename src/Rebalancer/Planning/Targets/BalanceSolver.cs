using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// The best balance under the best spread: one LP in GLOP for all replication factors together, z[class, cell] with convex segments of slope 2q+1 for each
/// cell's total. Its duals, rounded to integers, prove the bound and give the face of all optimal load vectors (docs/planning.md, "Equal loads").
/// </summary>
internal static class BalanceSolver
{
    private const int FineLevels = 4;
    private const int MaxRounds = 40;
    private const double Tolerance = 1e-5;
    private const long FineScale = 256;

    /// <summary>Finds the loads of all balance-optimal plans.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="spreads">The spread of each movable partition.</param>
    /// <param name="budget">Asked between the rounds.</param>
    public static BalanceTargets Solve(CellGrid grid, PartitionSpreads spreads, SearchBudget budget)
    {
        var problem = grid.Problem;
        var fixedLoad = ReplicaCounts.Fixed(problem);
        var movableLoad = ReplicaCounts.Movable(problem);
        var total = spreads.Classes.Sum(k => (long)k.ReplicationFactor * k.PartitionCount);
        var all = total + fixedLoad.Sum(x => (long)x);
        var highest = checked((int)Math.Min(int.MaxValue / 2, fixedLoad.Max() + total + 1));
        var center = all / problem.BrokerCount;
        var curves = Enumerable.Range(0, grid.Count).Select(c => new LoadCurve(grid, c, fixedLoad, movableLoad, highest)).ToArray();
        var (groups, groupOf) = SetGroup.Build(grid, spreads);
        var dual = new BalanceDual(grid, groups, curves, fixedLoad, highest);
        var keepable = Keepable(grid, spreads);
        var focus = new long[grid.Count];
        Array.Fill(focus, center);
        for (var round = 0; ; round++)
        {
            budget.ThrowIfCancelled();
            using var lp = new BalanceProgram(grid, spreads.Classes, keepable, curves, focus, center, highest);
            if (!lp.Solve())
            {
                throw new InvalidOperationException("The balance program has no solution although every class has a best set.");
            }

            if (!lp.Refocus(focus, FineLevels) || round == MaxRounds || budget.IsOver)
            {
                var prices = lp.CellPrices().Select(x => x + (2.0 * center)).ToArray();
                var loads = new Loads(grid, curves, fixedLoad, total, highest);
                return Prove(dual, prices) is { } proof
                    ? loads.Targets(proof, groupOf, loads.Between(proof.LowLevel, proof.HighLevel))
                    : loads.Targets(
                        new(Squares.Even(all, problem.BrokerCount), [], [], spreads.Classes), spreads.ClassOf, lp.CellRanges(Tolerance));
            }
        }
    }

    /// <summary>The best bound of a few roundings of the LP's prices, with what all roundings that reach it say together.</summary>
    private static BalanceDualResult? Prove(BalanceDual dual, double[] prices)
    {
        BalanceDualResult? best = null;
        foreach (var (rounded, scale) in ((long[], long)[])
        [
            ([.. prices.Select(x => (long)Math.Round(x))], 1),
            ([.. prices.Select(x => 2 * (long)Math.Round(x / 2))], 1),
            ([.. prices.Select(x => (long)Math.Round(x * FineScale))], FineScale),
        ])
        {
            if (dual.Evaluate(rounded, scale) is { } result && (best is null || result.SumOfSquares >= best.SumOfSquares))
            {
                best = best is null || result.SumOfSquares > best.SumOfSquares ? result : Intersect(best, result);
            }
        }

        return best;
    }

    private static BalanceDualResult Intersect(BalanceDualResult a, BalanceDualResult b) => new(
        a.SumOfSquares,
        [.. a.LowLevel.Select((x, c) => Math.Max(x, b.LowLevel[c]))],
        [.. a.HighLevel.Select((x, c) => Math.Min(x, b.HighLevel[c]))],
        [.. a.Classes.Select((k, g) => k.Intersect(b.Classes[g]))]);

    /// <summary>How many replicas of each class are in each cell that takes nothing new.</summary>
    private static long[][] Keepable(CellGrid grid, PartitionSpreads spreads)
    {
        var keepable = spreads.Classes.Select(_ => new long[grid.Count]).ToArray();
        if (!grid.Problem.HasClosedBrokers)
        {
            return keepable;
        }

        for (var p = 0; p < spreads.ClassOf.Length; p++)
        {
            if (spreads.ClassOf[p] < 0)
            {
                continue;
            }

            foreach (var b in grid.Problem.PresentOf(p))
            {
                if (b >= 0 && !grid.Accepts[grid.CellOf[b]] && grid.Problem.MayKeep(p, b))
                {
                    keepable[spreads.ClassOf[p]][grid.CellOf[b]]++;
                }
            }
        }

        return keepable;
    }

    /// <summary>From levels to ranges of cells and brokers.</summary>
    private sealed class Loads(CellGrid grid, LoadCurve[] curves, int[] fixedLoad, long total, int highest)
    {
        public (long[] Min, long[] Max) Between(long[] low, long[] high) =>
            ([.. low.Select((level, c) => curves[c].Capacity(0, level))], [.. high.Select((level, c) => curves[c].Capacity(0, level))]);

        public BalanceTargets Targets(BalanceDualResult proof, int[] classOf, (long[] Min, long[] Max) cells)
        {
            Tighten(cells.Min, cells.Max);
            var brokerMin = new int[fixedLoad.Length];
            var brokerMax = new int[fixedLoad.Length];
            for (var c = 0; c < grid.Count; c++)
            {
                var low = curves[c].FullLevel(cells.Min[c], highest);
                var high = curves[c].TopLevel(cells.Max[c], highest);
                foreach (var b in grid.BrokersOf(c))
                {
                    brokerMin[b] = (int)Math.Max(0, low - fixedLoad[b]);
                    brokerMax[b] = (int)Math.Max(0, high - fixedLoad[b]);
                    if (!grid.Accepts[c])
                    {
                        // A cell of its own: what the cell has.
                        (brokerMin[b], brokerMax[b]) = ((int)cells.Min[c], (int)cells.Max[c]);
                    }
                }
            }

            return new()
            {
                CellMin = cells.Min,
                CellMax = cells.Max,
                BrokerMin = brokerMin,
                BrokerMax = brokerMax,
                FixedLoad = fixedLoad,
                Classes = proof.Classes,
                ClassOf = classOf,
                SumOfSquaresLowerBound = proof.SumOfSquares,
                Total = total,
            };
        }

        /// <summary>Ranges that the fixed total makes smaller.</summary>
        private void Tighten(long[] min, long[] max)
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
}
