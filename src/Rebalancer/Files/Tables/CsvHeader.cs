using Rebalancer.Files.Input;

namespace Rebalancer.Files.Tables;

/// <summary>The header of a table, and what separates its cells.</summary>
internal sealed record CsvHeader(string Line, char Separator)
{
    private const int MaxLinesAhead = 10_000;

    private static readonly char[] s_separators = [',', ';', '\t', '|'];

    /// <summary>Finds the line that names a broker column; what stands before it, such as a prompt, is passed over.</summary>
    /// <returns>The header, or null where JSON comes next.</returns>
    /// <exception cref="InputException">There is neither.</exception>
    public static CsvHeader? Find(InputFile file, TextLines lines, PassedLines passed)
    {
        for (var ahead = 0; ahead < MaxLinesAhead && lines.Peek() is { } start; ahead++)
        {
            var kind = PastedLine.KindOf(start);
            if (kind == LineKind.Json)
            {
                passed.RequireNoOpenComment(file.Name);
                return null;
            }

            var line = lines.Read()!;
            passed.LookForComment(line, file.LinesRead);

            // "sep=" is Excel's own way to name the separator.
            if (kind is LineKind.Blank or LineKind.Tool || line.TrimStart().StartsWith('#') || TableBorders.IsRule(line)
                || line.Trim().StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (kind == LineKind.Topic)
            {
                throw file.Fail("a topology file has no topic lines", OtherFiles.Description);
            }

            foreach (var separator in s_separators)
            {
                if (Cells(line, separator).Any(cell => TableBuilder.ColumnOf(cell) != TableColumn.Dimension))
                {
                    return new CsvHeader(line, separator);
                }
            }

            passed.Add(line);
        }

        throw passed.OnlyInComment(file.Name) ?? file.Fail(
            $"this is no topology file: it is not JSON, and no line has a column \"broker\"; it starts with "
                + $"{InputText.Quote(passed.First ?? "")}",
            passed.LikelyFile ?? "the header broker,fd,ud is missing");
    }

    /// <summary>Whether a character may separate the cells of a table.</summary>
    public static bool IsSeparator(char character) => s_separators.Contains(character);

    private static string[] Cells(string line, char separator) => [.. line.Split(separator).Select(cell => cell.Trim().Trim('"').Trim())];
}
