namespace Rebalancer.Files.Tables;

/// <summary>
/// Lines that stand in quotes as a whole, such as <c>"broker,fd,ud"</c>: spreadsheets write them so where a whole line was pasted into one
/// cell.
/// </summary>
internal static class QuotedLines
{
    /// <summary>Whether the lines of a table are like that, as its header shows.</summary>
    /// <param name="header">The header.</param>
    public static bool Are(string header) => Inner(header) is { } inner && inner.Any(CsvHeader.IsSeparator);

    /// <summary>A line without the quotes around it; the quotes in it, which are doubled then, are single again.</summary>
    /// <param name="line">The line.</param>
    public static string Strip(string line) => Inner(line) ?? line;

    private static string? Inner(string line)
    {
        if (line.AsSpan().Trim() is not ['"', .. var inner, '"'])
        {
            return null;
        }

        var single = inner.ToString().Replace("\"\"", "", StringComparison.Ordinal);
        return single.Contains('"', StringComparison.Ordinal) ? null
            : inner.ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
    }
}
