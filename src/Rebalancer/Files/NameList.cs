namespace Rebalancer.Files;

/// <summary>A list of names as people write it: separated by commas, semicolons, bars, tabs or blanks, which no name has.</summary>
/// <remarks>The one rule for lists of topics, partitions and brokers, on the command line and in files.</remarks>
public static class NameList
{
    private static readonly char[] s_separators = [',', ';', '|', ' ', '\t'];

    /// <summary>The names, without empty ones.</summary>
    /// <param name="text">The list.</param>
    public static string[] Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>What separates the cells of a line that begins with a name: the first separator but blanks; a comma where there is none.
    /// </summary>
    internal static char SeparatorOf(string line) => line.Trim().FirstOrDefault(c => c != ' ' && s_separators.Contains(c), ',');
}
