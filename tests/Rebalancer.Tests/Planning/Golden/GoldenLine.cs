using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rebalancer.Planning;

namespace Rebalancer.Tests.Planning.Golden;

/// <summary>
/// A request and what came of it, as text that people can compare: numbers to read, and a digest of all lists in their order.
/// </summary>
internal static class GoldenLine
{
    /// <summary>The request in a few words, then what <paramref name="answer"/> gives, or why the request is refused.</summary>
    public static string Of(string name, PlanRequest request, Func<string> answer) =>
        $"{name}: {Describe(request)}\n    {Answer(answer)}\n";

    /// <summary>What a plan came to. A goal that is not proven best shows its bound too.</summary>
    public static string Of(PlanOutcome plan)
    {
        Require(plan.Notes);
        var text = new StringBuilder();
        foreach (var change in plan.Changes)
        {
            Append(text, $"{change.TopicPartition} {List(change.Before)} {List(change.After)}");
        }

        Append(text, plan.Before);
        Append(text, plan.After);
        return string.Create(CultureInfo.InvariantCulture, $"{plan.MoveCount} moves, {plan.MoveBytes} bytes, {plan.Changes.Length} lists, ")
            + $"{Goals(plan.Goals)}, {plan.Method}, #{Digest(text)}{Notes(plan.Notes)}";
    }

    /// <summary>What a placement of new partitions came to.</summary>
    public static string Of(PlacementOutcome placement)
    {
        Require(placement.Notes);
        var text = new StringBuilder();
        foreach (var placed in placement.Partitions)
        {
            Append(text, $"{placed.TopicPartition} {List(placed.Replicas)}");
        }

        Append(text, placement.Before);
        Append(text, placement.After);
        return $"{placement.Partitions.Length} partitions, {Goals(placement.Goals)}, {placement.Method}, #{Digest(text)}"
            + Notes(placement.Notes);
    }

    /// <summary>What advice came to: each choice with its brokers and its plan.</summary>
    public static string Of(Advice advice)
    {
        var text = new StringBuilder($"{advice.ChoiceCount} choices, {advice.ComparedCount} compared{(advice.AllCompared ? ", all" : "")}");
        foreach (var change in advice.SmallestChanges)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    {change.Wish}, {change.Replicas} replicas: {Brokers(change.Brokers)}");
            text.Append(change.IsSmallest ? ", fewest" : "");
        }

        text.Append(advice.WhyNone is { } why ? $"\n    {why}" : "");
        foreach (var choice in advice.Choices)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    {Brokers(choice.Brokers)}: {Of(choice.Plan)}");
        }

        return text.ToString();
    }

    /// <summary>What plans within several limits came to.</summary>
    public static string Of(PlanFrontier frontier) =>
        string.Join("\n    ", frontier.Points.Select(p => $"{p.Kind} up to {p.MoveLimit}: {Of(p.Plan)}"));

    private static string Answer(Func<string> answer)
    {
        try
        {
            return answer();
        }
        catch (InputException e)
        {
            return $"refused: {e.Message}";
        }
    }

    private static string Describe(PlanRequest request)
    {
        var (snapshot, options, roles) = (request.Snapshot, request.Options, request.Options.Roles);
        var lists = snapshot.Topics.SelectMany(t => t.Partitions.Select(p => p.Replicas.Length)).DefaultIfEmpty().ToArray();
        IEnumerable<string> words =
        [
            $"{options.Aim} {options.Solver}",
            options.Force ? "force" : "",
            options.Spread == SpreadPolicy.Preferred ? "balance before spread" : "",
            Count(snapshot.Brokers.Length, "brokers"),
            Count(request.Topology.Dimensions.Length, "dimensions"),
            $"{lists.Length} partitions of {snapshot.Topics.Length} topics with {lists.Min()} to {lists.Max()} replicas",
            Count(snapshot.DeadBrokers.Length + roles.Dead.Length, "dead"),
            Count(roles.Draining.Length, "draining"),
            Count(roles.Cordoned.Length, "cordoned"),
            Count(roles.Excluded.Length, "excluded"),
            roles.OnlyTo is { } only ? $"only to {only.Length}" : "",
            options.TopicFilter is null ? "" : "topics left out",
            options.PinFilter is null ? "" : "pins",
            options.ReplicationFactorOf is null ? "" : "other replication factors",
            options.BrokersOf is null ? "" : "broker sets",
            Count(options.Replacements.Length, "replacements"),
            options.Budget.Moves is { } moves ? $"{moves} moves at most" : "",
            options.Budget.Bytes is { } bytes ? $"{bytes} bytes at most" : "",
            options.Budget.LeaderChanges is { } leaders ? $"{leaders} leader changes at most" : "",
        ];
        return string.Join(", ", words.Where(w => w.Length > 0));
    }

    // Where the clock decides, the next machine may find another plan, and the file would be worth nothing.
    private static void Require(IEnumerable<PlanNote> notes)
    {
        if (notes.FirstOrDefault(n => n.Code == PlanNote.TimeLimitCode) is { } note)
        {
            throw new InvalidOperationException($"The clock ended a search that no clock should end: {note.Text}");
        }
    }

    private static string Goals(GoalResults goals) => string.Join(
        ", ", goals.Select(g => g.Value == g.LowerBound ? $"{g.Goal} {g.Value}" : $"{g.Goal} {g.Value} (at best {g.LowerBound})"));

    private static string Notes(IEnumerable<PlanNote> notes) => string.Concat(notes.Select(n => $"\n        {n.Kind} {n.Code}: {n.Text}"));

    private static string Brokers(IEnumerable<AdvisedBroker> brokers) =>
        string.Join(" ", brokers.Select(b => $"{(b.IsNew ? "+" : "-")}{b.BrokerId}[{string.Join(',', b.Domains.Select(d => d ?? "?"))}]"));

    private static string Count(int count, string of) => count == 0 ? "" : $"{count} {of}";

    private static string List(IEnumerable<int> list) => string.Join(',', list);

    private static void Append(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Append(StringBuilder text, PlanMetrics metrics)
    {
        Append(text, $"{metrics.PartitionsWithAvoidableViolations} {metrics.DeadReplicas} {metrics.DrainingReplicas} {metrics.Replicas}");
        Append(text, $"{metrics.ReplicaSumOfSquares} {metrics.Leaders} {metrics.LeaderSumOfSquares} {metrics.Bytes}");
        foreach (var d in metrics.Dimensions)
        {
            Append(text, $"{d.Dimension} {d.SharingPartitions} {d.MissingDomains}");
        }

        foreach (var b in metrics.Brokers)
        {
            Append(text, $"{b.BrokerId} {b.Host} {string.Join(',', b.Domains)} {b.Replicas} {b.Leaders} {b.Bytes} {b.Role}");
        }
    }

    private static string Digest(StringBuilder text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
}
