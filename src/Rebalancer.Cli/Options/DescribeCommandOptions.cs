using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer describe</c>.</summary>
[Verb("describe", HelpText = "Show a cluster as it is: its grid of domains, violations and balance.")]
internal sealed class DescribeCommandOptions : ReportingCommandOptions;
