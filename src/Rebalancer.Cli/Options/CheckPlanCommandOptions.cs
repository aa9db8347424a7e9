using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer check-plan</c>.</summary>
[Verb("check-plan", HelpText = "Check any reassignment JSON against a cluster, including one made by another tool.")]
internal sealed class CheckPlanCommandOptions : ReportingCommandOptions
{
    [Option("plan", Required = true, MetaValue = "FILE|DIR", HelpText = "Kafka reassignment JSON, or a directory that 'plan --out' wrote.")]
    public string Plan { get; set; } = "";

    [Option("allow-replication-factor-change",
        HelpText = "Accept a reassignment JSON that changes the replication factor. A plan directory says itself what it may.")]
    public bool AllowReplicationFactorChange { get; set; }

    public override IEnumerable<(string Option, string? File)> InputFiles => base.InputFiles.Append(("--plan", Plan));
}
