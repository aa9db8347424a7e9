using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// The best balance under the best spread: one LP in GLOP for all replication factors together, z[class, cell] with convex segments of
/// slope 2q+1 for each cell's total. Its duals, rounded to integers, prove the bound and give the face of all optimal load vectors
/// (docs/planning.md, "Equal loads").
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
        var balance = new BalanceQuestion(grid, spreads);
        var keepable = new KeepableReplicas(grid, spreads);
        var focus = new long[grid.Count];
        Array.Fill(focus, balance.Center);
        for (var round = 0; ; round++)
        {
            budget.ThrowIfCancelled();
            using var lp = new BalanceProgram(grid, spreads.Classes, keepable, balance.Curves, focus, balance.Center, balance.Highest);
            if (!lp.Solve())
            {
                throw new InvalidOperationException("The balance program has no solution although every class has a best set.");
            }

            if (!lp.Refocus(focus, FineLevels) || round == MaxRounds || budget.IsOver)
            {
                return Prove(balance.Dual, [.. lp.CellPrices().Select(x => x + (2.0 * balance.Center))]) is { } proof
                    ? balance.Targets(proof)
                    : balance.Targets(spreads, lp.CellRanges(Tolerance));
            }
        }
    }

    /// <summary>
    /// What a plan's loads prove, taken for prices: where no exchange betters the plan, the bound is close to its own sum of squares.
    /// </summary>
    /// <param name="grid">The cells.</param>
    /// <param name="spreads">The spread of each movable partition.</param>
    /// <param name="inCell">Replicas of movable partitions by cell.</param>
    /// <returns>Targets whose bound holds; null where nothing is proven.</returns>
    public static BalanceTargets? Prove(CellGrid grid, PartitionSpreads spreads, long[] inCell)
    {
        var balance = new BalanceQuestion(grid, spreads);

        // Between the slope of the last replica of a broker and that of its next one.
        var prices = inCell.Select((load, c) => 2.0 * balance.Curves[c].TopLevel(load, balance.Highest)).ToArray();
        return Prove(balance.Dual, prices) is { } proof ? balance.Targets(proof) : null;
    }

    /// <summary>The best bound of a few roundings of the LP's prices, with what all roundings that reach it say together.</summary>
    private static BalanceDualResult? Prove(BalanceDual dual, double[] prices)
    {
        BalanceDualResult? best = null;
        (long[] Prices, long Scale)[] roundings =
        [
            ([.. prices.Select(x => (long)Math.Round(x))], 1),
            ([.. prices.Select(x => 2 * (long)Math.Round(x / 2))], 1),
            ([.. prices.Select(x => (long)Math.Round(x * FineScale))], FineScale),
            // Between nothing and the first replica: says of brokers that stay empty that they do.
            ([.. prices.Select(x => (long)Math.Round(x) is var price && price == 1 ? 0 : price)], 1),
        ];
        foreach (var (rounded, scale) in roundings.DistinctBy(r => string.Join(',', r.Prices.Select(x => (double)x / r.Scale))))
        {
            if (dual.Evaluate(rounded, scale) is { } result && (best is null || result.SumOfSquares >= best.SumOfSquares))
            {
                best = best is null || result.SumOfSquares > best.SumOfSquares ? result : best.Intersect(result);
            }
        }

        return best;
    }
}
