using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer advise</c>.</summary>
[Verb("advise", HelpText = "Say where new brokers help most, or which can be spared; changes nothing.")]
internal sealed class AdviseCommandOptions : ReportingCommandOptions
{
    [Option("add", MetaValue = "N", HelpText = "Where to put N new brokers: which fault domain and update domain each.")]
    public int? Add { get; set; }

    [Option("remove", MetaValue = "N", HelpText = "Which N brokers can best be removed.")]
    public int? Remove { get; set; }

    [Option("choices", MetaValue = "N", Default = 5, HelpText = "How many choices to plan and list.")]
    public int Choices { get; set; } = 5;

    [Option("dead-hosts", MetaValue = "BROKERS", Separator = ',', HelpText = "Brokers to treat as dead.")]
    public IEnumerable<string> DeadHosts { get; set; } = [];

    [Option("drain", MetaValue = "BROKERS", Separator = ',', HelpText = "Brokers to be emptied in any case.")]
    public IEnumerable<string> Drain { get; set; } = [];

    [Option("time-limit", MetaValue = "TIME", Default = "30s", HelpText = "How long all of it may take.")]
    public string TimeLimit { get; set; } = "30s";
}
