using System.Globalization;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Numbers as people read them; the same on every machine.</summary>
internal static class Quantity
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long value, string singular, string? plural = null) => $"{Count(value)} {(value == 1 ? singular : plural ?? singular + "s")}";

    public static string Bytes(long value)
    {
        var unit = UnitOf(value);
        return $"{In(value, unit)} {s_units[unit]}";
    }

    /// <summary>"171..346 (175)": smallest, largest and spread.</summary>
    public static string Range(LoadRange range) => $"{Count(range.Min)}..{Count(range.Max)} ({Count(range.Spread)})";

    /// <summary>"963.0..1,040.1 (77.1) GiB": the three numbers in one unit.</summary>
    public static string BytesRange(LoadRange range)
    {
        var unit = UnitOf(range.Max);
        return $"{In(range.Min, unit)}..{In(range.Max, unit)} ({In(range.Spread, unit)}) {s_units[unit]}";
    }

    public static string Percent(long part, long whole) =>
        whole == 0 ? "0 %" : (100.0 * part / whole).ToString("N1", CultureInfo.InvariantCulture) + " %";

    private static int UnitOf(long value)
    {
        var unit = 0;
        for (double scaled = value; scaled >= 1024 && unit < s_units.Length - 1; scaled /= 1024)
        {
            unit++;
        }

        return unit;
    }

    private static string In(long value, int unit) =>
        unit == 0 ? Count(value) : (value / Math.Pow(1024, unit)).ToString("N1", CultureInfo.InvariantCulture);
}
