using System.Collections.Immutable;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Files;

namespace Rebalancer.Cli.Input;

/// <summary>Turns the options of <c>plan</c> into the planner's own.</summary>
internal static class PlanOptionsMapper
{
    /// <summary>The planner's options.</summary>
    /// <param name="options">The options as given.</param>
    /// <param name="topics">The selection.</param>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="files">Reads the files that options name.</param>
    /// <param name="cancellationToken">Ends the wait for a file.</param>
    /// <exception cref="InputException">An option's value is not one it takes, or names what the cluster does not have.</exception>
    public static async Task<PlanOptions> MapAsync(
        PlanCommandOptions options, TopicSelection topics, ClusterSnapshot snapshot, InputFiles files, CancellationToken cancellationToken)
    {
        var mapped = MapPlain(options) with
        {
            TopicFilter = topics.Filter,
            Roles = new GivenRoles
            {
                Dead = BrokerNames.Resolve("--dead-hosts", options.DeadHosts, snapshot),
                Draining = BrokerNames.ResolveAll("--drain", options.Drain, snapshot),
                Cordoned = BrokerNames.ResolveAll("--cordon", options.Cordon, snapshot),
                Excluded = BrokerNames.ResolveAll("--exclude-brokers", options.ExcludeBrokers, snapshot),
                OnlyTo = options.OnlyTo.Any() ? BrokerNames.ResolveAll("--only-to", options.OnlyTo, snapshot) : null,
            },
            Replacements = [.. GivenNames.Of("--replace", options.Replace, "pair").Select(pair => Replacement(pair, snapshot))],
            PinFilter = PartitionPins.Filter(options.Pin, snapshot),
            ReplicationFactorOf = options.ReplicationFactor is { } factor ? _ => factor
                : options.ReplicationFactors is { } factors
                ? Factors(RequireTopics(
                    $"--replication-factors {factors}",
                    await files.ReadAsync(
                        "--replication-factors", factors, TopicRulesFile.ReadReplicationFactors, cancellationToken),
                    snapshot))
                : null,
            BrokersOf = options.TopicBrokers is { } sets
                ? Brokers(
                    $"--topic-brokers {sets}",
                    RequireTopics(
                        $"--topic-brokers {sets}",
                        await files.ReadAsync("--topic-brokers", sets, TopicRulesFile.ReadBrokers, cancellationToken),
                        snapshot),
                    snapshot)
                : null,
        };
        mapped.Validate();
        return mapped;
    }

    /// <summary>The options that need no cluster, so that a mistake in them is told before a large file is read.</summary>
    /// <exception cref="InputException">An option's value is not one it takes, or two options exclude each other.</exception>
    public static PlanOptions MapPlain(PlanCommandOptions options)
    {
        RequireFactorForSelection(options);
        var plain = new PlanOptions
        {
            Aim = Choice.Parse(
                "--aim", options.Aim, ("balance", PlanAim.Balance), ("repair", PlanAim.Repair), ("leaders", PlanAim.Leaders)),
            Spread = Choice.Parse("--spread", options.Spread, ("required", SpreadPolicy.Required), ("preferred", SpreadPolicy.Preferred)),
            Solver = Choice.Parse(
                "--solver", options.Solver, ("auto", SolverChoice.Auto), ("fast", SolverChoice.Fast), ("cp-sat", SolverChoice.CpSat)),
            TimeLimit = Duration.Parse("--time-limit", options.TimeLimit),
            Force = options.Force,
            Budget = new MoveBudget(
                NotNegative("--max-moves", options.MaxMoves), Bytes(options.MaxBytes),
                NotNegative("--max-leader-changes", options.MaxLeaderChanges)),
        };
        RequirePoints(options);
        OptionsApart.Require(options);
        if (options.Window is not null)
        {
            Duration.Parse("--window", options.Window);
            if (options.Throttle is null)
            {
                throw new InputException("--window needs --throttle RATE: how much fits depends on how fast it is copied");
            }

            if (options.MaxBytes is not null)
            {
                throw new InputException("--window and --max-bytes exclude each other: the window decides how many bytes");
            }
        }

        return plain;
    }

