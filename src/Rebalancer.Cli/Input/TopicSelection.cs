using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Input;

/// <summary>Which topics may change.</summary>
/// <param name="Description">The selection in words for the manifest, or null for all topics.</param>
/// <param name="Filter">Whether a topic is selected, or null for all topics.</param>
internal sealed record TopicSelection(string? Description, Func<string, bool>? Filter)
{
    private static readonly TimeSpan s_matchTimeout = TimeSpan.FromSeconds(1);

    private static TopicSelection All { get; } = new(null, null);

    /// <summary>The topics that are named; none where all are selected.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Reads the selection and checks it against the cluster.</summary>
    /// <exception cref="InputException">Two kinds of selection, a bad expression, or a topic that the cluster does not have.</exception>
    public static async Task<TopicSelection> FromAsync(
        PlanCommandOptions options, ClusterSnapshot snapshot, InputFiles files, CancellationToken cancellationToken)
    {
        var chosen = await ChosenAsync(options, snapshot, files, cancellationToken);
        var excluded = new SortedSet<string>(StringComparer.Ordinal);
        var names = GivenNames.Of("--exclude-topics", options.ExcludeTopics, "topic");
        excluded.UnionWith(names.Count == 0 ? [] : Named("--exclude-topics", names, snapshot).Names);
        excluded.UnionWith(options.ExcludeTopicRegex is { } pattern ? Matching("--exclude-topic-regex", pattern, snapshot).Names : []);
        if (excluded.Count == 0)
        {
            return chosen;
        }

        // What is excluded wins over what is selected.
        var filter = chosen.Filter;
        if (snapshot.Topics.All(t => excluded.Contains(t.Name) || (filter is not null && !filter(t.Name))) && !snapshot.Topics.IsEmpty)
        {
            string[] given =
            [
                .. names.Count > 0 ? (string[])["--exclude-topics"] : [],
                .. options.ExcludeTopicRegex is { } all ? (string[])[$"--exclude-topic-regex '{all}'"] : [],
            ];
            throw new InputException(
                $"{string.Join(" and ", given)} {(given.Length == 1 ? "excludes" : "exclude")} every topic "
                    + $"{(filter is null ? "of the cluster" : "that is selected")}; nothing is left to plan");
        }

        return new TopicSelection(
            $"{chosen.Description ?? "all"} without {string.Join(", ", excluded)}",
            name => !excluded.Contains(name) && (filter is null || filter(name)))
        {
            Names = [.. chosen.Names.Except(excluded)],
        };
    }

    private static async Task<TopicSelection> ChosenAsync(
        PlanCommandOptions options, ClusterSnapshot snapshot, InputFiles files, CancellationToken cancellationToken)
    {
        var names = GivenNames.Of("--topics", options.Topics, "topic");
        (bool IsGiven, string Name)[] kinds = [(names.Count > 0, "--topics"), (options.TopicsFile is not null, "--topics-file"),
            (options.TopicRegex is not null, "--topic-regex")];
        string[] given = [.. kinds.Where(kind => kind.IsGiven).Select(kind => kind.Name)];
        if (given.Length > 1)
        {
            throw new InputException($"{string.Join(" and ", given)} exclude each other; use one of them");
        }

        if (options.TopicRegex is { } pattern)
        {
            return Matching("--topic-regex", pattern, snapshot);
        }

        var option = "--topics";
        if (options.TopicsFile is { } file)
        {
            names = [.. await files.ReadAsync("--topics-file", file, TopicNamesFile.Read, cancellationToken)];
            option = $"--topics-file {file}";
        }
        else if (names.All(IsAll))
        {
            return All;
        }
        else if (names.Find(IsAll) is { } all && snapshot.Topics.All(t => t.Name != all))
        {
            throw new InputException($"--topics: {all} means every topic and stands alone; leave it out, or leave out the names beside it");
        }

        return Named(option, names, snapshot);
    }

    private static bool IsAll(string name) => name.Equals("ALL", StringComparison.OrdinalIgnoreCase);

    private static TopicSelection Named(string option, List<string> names, ClusterSnapshot snapshot)
    {
        var known = snapshot.Topics.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var selected = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!known.Contains(name))
            {
                var regex = option.StartsWith("--exclude", StringComparison.Ordinal) ? "--exclude-topic-regex" : "--topic-regex";
                var likely = name.Contains('*', StringComparison.Ordinal) ? $"; for a pattern use {regex}, such as 'orders.*'"
                    : Suggestion.Closest(name, known) is { } closest ? $"; did you mean '{closest}'?" : "";
                throw new InputException($"{option}: the cluster has no topic '{name}'{likely}");
            }

            selected.Add(name);
        }

        return new TopicSelection(string.Join(", ", selected), selected.Contains) { Names = [.. selected] };
    }

    private static TopicSelection Matching(string option, string pattern, ClusterSnapshot snapshot)
    {
        Regex expression;
        try
        {
            // First as it was given, so that a message quotes no more than that.
            _ = new Regex(pattern, RegexOptions.CultureInvariant, s_matchTimeout);
            expression = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant, s_matchTimeout);
            // Matched here and once: a slow expression fails at its option, not inside the planner.
            var selected = snapshot.Topics.Select(t => t.Name).Where(n => expression.IsMatch(n)).ToHashSet(StringComparer.Ordinal);
            return selected.Count > 0
                ? new TopicSelection("regex " + pattern, selected.Contains) { Names = [.. selected] }
                : throw new InputException(
                    $"{option} '{pattern}' {(snapshot.Topics.Length == 1 ? "does not match the cluster's only topic"
                        : $"matches none of the cluster's {Quantity.Count(snapshot.Topics.Length)} topics")}; it must match a whole name"
                    + (pattern.EndsWith(".*", StringComparison.Ordinal) ? "" : $" (perhaps '{pattern}.*')"));
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InputException($"{option} '{pattern}' takes too long to match '{e.Input}'; write it simpler", e);
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{option} '{pattern}' is not a regular expression: {e.Message}", e);
        }
    }
}
