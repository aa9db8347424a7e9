using System.Globalization;
using System.Text;

namespace Rebalancer.Input;

/// <summary>Values of an input as they may stand in a message: one line, printable, of bounded length.</summary>
internal static class InputText
{
    private const int MaxLength = 80;

    /// <summary>The value in quotes; control characters escaped, the middle left out where it is long.</summary>
    public static string Quote(string value) => $"\"{OneLine(value, MaxLength)}\"";

    /// <summary>The text on one line.</summary>
    public static string OneLine(string text, int maxLength = 400)
    {
        var builder = new StringBuilder(Math.Min(text.Length, maxLength) + 8);
        var kept = text.Length <= maxLength ? text : string.Concat(text.AsSpan(0, maxLength - 10), "…", text.AsSpan(text.Length - 9));
        foreach (var c in kept)
        {
            if (c is '\n' or '\r' or '\t')
            {
                builder.Append(' ');
            }
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                builder.Append(c);
            }
        }

        return builder.ToString();
    }

    /// <summary>Ids as a list of bounded length: "1001, 1002 and 5 more".</summary>
    public static string List<T>(IReadOnlyCollection<T> values, int shown = 10)
    {
        var head = string.Join(", ", values.Take(shown));
        return values.Count <= shown ? head : $"{head} and {values.Count - shown} more";
    }

    /// <summary>"1 broker", "2 brokers".</summary>
    public static string Count(long count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
