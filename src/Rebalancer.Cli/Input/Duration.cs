using System.Globalization;
using System.Text.RegularExpressions;

namespace Rebalancer.Cli.Input;

/// <summary>Reads a length of time: a number with ms, s, m or h, never without, as sizes and rates are.</summary>
internal static partial class Duration
{
    private static readonly (string Suffix, double Seconds)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <exception cref="InputException">Not a positive length of time of at most a day, or one without a unit.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        if (Amount().Match(text) is { Success: true } match
            && double.TryParse(
                match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var unit = match.Groups["unit"].Value.ToLowerInvariant();
            if (s_units.FirstOrDefault(u => u.Suffix == unit) is { Suffix: not null } known && IsInRange(number * known.Seconds))
            {
                return TimeSpan.FromSeconds(number * known.Seconds);
            }

            if (unit.Length == 0 && Likely(match.Groups["number"].Value, number) is { } likely)
            {
                throw new InputException($"{option} '{text}' has no unit: write {likely}");
            }
        }

        throw new InputException($"{option} '{text}' is not a time between 1ms and 24h; write it as 30s, 5m or 1h");
    }

    /// <summary>The number with each unit that people mean by it and that makes a time in range; null where none does.</summary>
    private static string? Likely(string number, double value)
    {
        string[] likely = [.. s_units.Where(u => u.Suffix != "ms" && IsInRange(value * u.Seconds)).Select(u => number + u.Suffix)];
        return likely switch
        {
            [] => null,
            [var only] => only,
            _ => $"{string.Join(", ", likely[..^1])} or {likely[^1]}",
        };
    }

    private static bool IsInRange(double seconds) => seconds is > 0 and <= 86_400;

    [GeneratedRegex(@"^\s*(?<number>\d*\.?\d*)\s*(?<unit>[A-Za-z]*)\s*$")]
    private static partial Regex Amount();
}
