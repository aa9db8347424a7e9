using CommandLine;

namespace Rebalancer.Cli.Commands;

/// <summary>Where a verb reads the cluster from; <see cref="Input.ClusterSource"/> turns them into a snapshot and its topology.</summary>
internal abstract class ClusterCommandOptions : CommandOptions, IConnectionOptions
{
    [Option("snapshot", MetaValue = "FILE", HelpText = "Read the cluster from a snapshot file (.json or .json.gz).")]
    public string? Snapshot { get; set; }

    [Option("assignment", MetaValue = "FILE", HelpText = "Read the cluster from Kafka's reassignment JSON or the output of kafka-topics.sh --describe; needs --topology, which then names the live brokers.")]
    public string? Assignment { get; set; }

    [Option(ConnectionOptionTexts.BootstrapServer, MetaValue = "HOST:PORT", HelpText = ConnectionOptionTexts.BootstrapServerHelp)]
    public string? BootstrapServer { get; set; }

    [Option(ConnectionOptionTexts.CommandConfig, MetaValue = "FILE", HelpText = ConnectionOptionTexts.CommandConfigHelp)]
    public string? CommandConfig { get; set; }

    [Option("topology", MetaValue = "FILE", HelpText = "Where the brokers sit: HDInsight cluster topology JSON, or a mapping file (CSV 'broker,fd,ud' or JSON). Overrides broker.rack.")]
    public string? Topology { get; set; }

    [Option("rack-pattern", MetaValue = "REGEX", HelpText = "How broker.rack is read: a regular expression whose named groups are the rack dimensions. The default reads FD0UD1, fd0/ud1, FD-0-UD-1; anything else is one dimension.")]
    public string? RackPattern { get; set; }
}