    private static void RequirePoints(PlanCommandOptions options)
    {
        if (options.Frontier is { } points and (< PlanFrontier.MinPoints or > PlanFrontier.MaxPoints))
        {
            throw new InputException(
                $"--frontier {points}: from {PlanFrontier.MinPoints} to {PlanFrontier.MaxPoints} plans can be compared");
        }
    }

    private static void RequireFactorForSelection(PlanCommandOptions options)
    {
        if ((options.ReplicationFactor is not null || options.ReplicationFactors is not null)
            && "leaders".Equals(options.Aim, StringComparison.OrdinalIgnoreCase))
        {
            throw new InputException("--aim leaders copies nothing, so no replication factor changes with it; use another --aim");
        }

        if (options.ReplicationFactor is null)
        {
            return;
        }

        if (options.ReplicationFactors is not null)
        {
            throw new InputException("--replication-factor and --replication-factors exclude each other; use one of them");
        }

        if (options.ReplicationFactor < 1)
        {
            throw new InputException($"--replication-factor {options.ReplicationFactor}: it must be at least 1");
        }

        if (!options.Topics.Any(t => t.Trim().Length > 0) && options.TopicsFile is null && options.TopicRegex is null)
        {
            throw new InputException(
                "--replication-factor changes the topics that are selected; add --topics, --topics-file or --topic-regex (--topics ALL "
                    + "for all)");
        }
    }

    private static long? NotNegative(string option, long? value) =>
        value is < 0 ? throw new InputException($"{option} {value}: it must not be negative") : value;

    private static long? Bytes(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DataSize.TryParse(text, out var size) is { } problem
            ? throw new InputException($"--max-bytes '{text}' {problem}")
            : size.Bytes;
    }

    private static BrokerReplacement Replacement(string pair, ClusterSnapshot snapshot)
    {
        var names = pair.Split('=', StringSplitOptions.TrimEntries);
        return names is [{ Length: > 0 } old, { Length: > 0 } next]
            ? new(BrokerNames.ResolveAll("--replace", [old], snapshot)[0], BrokerNames.ResolveAll("--replace", [next], snapshot)[0])
            : throw new InputException($"--replace '{pair}': the form is OLD=NEW, such as 1003=1011");
    }

    /// <summary>A whole name that no topic has is a mistake; a pattern may wait for topics that are still to come.</summary>
    private static ImmutableArray<TopicRule<T>> RequireTopics<T>(
        string option, ImmutableArray<TopicRule<T>> rules, ClusterSnapshot snapshot)
    {
        var known = snapshot.Topics.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        if (rules.FirstOrDefault(rule => !rule.Pattern.EndsWith('*') && !known.Contains(rule.Pattern)) is not { } unknown)
        {
            return rules;
        }

        var closest = Suggestion.Closest(unknown.Pattern, known);
        throw new InputException(
            $"{option}, line {unknown.Line}: the cluster has no topic '{unknown.Pattern}'"
                + (closest is null ? "" : $"; did you mean '{closest}'?"));
    }

    private static Func<string, int?> Factors(ImmutableArray<TopicRule<int>> rules) => topic => rules.FirstFor(topic)?.Value;

    private static Func<string, ImmutableArray<int>?> Brokers(
        string option, ImmutableArray<TopicRule<ImmutableArray<string>>> rules, ClusterSnapshot snapshot)
    {
        var resolved = rules.Select(rule => new TopicRule<ImmutableArray<int>>(
            rule.Pattern, BrokerNames.ResolveAll($"{option}, line {rule.Line}", rule.Value, snapshot), rule.Line))
                .ToImmutableArray();
        return topic => resolved.FirstFor(topic)?.Value;
    }
}
