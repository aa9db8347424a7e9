namespace Rebalancer.Planning.Pricing;

/// <summary>Prices are integers, so that comparisons and bounds are exact and equal on every machine.</summary>
internal static class Price
{
    /// <summary>The price of one moved replica.</summary>
    public const long Move = 1L << 32;

    /// <summary>The price of what must not be chosen.</summary>
    public const long Forbidden = long.MaxValue / 64;
}
