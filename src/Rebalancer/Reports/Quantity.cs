using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Numbers as people read them, the same on every machine: sizes in binary units, rates in decimal ones.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Quantity
{
    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Count(long value, string singular, string? plural = null) => $"{Count(value)} {(value == 1 ? singular : plural ?? singular + "s")}";

    /// <summary>What a report says first of a cluster without any known domain.</summary>
    internal const string NoRacks = "No racks are known, so replicas are not spread over any domains (broker.rack or --topology FILE would tell them).";

    /// <summary>A size, such as "18.7 GiB" or "963 B".</summary>
    /// <param name="value">Bytes; a negative number is a size that is not known.</param>
    public static string Bytes(long value) => (value < 0 ? DataSize.Unknown : DataSize.FromBytes(value)).ToString();

    /// <summary>A rate as a throttle is written, such as "52.4 MB/s".</summary>
    /// <param name="bytesPerSecond">Bytes a second, at least 0.</param>
    public static string Rate(long bytesPerSecond) => DataRate.FromBytesPerSecond(Math.Max(0, bytesPerSecond)).ToString();

    /// <summary>"171..346 (175)": smallest, largest and their range.</summary>
    internal static string Range(LoadRange range) => $"{Count(range.Min)}..{Count(range.Max)} ({Count(range.Range)})";

    /// <summary>"963.0..1,040.1 (77.1) GiB": the three numbers in one unit.</summary>
    internal static string BytesRange(LoadRange range)
    {
        var (numbers, unit) = ByteUnits.FormatTogether(range.Max, range.Min, range.Max, range.Range);
        return $"{numbers[0]}..{numbers[1]} ({numbers[2]}) {unit}";
    }

    internal static string Percent(long part, long whole) =>
        whole == 0 ? "0 %" : (100.0 * part / whole).ToString("N1", CultureInfo.InvariantCulture) + " %";
}
