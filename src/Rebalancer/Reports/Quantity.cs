using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Numbers as people read them, the same on every machine: sizes in binary units, rates in decimal ones.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Quantity
{
    /// <summary>What a report says first of a cluster without any known domain.</summary>
    internal const string NoRacks = "No racks are known, so replicas are not spread over any domains (broker.rack or --topology FILE "
        + "would tell them).";

    private static readonly string[] s_words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>A number with its thousands set apart, such as "30,206".</summary>
    /// <param name="value">The number.</param>
    public static string Count(long value) => InputText.Count(value);

    /// <summary>A number of things, such as "1 broker" or "2,000 brokers".</summary>
    /// <param name="value">The number.</param>
    /// <param name="singular">One of them.</param>
    /// <param name="plural">Several of them; null for the singular with an s.</param>
    public static string Count(long value, string singular, string? plural = null) =>
        InputText.Count(value, singular, plural);

    /// <summary>A size, such as "18.7 GiB" or "963 B".</summary>
    /// <param name="value">Bytes; a negative number is a size that is not known.</param>
    public static string Bytes(long value) => (value < 0 ? DataSize.Unknown : DataSize.FromBytes(value)).ToString();

    /// <summary>A sum of sizes, "not known" where nothing of it is.</summary>
    /// <param name="value">Bytes, as far as known.</param>
    /// <param name="unknown">How many of the sizes are not known.</param>
    internal static string Bytes(long value, int unknown) => value == 0 && unknown > 0 ? "not known" : Bytes(value);

    /// <summary>A rate as a throttle is written, such as "52.4 MB/s".</summary>
    /// <param name="bytesPerSecond">Bytes a second, at least 0.</param>
    public static string Rate(long bytesPerSecond) => DataRate.FromBytesPerSecond(Math.Max(0, bytesPerSecond)).ToString();

    /// <summary>A rate inside a sentence, such as "50 MB/s": without a digit behind the point where that says nothing.</summary>
    internal static string Short(DataRate rate) => rate.ToString().Replace(".0 ", " ", StringComparison.Ordinal);

    /// <summary>A length of time: "3d 4h", "2h 05m", "3m 20s" or "12s".</summary>
    /// <param name="time">The time; a negative one counts as none.</param>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d {time.Hours}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h {time.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m {time.Seconds:00}s"),
        { TotalSeconds: >= 59.5 } => "1m 00s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0}s"),
    };

    /// <summary>
    /// A length of time inside a sentence, rounded as an estimate is: "about 25 minutes", "about 2.5 hours", "less than a minute".
    /// </summary>
    internal static string Roughly(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalMinutes: < 90 } => $"about {Count((long)Math.Round(time.TotalMinutes), "minute")}",
        { TotalHours: < 10 } => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(time.TotalHours * 2) / 2:0.#} hours"),
        { TotalHours: < 48 } => $"about {Count((long)Math.Round(time.TotalHours))} hours",
        _ => $"about {Count((long)Math.Round(time.TotalDays))} days",
    };

    /// <summary>A small number as a word, larger ones in figures.</summary>
    internal static string Word(int value) => value >= 0 && value < s_words.Length ? s_words[value] : Count(value);

    /// <summary>The id of a broker, without anything between its digits.</summary>
    internal static string Id(int broker) => broker.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC, such as "2026-11-24 09:30:00 UTC".</summary>
    internal static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>"171..346 (175)": smallest, largest and their difference.</summary>
    internal static string Range(LoadRange range) => $"{Count(range.Min)}..{Count(range.Max)} ({Count(range.Range)})";

    /// <summary>"963.0..1,040.1 (77.1) GiB": the three numbers in one unit.</summary>
    internal static string BytesRange(LoadRange range)
    {
        var (numbers, unit) = ByteUnits.FormatTogether(range.Max, range.Min, range.Max, range.Range);
        return $"{numbers[0]}..{numbers[1]} ({numbers[2]}) {unit}";
    }

    internal static string Percent(long part, long whole) =>
        whole == 0 ? "0 %" : (100.0 * part / whole).ToString("N1", CultureInfo.InvariantCulture) + " %";

    /// <summary>Several things in a sentence: "a", "a and b", "a, b and c".</summary>
    internal static string Join(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => "",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}",
    };
}
