namespace Rebalancer.Planning.Proof;

/// <summary>
/// The most even leaders there can be where some brokers lead what no plan changes and none leads more than it may hold: filled level by
/// level, which is best for a sum of squares.
/// </summary>
internal sealed class LeaderShares
{
    /// <param name="always">Leaders that no plan changes, by broker.</param>
    /// <param name="toShare">Leaders to share out.</param>
    /// <param name="most">How many of them each broker can have; together no fewer than <paramref name="toShare"/>.</param>
    public LeaderShares(int[] always, long toShare, long[] most)
    {
        long AtLevel(int b, long level) => Math.Clamp(level, always[b], always[b] + most[b]);
        var all = toShare + always.Sum(x => (long)x);
        var (low, high) = (0L, all);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var filled = Enumerable.Range(0, always.Length).Sum(b => AtLevel(b, middle));
            (low, high) = filled <= all ? (middle, high) : (low, middle - 1);
        }

        Lower = [.. Enumerable.Range(0, always.Length).Select(b => AtLevel(b, low))];
        MayLeadOneMore = [.. Lower.Select((share, b) => AtLevel(b, low + 1) > share)];
        OneMore = (int)Math.Min(all - Lower.Sum(), MayLeadOneMore.Count(x => x));
        SumOfSquares = Lower.Sum(x => x * x) + ((all - Lower.Sum()) * ((2 * low) + 1));
    }

    /// <summary>What each broker leads at least when the leaders are as even as that.</summary>
    public long[] Lower { get; }

    /// <summary>Whether the broker may lead one more.</summary>
    public bool[] MayLeadOneMore { get; }

    /// <summary>How many brokers lead one more.</summary>
    public int OneMore { get; }

    /// <summary>The sum of the squares of the leaders per broker.</summary>
    public long SumOfSquares { get; }
}
