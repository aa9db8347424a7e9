using System.Collections.Immutable;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Input;

/// <summary>What a report says of how the tool was called: the same source, the same wishes, none of what writes files.</summary>
internal static class ReportContext
{
    /// <param name="options">The options of the verb.</param>
    /// <param name="files">What was read.</param>
    public static CommandContext Of(ClusterCommandOptions options, InputFiles files) => new()
    {
        Arguments = [
            .. Source(options),
            .. options is PlanCommandOptions wishes ? Wishes(wishes) : options is PlaceCommandOptions place ? Placed(place) : []
        ],
        Inputs = files.Inputs,
        PlanDirectory = options switch
        {
            PlanCommandOptions plan => plan.Out,
            CheckPlanCommandOptions check when Directory.Exists(check.Plan) => check.Plan,
            _ => null,
        },
        BootstrapServer = options.BootstrapServer ?? options.UsualBootstrapServer,
        TopicConfigs = options is PlaceCommandOptions created ? [.. created.Configs] : [],
        CommandConfig = options.CommandConfig ?? options.UsualCommandConfig,
        Throttle = Throttle(options),
        AllowSlow = options is PlanCommandOptions { AllowSlow: true },
    };

    /// <summary>The throttle that the plan is to be carried out with.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static DataRate? Throttle(ClusterCommandOptions options)
    {
        if (options is not PlanCommandOptions { Throttle: { } text } plan)
        {
            return null;
        }

        if (DataRate.TryParse(text, out var rate) is { } problem)
        {
            throw new InputException($"--throttle '{text}' {problem}");
        }

        if (rate.BytesPerSecond == 0)
        {
            throw new InputException($"--throttle '{text}': nothing would ever be copied");
        }

        SlowThrottle.Require(text, rate.BytesPerSecond, plan.AllowSlow);
        return rate;
    }

    private static IEnumerable<string> Source(ClusterCommandOptions options) =>
    [
        .. Text("--snapshot", options.Snapshot),
        .. Text("--assignment", options.Assignment),
        .. Text("--bootstrap-server", options.BootstrapServer),
        .. Text("--command-config", options.CommandConfig),
        .. Text("--topology", options.Topology),
        .. Text("--rack-pattern", options.RackPattern),
        .. Text("--brokers-file", options.BrokersFile),
        .. Text("--log-dirs", options.LogDirs),
        .. Text("--min-insync-replicas", options.MinInSyncReplicas is { } minimum ? Number(minimum) : null),
        .. Flag("--allow-missing-domains", options.AllowMissingDomains),
    ];

    private static IEnumerable<string> Wishes(PlanCommandOptions options) =>
    [
        .. Text("--aim", options.Aim == "balance" ? null : options.Aim),
        .. Text("--spread", options.Spread == "required" ? null : options.Spread),
        .. Text("--solver", options.Solver == "auto" ? null : options.Solver),
        .. Text("--time-limit", options.TimeLimit == "30s" ? null : options.TimeLimit),
        .. Text("--topics", List(options.Topics)),
        .. Text("--topics-file", options.TopicsFile),
        .. Text("--topic-regex", options.TopicRegex),
        .. Text("--dead-hosts", List(options.DeadHosts)),
        .. Text("--drain", List(options.Drain)),
        .. Text("--cordon", List(options.Cordon)),
        .. Text("--exclude-brokers", List(options.ExcludeBrokers)),
        .. Text("--only-to", List(options.OnlyTo)),
        .. Text("--replace", List(options.Replace)),
        .. Text("--exclude-topics", List(options.ExcludeTopics)),
        .. Text("--exclude-topic-regex", options.ExcludeTopicRegex),
        .. Text("--pin", List(options.Pin)),
        .. Text("--replication-factor", options.ReplicationFactor is { } factor ? Number(factor) : null),
        .. Text("--replication-factors", options.ReplicationFactors),
        .. Text("--topic-brokers", options.TopicBrokers),
        .. Text("--max-moves", options.MaxMoves is { } moves ? Number(moves) : null),
        .. Text("--max-bytes", options.MaxBytes),
        .. Text("--max-leader-changes", options.MaxLeaderChanges is { } changes ? Number(changes) : null),
        .. Text("--window", options.Window),
        .. Flag("--force", options.Force),
        .. Text("--throttle", options.Throttle),
        .. Flag("--allow-slow", options.AllowSlow),
    ];

    private static IEnumerable<string> Placed(PlaceCommandOptions options) =>
    [
        .. Text("--topic", options.Topic),
        .. Text("--partitions", options.Partitions is { } partitions ? Number(partitions) : null),
        .. Text("--replication-factor", options.ReplicationFactor is { } factor ? Number(factor) : null),
        .. Text("--add-partitions", options.AddPartitions is { } added ? Number(added) : null),
        .. Text("--topics-file", options.TopicsFile),
        .. Text("--config", List(options.Configs)),
        .. Text("--drain", List(options.Drain)),
        .. Text("--cordon", List(options.Cordon)),
        .. Text("--only-to", List(options.OnlyTo)),
        .. Text("--dead-hosts", List(options.DeadHosts)),
    ];

    private static string? List(IEnumerable<string> values) => string.Join(',', values) is { Length: > 0 } list ? list : null;

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ImmutableArray<string> Text(string option, string? value) => value is null ? [] : [option, value];

    private static ImmutableArray<string> Flag(string option, bool isSet) => isSet ? [option] : [];
}
