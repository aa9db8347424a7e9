using System.Text.RegularExpressions;

namespace Rebalancer.Files.Tables;

/// <summary>The borders that psql, mysql and Markdown draw around the cells of a table with <c>|</c>.</summary>
/// <param name="IsLeft">Whether each line begins with a bar.</param>
/// <param name="IsRight">Whether each line ends with one.</param>
internal sealed partial record TableBorders(bool IsLeft, bool IsRight)
{
    /// <summary>The borders of a table, as its header shows them.</summary>
    public static TableBorders Of(string header) => new(header.TrimStart().StartsWith('|'), header.TrimEnd().EndsWith('|'));

    /// <summary>Whether a line is a rule between rows, such as <c>----+----</c> or <c>|---|---|</c>.</summary>
    public static bool IsRule(string line) => Rule().IsMatch(line);

    /// <summary>A line without its borders; empty for a rule and for the count of rows below a table.</summary>
    public string Strip(string line)
    {
        if (IsRule(line) || Count().IsMatch(line))
        {
            return "";
        }

        var text = line.Trim();
        text = IsLeft && text.StartsWith('|') ? text[1..] : text;
        return IsRight && text.EndsWith('|') ? text[..^1] : text;
    }

    [GeneratedRegex(@"^\s*[-+|:=]*-[-+|:= ]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\s*\(?\d+ rows?(?:\)| in set.*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
