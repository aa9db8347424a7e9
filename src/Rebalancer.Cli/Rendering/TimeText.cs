using Rebalancer.Reports;

namespace Rebalancer.Cli.Rendering;

/// <summary>Lengths of time in a form for people.</summary>
internal static class TimeText
{
    /// <summary>A length of time: 3d 4h, 2h 05m, 3m 20s or 12s.</summary>
    public static string Of(TimeSpan time) => Quantity.Duration(time);
}
