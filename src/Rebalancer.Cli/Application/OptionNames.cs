using System.Text.RegularExpressions;

namespace Rebalancer.Cli.Application;

/// <summary>The libraries' checks of options in the words of the command line, whose flags have the names of the properties.</summary>
internal static partial class OptionNames
{
    /// <summary>"MaxMoves is 0; it must be at least 1." becomes "--max-moves is 0; it must be at least 1."</summary>
    public static string AsFlags(string message) => Property.Replace(message, m => "--" + Hump.Replace(m.Value, "-").ToLowerInvariant());

    [GeneratedRegex(@"(?<![\w.""])[A-Z][A-Za-z]*(?= is \S+; it must be )")]
    private static partial Regex Property { get; }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump { get; }
}
