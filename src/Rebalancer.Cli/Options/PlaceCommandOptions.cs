using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer place</c>.</summary>
[Verb("place", HelpText = "Place the partitions of a new topic, or more partitions of one; changes nothing without --create.")]
internal sealed class PlaceCommandOptions : ReportingCommandOptions
{
    [Option("topic", MetaValue = "NAME", HelpText = "The topic.")]
    public string? Topic { get; set; }

    [Option("partitions", MetaValue = "N", HelpText = "Partitions of a topic that does not exist yet.")]
    public int? Partitions { get; set; }

    [Option("replication-factor", MetaValue = "N", HelpText = "Replicas of each partition of a topic that does not exist yet.")]
    public int? ReplicationFactor { get; set; }

    [Option("add-partitions", MetaValue = "N", HelpText = "More partitions of a topic that exists; they get its replication factor.")]
    public int? AddPartitions { get; set; }

    [Option("topics-file", MetaValue = "FILE", HelpText = "Several new topics at once: CSV topic,partitions,replication_factor.")]
    public string? TopicsFile { get; set; }

    [Option(
        "config",
        MetaValue = "KEY=VALUE",
        Separator = ',',
        HelpText = "Configuration of new topics, for --create and create-topics.sh; several are separated by commas.")]
    public IEnumerable<string> Configs { get; set; } = [];

    [Option("drain", MetaValue = "BROKERS", Separator = ',', HelpText = "Brokers to be emptied, which receive nothing.")]
    public IEnumerable<string> Drain { get; set; } = [];

    [Option("cordon", MetaValue = "BROKERS", Separator = ',', HelpText = "Brokers that are given nothing.")]
    public IEnumerable<string> Cordon { get; set; } = [];

    [Option("only-to", MetaValue = "BROKERS", Separator = ',', HelpText = "The only brokers that may be given replicas.")]
    public IEnumerable<string> OnlyTo { get; set; } = [];

    [Option("dead-hosts", MetaValue = "BROKERS", Separator = ',', HelpText = "Brokers to treat as dead.")]
    public IEnumerable<string> DeadHosts { get; set; } = [];

    [Option("time-limit", MetaValue = "TIME", Default = "30s", HelpText = "How long the exact steps may take in all.")]
    public string TimeLimit { get; set; } = "30s";

    [Option("out", MetaValue = "DIR", HelpText = "Write placement.json and create-topics.sh to a new directory.")]
    public string? Out { get; set; }

    [Option("create", HelpText = "Make it live: create the topics or partitions with this placement, and check that they exist.")]
    public bool Create { get; set; }

    [Option("yes", HelpText = "Do not ask before --create changes the cluster.")]
    public bool Yes { get; set; }

    public override IEnumerable<(string Option, string? File)> InputFiles => base.InputFiles.Append(("--topics-file", TopicsFile));
}
