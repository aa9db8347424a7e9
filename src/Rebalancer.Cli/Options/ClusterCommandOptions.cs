using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Where a verb reads the cluster from; <see cref="Input.ClusterSource"/> turns them into a snapshot and its topology.</summary>
internal abstract class ClusterCommandOptions : CommandOptions, IConnectionOptions
{
    [Option("snapshot", MetaValue = "FILE",
        HelpText = "Read the cluster from a snapshot file (.json or .json.gz). For this and every other input file '-' is standard input.")]
    public string? Snapshot { get; set; }

    [Option(
        "assignment",
        MetaValue = "FILE",
        HelpText = "Read the cluster from the output of kafka-topics.sh --describe, Kafka's reassignment JSON or the output of "
            + "--generate; needs --topology or --brokers-file, which names the live brokers.")]
    public string? Assignment { get; set; }

    [Option(ConnectionOptionTexts.BootstrapServer, MetaValue = "HOST:PORT", HelpText = ConnectionOptionTexts.BootstrapServerHelp)]
    public string? BootstrapServer { get; set; }

    [Option(ConnectionOptionTexts.CommandConfig, MetaValue = "FILE", HelpText = ConnectionOptionTexts.CommandConfigHelp)]
    public string? CommandConfig { get; set; }

    [Option(
        "topology",
        MetaValue = "FILE",
        HelpText = "Where the brokers sit: HDInsight cluster topology JSON, or a table (CSV 'broker,fd,ud' or 'broker,rack', or JSON). "
            + "Overrides broker.rack.")]
    public string? Topology { get; set; }

    [Option(
        "rack-pattern",
        MetaValue = "REGEX",
        HelpText = "How racks are read, of brokers or in a table's column 'rack': a regular expression whose named groups are the rack "
            + "dimensions. The default reads FD0UD1, fd0/ud1, UD1:FD0, FaultDomain0/UpdateDomain1; anything else is one dimension.")]
    public string? RackPattern { get; set; }

    [Option("brokers-file", MetaValue = "FILE",
        HelpText = "With --assignment: the live brokers with their hosts and racks, from the output of kafka-broker-api-versions.sh.")]
    public string? BrokersFile { get; set; }

    [Option("log-dirs", MetaValue = "FILE", HelpText = "The sizes of the partitions, from the output of kafka-log-dirs.sh --describe.")]
    public string? LogDirs { get; set; }

    [Option("min-insync-replicas", MetaValue = "N",
        HelpText = "Assume min.insync.replicas is N for topics whose value the source does not give; it decides what the loss of a domain "
            + "would stop.")]
    public int? MinInSyncReplicas { get; set; }

    [Option("allow-missing-domains",
        HelpText = "Go on even if some brokers lack a domain that others have; replicas may then share a domain that is not known.")]
    public bool AllowMissingDomains { get; set; }

    /// <summary>The cluster that the environment names beside a file, for the commands that come next; null where it names none.</summary>
    public string? UsualBootstrapServer { get; set; }

    /// <summary>The configuration of a connection to it.</summary>
    public string? UsualCommandConfig { get; set; }

    /// <summary>The options that name input files, with their values.</summary>
    public virtual IEnumerable<(string Option, string? File)> InputFiles =>
    [
        ("--snapshot", Snapshot), ("--assignment", Assignment), ("--topology", Topology), ("--brokers-file", BrokersFile),
            ("--log-dirs", LogDirs),
    ];
}
