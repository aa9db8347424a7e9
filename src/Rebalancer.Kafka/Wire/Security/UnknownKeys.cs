using System.Text.RegularExpressions;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Keys of a properties file that nobody knows, told in one line however many they are.</summary>
/// <remarks>
/// A line that was to go on from the one before, such as the second line of a private key, looks like a key of its own. Only what has the
/// form of a key and a value behind it is named; of other lines just the number.
/// </remarks>
internal static partial class UnknownKeys
{
    private const int Examples = 5;

    /// <summary>The warning.</summary>
    /// <param name="source">The file's name.</param>
    /// <param name="keys">The keys in the file's order, each with its line and whether it has a value; at least one.</param>
    public static string Warning(string source, IReadOnlyList<(string Key, bool HasValue, int Line)> keys)
    {
        if (keys is [var only])
        {
            return IsName(only)
                ? $"{source}, line {only.Line}: '{only.Key}' is not known and has no effect."
                : $"{source}, line {only.Line}: this line is no known setting and has no effect. Perhaps a backslash is missing at the "
                    + "end of the line before.";
        }

        var named = keys.Take(Examples).Select(k => IsName(k) ? $"'{k.Key}' (line {k.Line})" : $"line {k.Line}");
        return $"{source}: {keys.Count} settings are not known and have no effect: {string.Join(", ", named)}"
            + (keys.Count > Examples ? $" and {keys.Count - Examples} more." : ".");
    }

    private static bool IsName((string Key, bool HasValue, int Line) entry) => entry.HasValue && Name().IsMatch(entry.Key);

    // Kafka's keys are in lower case; one with dots may be misspelt with capitals. Base64 has capitals and no dots.
    [GeneratedRegex(@"^(?=.{1,80}$)(?:[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*|[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*(?:\.[A-Za-z0-9_-]+)+)$")]
    private static partial Regex Name();
}
