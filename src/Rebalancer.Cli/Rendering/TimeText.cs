using System.Globalization;

namespace Rebalancer.Cli.Rendering;

/// <summary>Lengths of time in a form for people.</summary>
internal static class TimeText
{
    /// <summary>A length of time: 3d 4h, 2h 05m, 3m 20s or 12s.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d {time.Hours}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h {time.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m {time.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s"),
    };
}
