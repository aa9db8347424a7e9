namespace Rebalancer.Planning.Problem;

/// <summary>Sums of squares: the measure of how evenly loads are spread, smaller is better.</summary>
internal static class Squares
{
    /// <summary>The sum of the squares of the loads.</summary>
    public static long Sum(ReadOnlySpan<int> loads)
    {
        long sum = 0;
        foreach (var load in loads)
        {
            sum += (long)load * load;
        }

        return sum;
    }

    /// <summary>The sum of squares of the same total where no two loads differ by more than one: no loads have less.</summary>
    public static long Even(ReadOnlySpan<int> loads)
    {
        long total = 0;
        foreach (var load in loads)
        {
            total += load;
        }

        return Even(total, loads.Length);
    }

    /// <summary>The same for a total over a number of brokers.</summary>
    public static long Even(long total, int brokers)
    {
        var (floor, rest) = Math.DivRem(total, brokers);
        return (rest * (floor + 1) * (floor + 1)) + ((brokers - rest) * floor * floor);
    }
}
