using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of every verb that works on a plan and a live cluster.</summary>
internal abstract class ExecutionCommandOptions : CommandOptions, IConnectionOptions
{
    [Option("plan", MetaValue = "DIR", HelpText = "The directory that 'plan --out' wrote; journal, lock and report are kept there.")]
    public string? Plan { get; set; }

    [Option("reassignment", MetaValue = "FILE",
        HelpText = "A bare Kafka reassignment JSON instead; its journal and report go to FILE.run beside it.")]
    public string? Reassignment { get; set; }

    [Option(ConnectionOptionTexts.BootstrapServer, MetaValue = "HOST:PORT", HelpText = ConnectionOptionTexts.BootstrapServerHelp)]
    public string? BootstrapServer { get; set; }

    [Option(ConnectionOptionTexts.CommandConfig, MetaValue = "FILE", HelpText = ConnectionOptionTexts.CommandConfigHelp)]
    public string? CommandConfig { get; set; }

    [Option("report", MetaValue = "FILE", HelpText = "Also write the report to a file: .md, .html or .json.")]
    public string? Report { get; set; }

    public abstract bool Json { get; set; }
}

/// <summary>Options of the verbs that change the cluster.</summary>
internal abstract class ChangingCommandOptions : ExecutionCommandOptions
{
    [Option("json", HelpText = "Print JSON: one event per line during the run, then the report.")]
    public override bool Json { get; set; }

    [Option("yes", HelpText = "Do not ask. Needed where there is no terminal to ask on.")]
    public bool Yes { get; set; }
}

/// <summary>Options of the verbs that only look.</summary>
internal abstract class LookingCommandOptions : ExecutionCommandOptions
{
    [Option("json", HelpText = "Print the report as JSON instead of text.")]
    public override bool Json { get; set; }
}

/// <summary>Options of the verbs that move partitions.</summary>
internal abstract class MovingCommandOptions : ChangingCommandOptions
{
    [Option("dry-run", HelpText = "Show what would be done and how long it takes, and change nothing.")]
    public bool DryRun { get; set; }

    [Option(
        "throttle",
        MetaValue = "RATE",
        HelpText = "How fast replicas may be copied to each broker: bytes per second with a unit, such as 50MB; auto (adapts to what is "
            + "measured); or none. Default: that of the last run of this plan, else auto.")]
    public string? Throttle { get; set; }

    [Option("allow-slow", HelpText = "Accept a throttle below 1MB.")]
    public bool AllowSlow { get; set; }

    [Option("max-moves-in", MetaValue = "N", Default = 5, HelpText = "Replicas copied to one broker at once.")]
    public int MaxMovesIn { get; set; } = 5;

    [Option("max-moves-out", MetaValue = "N", Default = 5, HelpText = "Replicas copied from one broker at once.")]
    public int MaxMovesOut { get; set; } = 5;

    [Option("max-moves", MetaValue = "N", Default = 100, HelpText = "Replicas copied in the cluster at once.")]
    public int MaxMoves { get; set; } = 100;

    [Option("max-bytes-in", MetaValue = "SIZE",
        HelpText = "Bytes on their way to one broker, such as 200GB; a larger replica travels alone.")]
    public string? MaxBytesIn { get; set; }

    [Option("max-bytes-out", MetaValue = "SIZE", HelpText = "Bytes on their way from one broker.")]
    public string? MaxBytesOut { get; set; }

    [Option("small-first", HelpText = "Small partitions first rather than in the plan's order.")]
    public bool SmallFirst { get; set; }

    [Option("whole-partition", HelpText = "Send all replicas of a partition at once rather than one at a time.")]
    public bool WholePartition { get; set; }

    [Option("skip-drifted", HelpText = "Leave out partitions that are no longer as the plan found them, rather than stopping.")]
    public bool SkipDrifted { get; set; }

    [Option("allow-replication-factor-change", HelpText = "Accept replica lists that change the replication factor.")]
    public bool AllowReplicationFactorChange { get; set; }

    [Option("allow-under-replicated",
        HelpText = "Keep moving other partitions while partitions of the plan that it does not repair are under-replicated.")]
    public bool AllowUnderReplicated { get; set; }

    [Option("require-healthy-cluster",
        HelpText = "Wait while partitions outside the plan have no leader or are under-replicated, instead of only reporting them.")]
    public bool RequireHealthyCluster { get; set; }

    [Option("overwrite-hidden-rates",
        HelpText = "Kafka before 2.6 hides throttle rates: overwrite one that may exist. It cannot be put back and is deleted at the end.")]
    public bool OverwriteHiddenRates { get; set; }

    [Option("cancel-foreign", MetaValue = "NAMES", Separator = ',',
        HelpText = "Reassignments of others to cancel first, each named as TOPIC-PARTITION, separated by commas.")]
    public IEnumerable<string> CancelForeign { get; set; } = [];

    [Option("cancel-stalled", HelpText = "Cancel a move that makes no progress for the stall timeout, instead of only reporting it.")]
    public bool CancelStalled { get; set; }

    [Option("stall-timeout", MetaValue = "TIME", Default = "5m",
        HelpText = "How long a move may make no progress before it counts as stalled; more than 30s, since throttled copies come "
            + "in bursts.")]
    public string StallTimeout { get; set; } = "5m";

    [Option("dead-broker-grace", MetaValue = "TIME", Default = "2m",
        HelpText = "How long a destination broker may be down before its moves are cancelled.")]
    public string DeadBrokerGrace { get; set; } = "2m";

    [Option("hold-timeout", MetaValue = "TIME", Default = "10m",
        HelpText = "How long to wait when no move can start or the cluster does not answer, before the run ends unfinished.")]
    public string HoldTimeout { get; set; } = "10m";

    [Option("poll-interval", MetaValue = "TIME", Default = "5s", HelpText = "The longest pause between two looks at the cluster.")]
    public string PollInterval { get; set; } = "5s";

    [Option("space-reserve", MetaValue = "SHARE", Default = 0.15, HelpText = "The share of each destination's disk that must stay free.")]
    public double SpaceReserve { get; set; } = 0.15;
}

/// <summary>Options of <c>rebalancer apply</c>.</summary>
[Verb("apply", HelpText = "Carry a plan out on a live cluster, in throttled waves, or resume it; asks first.")]
internal sealed class ApplyCommandOptions : MovingCommandOptions;

/// <summary>Options of <c>rebalancer undo</c>.</summary>
[Verb("undo", HelpText = "Restore the previous replica lists of a plan's partitions; asks first.")]
internal sealed class UndoCommandOptions : MovingCommandOptions;

/// <summary>Options of <c>rebalancer cancel</c>.</summary>
[Verb("cancel", HelpText = "Cancel the moves in flight; 'apply' can carry on later. Asks first.")]
internal sealed class CancelCommandOptions : ChangingCommandOptions;

/// <summary>Options of <c>rebalancer unthrottle</c>.</summary>
[Verb("unthrottle", HelpText = "Remove a plan's throttles and restore earlier values; asks first.")]
internal sealed class UnthrottleCommandOptions : ChangingCommandOptions;

/// <summary>Options of <c>rebalancer status</c>.</summary>
[Verb("status", HelpText = "Show how far a plan has been carried out, from its journal and the cluster. Changes nothing, works "
    + "at any time.")]
internal sealed class StatusCommandOptions : LookingCommandOptions;

/// <summary>Options of <c>rebalancer verify</c>.</summary>
[Verb("verify", HelpText = "Compare the cluster with a plan: lists, leaders, in-sync replicas, throttles left. Changes nothing.")]
internal sealed class VerifyCommandOptions : LookingCommandOptions;
