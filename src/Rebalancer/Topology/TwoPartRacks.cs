using System.Text.RegularExpressions;

namespace Rebalancer.Topology;

/// <summary>
/// Notices racks that look like two dimensions in one text, such as <c>dc1/r3</c>, and finds the pattern that would read them.
/// </summary>
internal static partial class TwoPartRacks
{
    /// <summary>
    /// The pattern with two groups that reads most of the racks as two parts, each with more than one value; null where there is none.
    /// </summary>
    public static string? PatternFor(IReadOnlyList<string> racks)
    {
        var words = Parts(racks, NumberedWords());
        if (words.Select(match => (First: Value(match, "word1"), Second: Value(match, "word2"))).Distinct().ToArray() is [var word]
            && word.First != word.Second && IsGrid(words, racks.Count))
        {
            return $"(?<{word.First}>{word.First}[-_]?\\d+)[^A-Za-z0-9]*(?<{word.Second}>{word.Second}[-_]?\\d+)";
        }

        return IsGrid(Parts(racks, Separated()), racks.Count) ? "^/?(?<first>[^/:|,;]+)[/:|,;](?<second>[^/:|,;]+)/?$" : null;
    }

    private static Match[] Parts(IReadOnlyList<string> racks, Regex form) =>
        [.. racks.Select(rack => form.Match(rack)).Where(match => match.Success)];

    /// <summary>A part that is the same everywhere (use1-az1, use1-az2) is no dimension.</summary>
    private static bool IsGrid(Match[] parts, int racks) =>
        parts.Length * 2 > racks && parts.Select(match => Value(match, "first")).Distinct().Count() > 1
            && parts.Select(match => Value(match, "second")).Distinct().Count() > 1;

    private static string Value(Match match, string group) => match.Groups[group].Value.ToLowerInvariant();

    [GeneratedRegex(@"^[\s/]*(?<first>(?<word1>[A-Za-z]+)[-_]?\d+)[-_./:|,; ]*(?<second>(?<word2>[A-Za-z]+)[-_]?\d+)[\s/]*$")]
    private static partial Regex NumberedWords();

    [GeneratedRegex(@"^[\s/]*(?<first>[^/:|,;\s]+)[/:|,;](?<second>[^/:|,;\s]+)[\s/]*$")]
    private static partial Regex Separated();
}
