using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer completion</c>.</summary>
[Verb("completion", HelpText = "Print the script that completes verbs, options and files in a shell.")]
internal sealed class CompletionCommandOptions : CommandOptions
{
    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The shell.</summary>
    public override int WordCount => 1;
}
