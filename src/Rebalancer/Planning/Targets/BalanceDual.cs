using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// The Lagrangian dual of the best balance: at any prices of cells, every partition's cheapest set of best spread and every cell's cheapest load together are
/// a lower bound on the sum of squares. Evaluated in integers, so the bound holds whatever found the prices.
/// </summary>
/// <remarks>
/// Where the bound meets a plan's sum of squares, complementary slackness holds for every plan of that sum: its loads lie between the levels that the prices
/// leave open, and its sets are among the cheapest. Both are read off the same integers.
/// </remarks>
internal sealed class BalanceDual(CellGrid grid, SetGroup[] groups, LoadCurve[] curves, int[] fixedLoad, int highest)
{
    /// <summary>Evaluates the bound; null with prices beyond all loads, or where a group has no set.</summary>
    /// <param name="price">The price of a replica in each cell, in units of 1/<paramref name="scale"/> of a squared replica.</param>
    /// <param name="scale">At least 1.</param>
    public BalanceDualResult? Evaluate(long[] price, long scale)
    {
        if (price.Any(x => Math.Abs(x) > SetNetwork.MaxPrice))
        {
            return null;
        }

        Int128 value = 0;
        var classes = new SpreadClass[groups.Length];
        for (var g = 0; g < groups.Length; g++)
        {
            if (SpreadSolver.Solve(grid, groups[g].Kind, groups[g].Count, price) is not var (cheapest, set))
            {
                return null;
            }

            value += (Int128)set * groups[g].Count;
            classes[g] = cheapest;
        }

        var low = new long[grid.Count];
        var high = new long[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            // Levels whose slope is below the price are filled; one whose slope equals it may be.
            low[c] = Math.Clamp(CeilingOfHalf(CeilingOf(price[c], scale) - 1), 0, highest);
            high[c] = Math.Clamp(FloorOf(FloorOf(price[c], scale) + 1, 2), 0, highest);
            value += curves[c].SlopeSum(low[c], price[c], scale);
        }

        var bound = Squares.Sum(fixedLoad) + (long)CeilingOf(value, scale);
        return new(bound, low, high, classes);
    }

    private static Int128 CeilingOf(Int128 value, long scale) => -FloorOf(-value, scale);

    private static long CeilingOf(long value, long scale) => -FloorOf(-value, scale);

    private static long CeilingOfHalf(long value) => CeilingOf(value, 2);

    private static long FloorOf(long value, long scale) => (long)FloorOf((Int128)value, scale);

    private static Int128 FloorOf(Int128 value, long scale)
    {
        var (quotient, rest) = Int128.DivRem(value, scale);
        return rest < 0 ? quotient - 1 : quotient;
    }
}

/// <summary>What one set of prices proves.</summary>
/// <param name="SumOfSquares">No plan of best spread has a smaller sum of squares.</param>
/// <param name="LowLevel">The level that the brokers of each cell reach at least, in every plan of that sum.</param>
/// <param name="HighLevel">The level that they reach at most.</param>
/// <param name="Classes">The sets that partitions have in such a plan, one entry a group.</param>
internal sealed record BalanceDualResult(long SumOfSquares, long[] LowLevel, long[] HighLevel, SpreadClass[] Classes);
