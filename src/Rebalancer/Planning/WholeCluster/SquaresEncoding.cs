using Google.OrTools.Sat;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>The sum of the squares of loads as a linear program sees it: each square is held up by its tangents.</summary>
internal static class SquaresEncoding
{
    // Tangents at every level are exact. Beyond this many levels only those around the average are; a square far from it may then be a little underestimated, which keeps bounds true.
    private const int ExactLevels = 400;

    /// <summary>An expression that is never above the sum of squares when made small, and equal to it for loads near the average.</summary>
    /// <param name="model">The CP-SAT model.</param>
    /// <param name="fixedLoads">The load of each broker that does not depend on variables.</param>
    /// <param name="units">Variables that each add one to a broker's load.</param>
    /// <param name="total">The sum of all loads.</param>
    public static LinearExpr Sum(CpModel model, int[] fixedLoads, List<BoolVar>[] units, long total)
    {
        var squares = new List<LinearExpr>();
        var average = total / fixedLoads.Length;
        for (var b = 0; b < fixedLoads.Length; b++)
        {
            long low = fixedLoads[b];
            var high = low + units[b].Count;
            if (low == high)
            {
                squares.Add(LinearExpr.Constant(low * low));
                continue;
            }

            var square = model.NewIntVar(low * low, high * high, "");
            var load = LinearExpr.Sum(units[b]) + low;
            for (var k = low; k < high; k += high - low <= ExactLevels || Math.Abs(k - average) <= ExactLevels / 2 ? 1 : ExactLevels / 20)
            {
                // The chord from k to k+1, which all squares of integers lie on or above.
                model.Add(square >= (((2 * k) + 1) * load) - (k * (k + 1)));
            }

            squares.Add(square);
        }

        return LinearExpr.Sum(squares);
    }
}
