using System.Collections.Immutable;
using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Application;

/// <summary>The groups of options in a verb's help, those that matter most first.</summary>
internal static class HelpGroup
{
    private const string Own = "Options";

    private static readonly (string Title, ImmutableArray<string> Names)[] s_groups =
    [
        ("Cluster", ["bootstrap-server", "command-config", "snapshot", "assignment", "topology"]),
        (Own, []),
        ("Brokers", ["drain", "cordon", "exclude-brokers", "only-to", "replace", "dead-hosts"]),
        ("Topics",
        [
            "topics", "topics-file", "topic-regex", "exclude-topics", "exclude-topic-regex", "pin", "replication-factors",
                "topic-brokers",
        ]),
        ("Limits",
        [
            "max-moves", "max-bytes", "max-leader-changes", "window", "max-moves-in", "max-moves-out", "max-bytes-in", "max-bytes-out",
                "allow-slow",
        ]),
        ("Report", ["report", "report-format", "json", "show-changes", "violations", "frontier", "detailed-exit-code"]),
        ("More about the cluster", ["brokers-file", "log-dirs", "rack-pattern", "min-insync-replicas", "allow-missing-domains"]),
        ("Seldom needed",
        [
            "spread", "solver", "time-limit", "force", "overwrite", "small-first", "whole-partition", "skip-drifted",
                "allow-replication-factor-change", "allow-under-replicated", "require-healthy-cluster", "overwrite-hidden-rates",
                "cancel-foreign", "cancel-stalled", "stall-timeout", "dead-broker-grace", "hold-timeout", "poll-interval", "space-reserve",
        ]),
        ("General", ["verbose", "color", "help", "version"]),
    ];

    /// <summary>The groups that are not empty, required options first in each.</summary>
    public static IEnumerable<(string Title, ImmutableArray<OptionDescription> Options)> Of(VerbDescription verb)
    {
        var grouped = s_groups.SelectMany(group => group.Names).ToHashSet(StringComparer.Ordinal);
        foreach (var (title, names) in s_groups)
        {
            var options = title == Own
                ? verb.Options.Where(o => !grouped.Contains(o.Name))
                : names.SelectMany(name => verb.Options.Where(o => o.Name == name));
            if (options.OrderByDescending(o => o.IsRequired).ToImmutableArray() is { IsEmpty: false } found)
            {
                yield return (title, found);
            }
        }
    }
}
