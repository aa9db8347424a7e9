using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Says in words what bounds and gaps mean.</summary>
internal static class ProofWords
{
    /// <summary>The goal's name inside a sentence.</summary>
    public static string Name(Goal goal) => goal == Goal.LeaderChanges ? "leader changes"
        : goal == Goal.MissingReplicas ? "missing replicas"
        : goal == Goal.Leaving ? "emptying brokers"
        : goal.Name;

    /// <summary>The goal's title in a table, where the usual one would contradict what else a report counts.</summary>
    /// <param name="result">The result.</param>
    /// <param name="after">The state after the plan.</param>
    public static string Title(GoalResult result, PlanMetrics after)
    {
        // Replicas outside the brokers of their topic count too, where no broker is dead or draining.
        if (result.Goal == Goal.Leaving && result.Value > after.DeadReplicas + after.DrainingReplicas)
        {
            return "Replicas left on brokers that they should leave";
        }

        // The measures count what could be had, the goal all that is missing.
        return result.Goal == Goal.Spread && result.Value > after.Dimensions.Sum(d => (long)d.MissingDomains)
            ? $"{result.Goal.Title}, avoidable or not"
            : result.Goal.Title;
    }

    /// <summary>A goal's result in a sentence.</summary>
    public static string Of(GoalResult result)
    {
        if (result.Proven)
        {
            var least = result.Goal == Goal.Balance || result.Goal == Goal.Leaders
                ? $"a lower sum of squares than {Quantity.Count(result.Value)}"
                : $"fewer than {Quantity.Count(result.Value)} {result.Goal.Unit}";
            return result.Value == 0 ? "It cannot be lower than 0." : $"No plan as good in the goals above has {least}: proven.";
        }

        return $"At best {Quantity.Count(result.LowerBound)} {result.Goal.Unit} are possible; the plan has "
            + $"{Quantity.Count(result.Gap)} "
            + $"({(100 * result.RelativeGap).ToString("0.###", CultureInfo.InvariantCulture)} %) more.";
    }

    /// <summary>All goals in the order of the aim.</summary>
    public static ImmutableArray<ProofRow> Rows(GoalResults goals) => [.. goals.Select(result => new ProofRow(result, Of(result)))];
}
