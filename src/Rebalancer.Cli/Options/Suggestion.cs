namespace Rebalancer.Cli.Options;

/// <summary>Finds what a misspelt word was probably meant to be.</summary>
/// <remarks>
/// Only slips of the hand count: one letter wrong in a short word, about a third of a long one. Another number is another thing and no
/// slip: <c>broker-7</c> is never suggested for <c>broker-9</c>, and no id for another.
/// </remarks>
internal static class Suggestion
{
    private const int ShortWord = 4;

    /// <summary>The known word closest to <paramref name="word"/> by edit distance, or null where none is close.</summary>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        var limit = word.Length < 3 ? 0 : word.Length <= ShortWord ? 1 : Math.Max(2, word.Length / 3);
        return known
            .Where(k => k.Any(char.IsLetter) && !DiffersInNumbersOnly(word, k))
            .Select(k => (Word: k, Distance: k.StartsWith(word, StringComparison.OrdinalIgnoreCase) && word.Length >= 3
                ? 1 : Distance(word, k)))
            .Where(k => k.Distance <= limit)
            .OrderBy(k => k.Distance)
            .ThenBy(k => Same(k.Word[0], word[0]) ? 0 : 1)
            .ThenBy(k => Math.Abs(k.Word.Length - word.Length))
            .ThenBy(k => k.Word, StringComparer.Ordinal)
            .Select(k => k.Word)
            .FirstOrDefault();
    }

    private static bool DiffersInNumbersOnly(string a, string b) =>
        a.Any(char.IsAsciiDigit) && b.Any(char.IsAsciiDigit)
        && !string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
        && string.Equals(WithoutNumbers(a), WithoutNumbers(b), StringComparison.OrdinalIgnoreCase);

    private static string WithoutNumbers(string text) => string.Concat(text.Where(c => !char.IsAsciiDigit(c)));

    /// <summary>Levenshtein distance, ignoring case; two neighbours that changed places count as one edit.</summary>
    private static int Distance(string a, string b)
    {
        var (beforePrevious, previous) = (Array.Empty<int>(), Enumerable.Range(0, b.Length + 1).ToArray());
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = previous[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
