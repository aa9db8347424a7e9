using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer plan</c>.</summary>
[Verb("plan", HelpText = "Plan a cluster and prove the plan; changes nothing.")]
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
        + "minute, and beyond partitions x brokers = 16000 it plans as auto.")]
    public string Solver { get; set; } = "auto";

    [Option("time-limit", MetaValue = "TIME", Default = "30s",
        HelpText = "How long the exact steps may take in all (such as 30s or 5m); a plan is returned in any case.")]
    public string TimeLimit { get; set; } = "30s";

    [Option("topics", MetaValue = "NAMES", Separator = ',',
        HelpText = "Topics that may change, separated by commas; ALL (the default) for all. The others never move but count in every "
        + "load.")]
    public IEnumerable<string> Topics { get; set; } = [];

    [Option("topics-file", MetaValue = "FILE", HelpText = "Topics that may change, one name a line.")]
    public string? TopicsFile { get; set; }

    [Option("topic-regex", MetaValue = "REGEX", HelpText = "Topics that may change, by a regular expression on the whole name.")]
    public string? TopicRegex { get; set; }

    [Option("dead-hosts", MetaValue = "BROKERS", Separator = ',',
        HelpText = "Brokers to treat as dead, by id or host, separated by commas; their replicas are placed anew.")]
    public IEnumerable<string> DeadHosts { get; set; } = [];

    [Option("throttle", MetaValue = "RATE",
        HelpText = "The throttle that 'apply' is to use, such as 50MB; the report then tells how long it takes at it.")]
    public string? Throttle { get; set; }

    [Option("force", HelpText = "Plan everything anew, even where the cluster is already balanced.")]
    public bool Force { get; set; }

    [Option("show-changes", MetaValue = "[N|all]",
        HelpText = "List the changes as a diff: the first 20, the first N, or all; each with its reason.")]
    public string? ShowChanges { get; set; }

    [Option("detailed-exit-code", HelpText = "Exit with 3 instead of 0 when the cluster needs changes.")]
    public bool DetailedExitCode { get; set; }

    public override IEnumerable<(string Option, string? File)> InputFiles => base.InputFiles.Append(("--topics-file", TopicsFile));
}
