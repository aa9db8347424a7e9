using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer describe</c>.</summary>
[Verb("describe", HelpText = "Show a cluster as it is: replicas per domain, violations and balance.")]
internal sealed class DescribeCommandOptions : ReportingCommandOptions
{
    [Option("violations", HelpText = "List every partition that lacks a domain it could have, and name the domain.")]
    public bool Violations { get; set; }

    [Option("detailed-exit-code",
        HelpText = "Exit with 3 instead of 0 when a partition could be spread better or replicas are on dead brokers.")]
    public bool DetailedExitCode { get; set; }
}
