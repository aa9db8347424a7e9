using System.Globalization;
using System.Text.RegularExpressions;

namespace Rebalancer.Cluster;

/// <summary>
/// Amounts of bytes as people write and read them: the one parser and printer behind <see cref="DataSize"/> and <see cref="DataRate"/>.
/// </summary>
internal static partial class ByteUnits
{
    private static readonly string[] s_binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    private static readonly string[] s_decimal = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Far beyond any cluster, and far enough from the largest number that sums do not overflow.</summary>
    private const decimal Most = long.MaxValue / 4;

    /// <summary>Reads a number with its unit.</summary>
    /// <param name="text">Such as "50MB", "1.5 GiB" or "963B".</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>What is wrong with the text, to follow it in quotes; or null.</returns>
    public static string? TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (Amount().Match(text) is not { Success: true } match)
        {
            return "is not an amount; write it as 50MB or 20GiB";
        }

        var unit = match.Groups["unit"].Value;
        if (FactorOf(unit) is not { } factor)
        {
            return Explain(match.Groups["number"].Value, unit);
        }

        if (!decimal.TryParse(
            match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > Most / factor)
        {
            return "is too large; the most is 2 EiB";
        }

        bytes = (long)(number * factor);
        return number > 0 && bytes == 0 ? "is less than a byte" : null;
    }

    /// <summary>The amount in the largest unit that leaves at least 1, with one digit behind the point.</summary>
    public static string Format(long bytes, bool isBinary)
    {
        var step = isBinary ? 1024 : 1000;
        var unit = UnitOf(bytes, step);
        return $"{In(bytes, unit, step)} {(isBinary ? s_binary : s_decimal)[unit]}";
    }

    /// <summary>Several amounts in one unit, that of the largest; the unit stands apart.</summary>
    public static (IReadOnlyList<string> Numbers, string Unit) FormatTogether(long largest, params ReadOnlySpan<long> amounts)
    {
        var unit = UnitOf(largest, 1024);
        var numbers = new List<string>();
        foreach (var amount in amounts)
        {
            numbers.Add(In(amount, unit, 1024));
        }

        return (numbers, s_binary[unit]);
    }

    /// <summary>The amount without loss, as <see cref="TryParse"/> reads it.</summary>
    public static string FormatExactly(long bytes)
    {
        foreach (var units in new[] { s_decimal, s_binary })
        {
            var step = ReferenceEquals(units, s_binary) ? 1024L : 1000L;
            var (unit, number) = (0, bytes);
            while (number > 0 && number % step == 0 && unit < units.Length - 1)
            {
                (unit, number) = (unit + 1, number / step);
            }

            if (unit > 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{number}{units[unit]}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
    }

    private static long? FactorOf(string unit)
    {
        // K and k are one: no other prefix has a meaning in the other case. A small b would be bits.
        var spelled = unit is ['K', 'B'] ? "kB" : unit is ['k', 'i', 'B'] ? "KiB" : unit;
        var binary = Array.IndexOf(s_binary, spelled);
        if (binary >= 0)
        {
            return 1L << (10 * binary);
        }

        var factor = 1L;
        for (var i = Array.IndexOf(s_decimal, spelled); i > 0; i--)
        {
            factor *= 1000;
        }

        return factor > 1 ? factor : null;
    }

    private static string Explain(string number, string unit)
    {
        if (unit.Length == 0)
        {
            return $"has no unit: write {number}MB if megabytes are meant, or {number}B for bytes";
        }

        var likely = char.ToUpperInvariant(unit[0]) is 'K' or 'M' or 'G' or 'T' or 'P' or 'E' ? char.ToUpperInvariant(unit[0]) : ' ';
        return likely == ' '
            ? $"has the unit '{InputText.OneLine(unit, 20)}', which is none of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB"
            : Bits().Match(unit) is { Success: true } bits ? ExplainBits(number, $"{likely}{bits.Groups["binary"].Value}B", bits)
                : $"has the unit '{InputText.OneLine(unit, 20)}': write {number}{likely}B or {number}{likely}iB";
    }

    // What is written for bytes in its place would be eight times as much.
    private static string ExplainBits(string number, string unit, Match bits)
    {
        var factor = FactorOf(unit) ?? 1;
        var isSmall = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var many)
            && many <= Most / factor;
        var inBytes = isSmall
            ? $"write {FormatExactly((long)(many * factor / 8))}, as a byte is 8 bits"
            : "write it in bytes, of 8 bits each";
        return $"is in bits: {inBytes}{(bits.Groups["word"].Success ? "" : $"; or {number}{unit} if bytes are meant")}";
    }

    private static int UnitOf(long value, int step)
    {
        var unit = 0;
        for (double scaled = value; scaled >= step && unit < s_binary.Length - 1; scaled /= step)
        {
            unit++;
        }

        return unit;
    }

    private static string In(long value, int unit, int step) =>
        unit == 0 ? value.ToString("N0", CultureInfo.InvariantCulture)
            : (value / Math.Pow(step, unit)).ToString("N1", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[KkMmGgTtPpEe](?<binary>i?)(?:b|(?<word>bps|[Bb]its?))$")]
    private static partial Regex Bits();

    [GeneratedRegex(@"^\s*(?<number>\d+(?:\.\d+)?)\s*(?<unit>[A-Za-zµ]*)\s*$")]
    private static partial Regex Amount();
}
