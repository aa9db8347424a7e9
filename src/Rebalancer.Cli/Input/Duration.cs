using System.Globalization;

namespace Rebalancer.Cli.Input;

/// <summary>Reads a length of time: a number with ms, s, m or h; a bare number is seconds.</summary>
internal static class Duration
{
    private static readonly (string Suffix, double Seconds)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <exception cref="InputException">Not a positive length of time of at most a day.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var unit = s_units.FirstOrDefault(u => text.EndsWith(u.Suffix, StringComparison.OrdinalIgnoreCase), ("", 1));
        var number = text[..^unit.Suffix.Length];
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value * unit.Seconds is > 0 and <= 86_400)
        {
            return TimeSpan.FromSeconds(value * unit.Seconds);
        }

        throw new InputException($"{option} '{text}' is not a time between 1ms and 24h; write it as 30s, 5m or 1h");
    }
}
