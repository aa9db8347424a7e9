using CommandLine;
using Rebalancer.Cli.Rendering;

namespace Rebalancer.Cli.Options;

/// <summary>How a verb that reports on a cluster says what it found.</summary>
internal abstract class ReportingCommandOptions : ClusterCommandOptions
{
    [Option("json", HelpText = "Print the report as JSON instead of tables.")]
    public bool Json { get; set; }

    [Option("report", MetaValue = "FILE", HelpText = "Also write the report to a file.")]
    public string? Report { get; set; }

    [Option("report-format", MetaValue = "FORMAT",
        HelpText = "Format of --report: markdown, html, json, and for a plan csv (a line for each "
        + "partition that changes) or svg (a picture). The default "
        + "follows the file's extension (.md, .html, .json, .csv, .svg).")]
    public string? ReportFormat { get; set; }
}
