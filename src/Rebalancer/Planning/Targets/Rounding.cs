namespace Rebalancer.Planning.Targets;

/// <summary>Division of integers to the next whole number below or above, for negative numbers too.</summary>
internal static class Rounding
{
    /// <summary>The largest integer not above value / divisor; the divisor is positive.</summary>
    public static Int128 Floor(Int128 value, long divisor)
    {
        var (quotient, rest) = Int128.DivRem(value, divisor);
        return rest < 0 ? quotient - 1 : quotient;
    }

    /// <inheritdoc cref="Floor(Int128, long)"/>
    public static long Floor(long value, long divisor) => (long)Floor((Int128)value, divisor);

    /// <summary>The smallest integer not below value / divisor; the divisor is positive.</summary>
    public static Int128 Ceiling(Int128 value, long divisor) => -Floor(-value, divisor);

    /// <inheritdoc cref="Ceiling(Int128, long)"/>
    public static long Ceiling(long value, long divisor) => -Floor(-value, divisor);
}
