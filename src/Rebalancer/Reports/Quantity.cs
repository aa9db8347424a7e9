using System.Globalization;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Numbers as people read them, the same on every machine: sizes in binary units, rates in decimal ones.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Quantity
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    private static readonly string[] s_rateUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Count(long value, string singular, string? plural = null) => $"{Count(value)} {(value == 1 ? singular : plural ?? singular + "s")}";

    /// <summary>A size, such as "18.7 GiB" or "963 B".</summary>
    /// <param name="value">Bytes, at least 0.</param>
    public static string Bytes(long value)
    {
        var unit = UnitOf(value, 1024);
        return $"{In(value, unit, 1024)} {s_units[unit]}";
    }

    /// <summary>A rate as a throttle is written, such as "52.4 MB/s".</summary>
    /// <param name="bytesPerSecond">Bytes a second, at least 0.</param>
    public static string Rate(long bytesPerSecond)
    {
        var unit = UnitOf(bytesPerSecond, 1000);
        return $"{In(bytesPerSecond, unit, 1000)} {s_rateUnits[unit]}/s";
    }

    /// <summary>"171..346 (175)": smallest, largest and spread.</summary>
    internal static string Range(LoadRange range) => $"{Count(range.Min)}..{Count(range.Max)} ({Count(range.Spread)})";

    /// <summary>"963.0..1,040.1 (77.1) GiB": the three numbers in one unit.</summary>
    internal static string BytesRange(LoadRange range)
    {
        var unit = UnitOf(range.Max, 1024);
        return $"{In(range.Min, unit, 1024)}..{In(range.Max, unit, 1024)} ({In(range.Spread, unit, 1024)}) {s_units[unit]}";
    }

    internal static string Percent(long part, long whole) =>
        whole == 0 ? "0 %" : (100.0 * part / whole).ToString("N1", CultureInfo.InvariantCulture) + " %";

    private static int UnitOf(long value, int step)
    {
        var unit = 0;
        for (double scaled = value; scaled >= step && unit < s_units.Length - 1; scaled /= step)
        {
            unit++;
        }

        return unit;
    }

    private static string In(long value, int unit, int step) =>
        unit == 0 ? Count(value) : (value / Math.Pow(step, unit)).ToString("N1", CultureInfo.InvariantCulture);
}
