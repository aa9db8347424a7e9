using Rebalancer.Cluster;

namespace Rebalancer.Cli.Input;

/// <summary>The one rule of <c>plan</c>, <c>apply</c> and <c>undo</c> for a throttle so low that a run may never end.</summary>
internal static class SlowThrottle
{
    /// <summary>Below a megabyte a second a busy partition may grow faster than it is copied.</summary>
    private static readonly DataRate s_least = DataRate.FromBytesPerSecond(1_000_000);

    /// <param name="text">The value of <c>--throttle</c> as given.</param>
    /// <param name="bytesPerSecond">What it says.</param>
    /// <param name="isAllowed">Whether <c>--allow-slow</c> is given.</param>
    /// <exception cref="InputException">The rate is below the minimum, and nobody said that it may be.</exception>
    public static void Require(string text, long bytesPerSecond, bool isAllowed)
    {
        if (bytesPerSecond < s_least.BytesPerSecond && !isAllowed)
        {
            throw new InputException(
                $"--throttle '{text}' is below the minimum of {s_least.ToExactString()} a second for each broker: busy partitions could "
                    + $"grow faster than they are copied, so that the run never ends; give at least {s_least.ToExactString()}, or add "
                    + $"--allow-slow to run at '{text}' all the same");
        }
    }
}
