using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer plan</c>.</summary>
[Verb("plan", HelpText = "Work out which replicas to move, and how near to the best that is; changes nothing.")]
internal sealed class PlanCommandOptions : ReportingCommandOptions
{
    [Option("out", MetaValue = "DIR",
        HelpText = "Write reassignment.json, rollback.json (both in Kafka's format) and plan.json to a directory. Without it the plan "
        + "is only printed.")]
    public string? Out { get; set; }

    [Option("overwrite", HelpText = "Let --out replace an older plan, or write among other files; never over the journal of an apply.")]
    public bool Overwrite { get; set; }

    [Option("aim", MetaValue = "AIM", Default = "balance",
        HelpText = "balance: best spread, then equal loads, then fewest moves. repair: only what must move. leaders: only the order "
        + "inside the replica sets, no data moves.")]
    public string Aim { get; set; } = "balance";

    [Option("spread", MetaValue = "POLICY", Default = "required",
        HelpText = "required: the spread over racks wins. preferred: the balance wins where a broker would otherwise stay empty.")]
    public string Spread { get; set; } = "required";

    [Option("solver", MetaValue = "SOLVER", Default = "auto",
        HelpText = "auto: fast placement, and exact steps wherever it is not already proven. fast: fast placement only. cp-sat: one "
        + "model of the whole cluster, for small ones: 100 partitions x 9 brokers take a second, 1000 x 15 may not be proven in a "
        + "minute, and with more than 100,000 replica sets to choose from it plans as auto.")]
    public string Solver { get; set; } = "auto";

    [Option("time-limit", MetaValue = "TIME", Default = "30s",
        HelpText = "How long the exact steps may take in all (such as 30s or 5m); a plan is returned in any case.")]
    public string TimeLimit { get; set; } = "30s";

    [Option("topics", MetaValue = "NAMES", Separator = ',',
        HelpText = "Topics that may change, separated by commas; ALL (the default) for all. The others never move but count in every "
        + "load.")]
    public IEnumerable<string> Topics { get; set; } = [];

    [Option("topics-file", MetaValue = "FILE", HelpText = "Topics that may change, one name per line.")]
    public string? TopicsFile { get; set; }

    [Option("topic-regex", MetaValue = "REGEX", HelpText = "Topics that may change, by a regular expression on the whole name.")]
    public string? TopicRegex { get; set; }

    [Option("dead-hosts", MetaValue = "BROKERS", Separator = ',',
        HelpText = "Brokers to treat as dead, by id or host, separated by commas; their replicas are placed anew.")]
    public IEnumerable<string> DeadHosts { get; set; } = [];

    [Option("drain", MetaValue = "BROKERS", Separator = ',',
        HelpText = "Live brokers to be emptied, by id or host, separated by commas; replicas are still copied from them, and 'undo' stays "
            + "possible.")]
    public IEnumerable<string> Drain { get; set; } = [];

    [Option("cordon", MetaValue = "BROKERS", Separator = ',', HelpText = "Brokers that are given nothing new; what they hold may stay.")]
    public IEnumerable<string> Cordon { get; set; } = [];

    [Option("exclude-brokers", MetaValue = "BROKERS", Separator = ',',
        HelpText = "Brokers that neither gain nor lose a replica; their leaders may change.")]
    public IEnumerable<string> ExcludeBrokers { get; set; } = [];

    [Option("only-to", MetaValue = "BROKERS", Separator = ',',
        HelpText = "The only brokers that may be given replicas; every other one is cordoned.")]
    public IEnumerable<string> OnlyTo { get; set; } = [];

    [Option("replace", MetaValue = "OLD=NEW", Separator = ',',
        HelpText = "Put broker NEW into the place of broker OLD in every replica list, and change nothing else. Each is named by id or "
            + "host, such as 1003=1011; several pairs are separated by commas, such as 1003=1011,1004=1012.")]
    public IEnumerable<string> Replace { get; set; } = [];

    [Option("exclude-topics", MetaValue = "NAMES", Separator = ',', HelpText = "Topics that must not change, separated by commas.")]
    public IEnumerable<string> ExcludeTopics { get; set; } = [];

    [Option("exclude-topic-regex", MetaValue = "REGEX",
        HelpText = "Topics that must not change, by a regular expression on the whole name.")]
    public string? ExcludeTopicRegex { get; set; }

    [Option("pin", MetaValue = "TOPIC[:PARTITION]", Separator = ',',
        HelpText = "Partitions, or whole topics, that never move and never change their leader, separated by commas.")]
    public IEnumerable<string> Pin { get; set; } = [];

    [Option("replication-factor", MetaValue = "N",
        HelpText = "Give the selected topics N replicas a partition; needs --topics, --topics-file or --topic-regex (--topics ALL for "
        + "all).")]
    public int? ReplicationFactor { get; set; }

    [Option("replication-factors", MetaValue = "FILE",
        HelpText = "Give topics the replication factors of a CSV file topic,replication_factor; the first match counts, '*' may end a "
        + "name.")]
    public string? ReplicationFactors { get; set; }

    [Option("topic-brokers", MetaValue = "FILE",
        HelpText = "Keep topics within the brokers of a CSV file topic,broker,broker,...; the first match counts, '*' may end a name.")]
    public string? TopicBrokers { get; set; }

    [Option("max-moves", MetaValue = "N", HelpText = "Copy at most N replicas: the most valuable moves within that.")]
    public long? MaxMoves { get; set; }

    [Option("max-bytes", MetaValue = "SIZE", HelpText = "Copy at most so many bytes, such as 500GB.")]
    public string? MaxBytes { get; set; }

    [Option("max-leader-changes", MetaValue = "N", HelpText = "Change at most N preferred leaders.")]
    public long? MaxLeaderChanges { get; set; }

    [Option("window", MetaValue = "TIME",
        HelpText = "Copy only what is estimated to fit into this time at the rate of --throttle, such as 2h.")]
    public string? Window { get; set; }

    [Option("frontier", MetaValue = "[POINTS]",
        HelpText = "Also plan within several limits of moves, from nothing to the whole plan, at most POINTS of them (10 unless told), "
        + "and show what each buys.")]
    public int? Frontier { get; set; }

    [Option("throttle", MetaValue = "RATE",
        HelpText = "The throttle you will give 'apply', such as 50MB: the report shows the time at this rate, and its 'apply' command "
            + "carries it.")]
    public string? Throttle { get; set; }

    [Option("allow-slow", HelpText = "Accept a throttle below 1MB; the 'apply' command of the report says so too.")]
    public bool AllowSlow { get; set; }

    [Option("force", HelpText = "Plan everything anew, even where the cluster is already balanced.")]
    public bool Force { get; set; }

    [Option("show-changes", MetaValue = "[N|all]",
        HelpText = "List the changes as a diff: the first 20, the first N, or all; each with its reason.")]
    public string? ShowChanges { get; set; }

    [Option("detailed-exit-code", HelpText = "Exit with 3 instead of 0 when the cluster needs changes.")]
    public bool DetailedExitCode { get; set; }

    public override IEnumerable<(string Option, string? File)> InputFiles => base.InputFiles.Concat(
        [("--topics-file", TopicsFile), ("--replication-factors", ReplicationFactors), ("--topic-brokers", TopicBrokers)]);
}
