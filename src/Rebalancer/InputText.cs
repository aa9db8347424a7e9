using System.Globalization;
using System.Text;

namespace Rebalancer;

/// <summary>Values of an input as they may stand in a message: one line, printable, of bounded length.</summary>
internal static class InputText
{
    private const int MaxLength = 80;

    /// <summary>The value in quotes; control characters escaped, the middle left out where it is long.</summary>
    public static string Quote(string value) => $"\"{Printable(value, MaxLength, c => $"\\u{(int)c:x4}")}\"";

    /// <summary>The text on one line, of bounded length.</summary>
    public static string OneLine(string text, int maxLength = 400) => Printable(text, maxLength, _ => " ");

    /// <summary>Ids as a list of bounded length: "1001, 1002 and 5 more".</summary>
    public static string List<T>(IReadOnlyCollection<T> values, int shown = 10)
    {
        var head = string.Join(", ", values.Take(shown));
        return values.Count <= shown ? head : $"{head} and {values.Count - shown} more";
    }

    /// <summary>A number with its thousands set apart: "30,206".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 broker", "2,000 brokers".</summary>
    public static string Count(long count, string singular, string? plural = null) =>
        $"{Count(count)} {(count == 1 ? singular : plural ?? singular + "s")}";

    private static string Printable(string text, int maxLength, Func<char, string> replacement)
    {
        var kept = text.Length <= maxLength ? text : string.Concat(text.AsSpan(0, maxLength - 10), "…", text.AsSpan(text.Length - 9));
        var builder = new StringBuilder(kept.Length);
        foreach (var c in kept)
        {
            // Format characters can turn the direction of a line around.
            var isPrintable = !char.IsControl(c) && char.GetUnicodeCategory(c)
                is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            builder.Append(isPrintable ? c : replacement(c));
        }

        return builder.ToString();
    }
}
