using System.Globalization;

namespace Rebalancer.Cli.Options;

/// <summary>How many changes <c>plan</c> lists: <c>--show-changes</c>, <c>--show-changes=50</c> or <c>--show-changes=all</c>.</summary>
internal static class ShowChanges
{
    public const string Option = "--show-changes";

    /// <summary>How many are listed where the option has no value.</summary>
    public const string Usual = "20";

    private const string All = "all";

    /// <summary>Whether an argument can be the option's value.</summary>
    public static bool IsValue(string? argument) =>
        argument == All || int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>How many changes at most; null for all.</summary>
    /// <exception cref="InputException">The value is neither a number nor <c>all</c>.</exception>
    public static int? Parse(string value) =>
        value == All ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 ? most
        : throw new InputException($"{Option} '{value}' is neither a number of at least 1 nor 'all'");
}
