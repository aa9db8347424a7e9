using CommandLine;

namespace Rebalancer.Cli.Commands;

/// <summary>Options that every verb has.</summary>
internal abstract class CommandOptions
{
    [Option("verbose", HelpText = "Tell each step, and the stack trace of an unexpected failure, on stderr.")]
    public bool Verbose { get; set; }
}
