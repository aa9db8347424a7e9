using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Building;

/// <summary>Warns of every line of before and after that gets worse, with why.</summary>
internal static class WorseNotes
{
    /// <param name="effects">What the plan does.</param>
    /// <param name="goals">The goals in the order of the aim; null where a plan of any origin is judged.</param>
    public static ImmutableArray<PlanNote> Of(PlanEffects effects, GoalResults? goals) =>
    [
        .. effects.Measures.Where(m => m.IsWorse).Select(m => new PlanNote(
            PlanNoteKind.Warning, $"worse-{m.Name}", $"{What(m)}{(goals is null ? "." : $": {Why(m, effects, goals)}.")}")),
        .. LossOfADomain(effects, goals is not null),
    ];

    /// <summary>
    /// The notes of a plan, where those that say why some brokers must hold more or fewer replicas are warnings if loads get less even.
    /// </summary>
    /// <param name="notes">The plan's notes.</param>
    /// <param name="effects">What the plan does.</param>
    public static IEnumerable<PlanNote> Weigh(ImmutableArray<PlanNote> notes, PlanEffects effects) =>
        effects.Measures.Any(m => m is { Name: "replicas", IsWorse: true })
            ? notes.Select(n => SpreadNotes.IsAboutLoads(n) ? n with { Kind = PlanNoteKind.Warning } : n)
            : notes;

    /// <summary>What the loss of one domain does at worst, where that gets worse.</summary>
    private static IEnumerable<PlanNote> LossOfADomain(PlanEffects effects, bool isPlanned)
    {
        var risk = effects.Risk;
        if (risk is not { WorstDomainBefore: { } stopsNow, WorstDomainAfter: { } stopsThen })
        {
            yield break;
        }

        var domains = risk.Losses.Where(loss => loss.Dimension != LossReport.BrokerDimension).ToList();
        var offlineNow = domains.MaxBy(loss => loss.Before.Offline)!;
        var offlineThen = domains.MaxBy(loss => loss.After.Offline)!;
        var stopped = stopsThen.After.Stopped - stopsNow.Before.Stopped;
        var offline = offlineThen.After.Offline - offlineNow.Before.Offline;
        if (stopped <= 0 && offline <= 0)
        {
            yield break;
        }

        // Where min.insync.replicas is not known, what stops is what goes offline: said once.
        var isOne = stopsNow.Before.Stopped == offlineNow.Before.Offline && stopsThen.After.Stopped == offlineThen.After.Offline;
        var stops = $"stops {From(stopsThen, stopsThen.After.Stopped, stopsNow, stopsNow.Before.Stopped)}";
        var takes = $"takes {From(offlineThen, offlineThen.After.Offline, offlineNow, offlineNow.Before.Offline)} offline";
        var what = isOne ? takes
            : stopped <= 0 ? stopped == 0 ? takes : $"{takes}, though it {stops}"
            : offline < 0 ? $"{stops}, though it {takes}"
            : offline == 0 ? stops
            : $"{stops} and {takes}";
        yield return new PlanNote(
            PlanNoteKind.Warning,
            "worse-loss",
            $"The worst loss of one domain {what}{(isPlanned ? $": {WhyMoreIsLost(effects)}." : ".")}");
    }

    private static string WhyMoreIsLost(PlanEffects effects)
    {
        var lowered = effects.Changes.Where(row => row.Change.After.Length < row.Change.Before.Length).ToList();
        var single = lowered.Count(row => row.Change.After.Length == 1);
        return single > 0
            ? $"{Quantity.Count(single, "partition")} {(single == 1 ? "is" : "are")} to have a single replica, which goes with its domain"
            : lowered.Count > 0
            ? $"{Quantity.Count(lowered.Count, "partition")} {(lowered.Count == 1 ? "is" : "are")} to have fewer replicas than now"
            : "plans are judged by the spread over all dimensions together, not by what the loss of one domain does";
    }

