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
    ];

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
        _ when effects.After.Dimensions.Length == 1 =>
            "where a partition has more live replicas than there are domains that may hold them, some share one",
        _ => "the spread is judged over all dimensions together, and over all together it does not get worse",
    };

    private static string After(GoalResults goals, Goal goal)
    {
        var first = goals.TakeWhile(r => r.Goal != goal).Select(r => ProofWords.Name(r.Goal)).ToList();
        return first.Count == 0 || first.Count == goals.Count
            ? "it is not among what this plan was asked to improve"
            : $"{Quantity.Join(first)} {(first.Count == 1 ? "comes" : "come")} first in the order of the aim";
    }
}
