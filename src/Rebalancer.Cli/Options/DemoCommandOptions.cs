using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer demo</c>.</summary>
[Verb("demo", HelpText = "Scale a simulated cluster out from 12 to 15 brokers: plan, apply, verify, in seconds. Touches no network.")]
internal sealed class DemoCommandOptions : CommandOptions;
