using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// The Lagrangian dual of the best balance: at any prices of cells, every partition's cheapest set of best spread and every cell's cheapest
/// load together are a lower bound on the sum of squares. Evaluated in integers, so the bound holds whatever found the prices.
/// </summary>
/// <remarks>
/// Where the bound meets a plan's sum of squares, complementary slackness holds for every plan of that sum: its loads lie between the
/// levels that the prices leave open, and its sets are among the cheapest. Both are read off the same integers.
/// </remarks>
internal sealed class BalanceDual(CellGrid grid, SpreadClass[] classes, SetGroup[] groups, LoadCurve[] curves, int[] fixedLoad, int highest)
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

        var cheapest = new CheapestSets(grid, classes, price);
        Int128 value = 0;
        var classOf = new int[groups.Length];
        for (var g = 0; g < groups.Length; g++)
        {
            if (cheapest.Of(groups[g]) is not var (index, set))
            {
                return null;
            }

            value += (Int128)set * groups[g].Count;
            classOf[g] = index;
        }

        var low = new long[grid.Count];
        var high = new long[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            // Levels whose slope 2q + 1 is below the price are filled; one whose slope equals it may be.
            low[c] = Math.Clamp(Rounding.Ceiling(Rounding.Ceiling(price[c], scale) - 1, 2), 0, highest);
            high[c] = Math.Clamp(Rounding.Floor(Rounding.Floor(price[c], scale) + 1, 2), 0, highest);
            value += curves[c].SlopeSum(low[c], price[c], scale);
        }

        return new(Squares.Sum(fixedLoad) + (long)Rounding.Ceiling(value, scale), low, high, cheapest.Classes, classOf);
    }
}

/// <summary>What one set of prices proves.</summary>
/// <param name="SumOfSquares">No plan of best spread has a smaller sum of squares.</param>
/// <param name="LowLevel">The level that the brokers of each cell reach at least, in every plan of that sum.</param>
/// <param name="HighLevel">The level that they reach at most.</param>
/// <param name="Classes">The sets that partitions have in such a plan.</param>
/// <param name="ClassOf">The index into <paramref name="Classes"/> of each group.</param>
internal sealed record BalanceDualResult(long SumOfSquares, long[] LowLevel, long[] HighLevel, SpreadClass[] Classes, int[] ClassOf)
{
    /// <summary>What both results say, which prove the same sum.</summary>
    public BalanceDualResult Intersect(BalanceDualResult other)
    {
        var pairs = new Dictionary<(int, int), int>();
        var classes = new List<SpreadClass>();
        var classOf = new int[ClassOf.Length];
        for (var g = 0; g < classOf.Length; g++)
        {
            var pair = (ClassOf[g], other.ClassOf[g]);
            if (!pairs.TryGetValue(pair, out classOf[g]))
            {
                pairs[pair] = classOf[g] = classes.Count;
                classes.Add(Classes[pair.Item1].Intersect(other.Classes[pair.Item2]));
            }
        }

        return new(
            SumOfSquares,
            [.. LowLevel.Select((x, c) => Math.Max(x, other.LowLevel[c]))],
            [.. HighLevel.Select((x, c) => Math.Min(x, other.HighLevel[c]))],
            [.. classes],
            classOf);
    }
}
