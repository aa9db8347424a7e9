using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options that every verb has.</summary>
internal abstract class CommandOptions
{
    [Option("verbose", HelpText = "Show each step, and the stack trace of an unexpected failure, on stderr.")]
    public bool Verbose { get; set; }

    [Option(
        "color",
        MetaValue = "WHEN",
        Default = "auto",
        HelpText = "auto: where a terminal has colours and NO_COLOR is not set. always. never.")]
    public string Color { get; set; } = "auto";

    /// <summary>
    /// What stands on the command line without an option; most verbs take none, and CommandLineParser alone would pass over it.
    /// </summary>
    [Value(0, Hidden = true)]
    public IEnumerable<string> Unexpected { get; set; } = [];

    /// <summary>How many words without an option the verb takes.</summary>
    public virtual int WordCount => 0;
}