    private static string From(Loss then, int after, Loss now, int before) =>
        then.Dimension == now.Dimension && then.Name == now.Name || after == 0 || before == 0
            ? $"{Quantity.Count(after, "partition")} instead of {Quantity.Count(before)} ({Place(after == 0 ? now : then)})"
            : $"{Quantity.Count(after, "partition")} ({Place(then)}) instead of {Quantity.Count(before)} ({Place(now)})";

    private static string Place(Loss loss) => $"{loss.Dimension} {loss.Name}";

    private static string What(Measure measure)
    {
        var title = char.ToUpperInvariant(measure.Title[0]) + measure.Title[1..];
        if (measure.IsCount)
        {
            return $"{title} go up from {Quantity.Count(measure.Before.Max)} to {Quantity.Count(measure.After.Max)}";
        }

        var (was, becomes) = measure.IsBytes
            ? (Quantity.BytesRange(measure.Before), Quantity.BytesRange(measure.After))
            : (Quantity.Range(measure.Before), Quantity.Range(measure.After));
        return measure.After.Range > measure.Before.Range
            ? $"{title} get less even, from {was} to {becomes}"
            : $"The fullest broker gets more: {measure.Title.ToLowerInvariant()} go from {was} to {becomes}";
    }

    private static string Why(Measure measure, PlanEffects effects, GoalResults goals) => measure.Name switch
    {
        "bytes" => "replicas are counted, not weighed; bytes only decide between plans that are equal in all goals",
        "replicas" => After(goals, Goal.Balance),
        "leaders" => After(goals, Goal.Leaders),
        _ when effects.After.PartitionsWithAvoidableViolations > effects.Before.PartitionsWithAvoidableViolations =>
            "an even load was preferred to the spread",
        _ when effects.After.Dimensions.Length == 1 || MustShare(measure, effects) =>
            "where a partition has more live replicas than there are domains that may hold them, some share one",
        _ when IsNoWorseTogether(measure, effects) =>
            "the spread is judged over all dimensions together, and over all together it does not get worse",
        _ => "plans are judged by the spread over all dimensions together, not by each",
    };

    /// <summary>Whether partitions that cannot but share a domain of the measure's dimension are all that it grows by.</summary>
    private static bool MustShare(Measure measure, PlanEffects effects)
    {
        var dimension = effects.After.Dimensions.Select(d => MeasureTable.Sharing(d.Dimension)).ToList().IndexOf(measure.Name);
        if (dimension < 0)
        {
            return false;
        }

        var domainOf = effects.After.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains[dimension]);
        var domains = effects.After.Brokers.Where(b => !b.Role.IsLeaving).Select(b => b.Domains[dimension]).Distinct().Count();
        var forced = effects.Changes.Count(
            row => row.Change.After.Count(domainOf.ContainsKey) > domains && !IsSharing(row.Change.Before, domainOf));
        return forced >= measure.After.Max - measure.Before.Max;
    }

    private static bool IsSharing(ImmutableArray<int> list, Dictionary<int, string?> domainOf)
    {
        var live = list.Where(domainOf.ContainsKey).ToList();
        return live.Select(id => domainOf[id]).Distinct().Count() < live.Count;
    }

    /// <summary>Whether what gets worse in one dimension gets better by as much in the others.</summary>
    private static bool IsNoWorseTogether(Measure measure, PlanEffects effects)
    {
        var kind = measure.Name[..(measure.Name.IndexOf('.', StringComparison.Ordinal) + 1)];
        var all = effects.Measures.Where(m => kind.Length > 0 && m.Name.StartsWith(kind, StringComparison.Ordinal));
        return all.Sum(m => m.After.Max - m.Before.Max) <= 0;
    }

    private static string After(GoalResults goals, Goal goal)
    {
        var first = goals.TakeWhile(r => r.Goal != goal).Select(r => ProofWords.Name(r.Goal)).ToList();
        return first.Count == 0 || first.Count == goals.Count
            ? "it is not among what this plan was asked to improve"
            : $"this aim puts {Quantity.Join(first)} first";
    }
}
