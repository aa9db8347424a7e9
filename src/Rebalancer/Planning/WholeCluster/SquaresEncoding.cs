using Google.OrTools.Sat;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>The sum of the squares of loads as a linear program sees it: each square is held up by its chords.</summary>
internal static class SquaresEncoding
{
    // Chords at every level are exact. Beyond this many levels only those around the average are; a square far from it may then be a little
    // underestimated, which keeps bounds true.
    private const int ExactLevels = 400;

    /// <summary>An expression that is never above the sum of squares when made small, and equal to it for loads near the average.</summary>
    /// <param name="model">The CP-SAT model.</param>
    /// <param name="fixedLoads">The load of each broker that does not depend on variables.</param>
    /// <param name="units">Variables that add their value to a broker's load.</param>
    /// <param name="most">The most that variables can add to one broker.</param>
    public static LinearExpr Sum(CpModel model, int[] fixedLoads, List<IntVar>[] units, int most)
    {
        var squares = new List<LinearExpr>();
        var average = (fixedLoads.Sum(x => (long)x) / fixedLoads.Length) + (most / 2);
        for (var b = 0; b < fixedLoads.Length; b++)
        {
            long low = fixedLoads[b];
            if (units[b].Count == 0)
            {
                squares.Add(LinearExpr.Constant(low * low));
                continue;
            }

            var high = low + most;
            var load = model.NewIntVar(low, high, "");
            model.Add(load == LinearExpr.Sum(units[b]) + low);
            var square = model.NewIntVar(low * low, high * high, "");
            var step = high - low <= ExactLevels ? 1 : (high - low) / ExactLevels;
            for (var k = low; k < high; k += Math.Abs(k - average) <= ExactLevels / 2 ? 1 : step)
            {
                // The chord from k to k+1, which all squares of integers lie on or above.
                model.Add(square >= (((2 * k) + 1) * load) - (k * (k + 1)));
            }

            squares.Add(square);
        }

        return LinearExpr.Sum(squares);
    }
}
