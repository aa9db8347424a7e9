using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer demo</c>.</summary>
[Verb("demo", HelpText = "Repair and scale out a simulated cluster: plan, apply, verify, in seconds. Touches no network.")]
internal sealed class DemoCommandOptions : CommandOptions
{
    [Option("report", MetaValue = "FILE", HelpText = "Also write the report of the plan to a file: .html, .md, .json, .csv or .svg.")]
    public string? Report { get; set; }

    [Option("keep", MetaValue = "DIR", HelpText = "Keep the plan, its journal and its reports in a directory.")]
    public string? Keep { get; set; }

    [Option("speed", MetaValue = "N", Default = 180, HelpText = "How many times faster than a real cluster, from 1 to 1000.")]
    public int Speed { get; set; } = 180;
}
