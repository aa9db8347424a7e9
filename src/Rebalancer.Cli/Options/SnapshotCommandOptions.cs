using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer snapshot</c>.</summary>
[Verb("snapshot", HelpText = "Read a live cluster into a file; changes nothing on the cluster.")]
internal sealed class SnapshotCommandOptions : CommandOptions, IConnectionOptions
{
    [Option(ConnectionOptionTexts.BootstrapServer, MetaValue = "HOST:PORT", HelpText = ConnectionOptionTexts.BootstrapServerHelp)]
    public string? BootstrapServer { get; set; }

    [Option(ConnectionOptionTexts.CommandConfig, MetaValue = "FILE", HelpText = ConnectionOptionTexts.CommandConfigHelp)]
    public string? CommandConfig { get; set; }

    [Option("out", Required = true, MetaValue = "FILE",
        HelpText = "Where to write the snapshot: cluster.json, or cluster.json.gz for a compressed one. An existing file is replaced.")]
    public string? Out { get; set; }
}
