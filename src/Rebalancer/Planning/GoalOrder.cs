using System.Collections.Immutable;

namespace Rebalancer.Planning;

/// <summary>Which goal comes before which: each aim is one lexicographic order, and this is the place that decides it.</summary>
public static class GoalOrder
{
    /// <summary>The goals of a plan, the first of them most important.</summary>
    /// <param name="aim">
    /// What the plan is for. With <see cref="PlanAim.Leaders"/> the goals of the replica sets keep the values they have.
    /// </param>
    /// <param name="spread">
    /// What wins where the best spread and equal loads exclude each other; only for <see cref="PlanAim.Balance"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="aim"/> is not a defined value.</exception>
    public static ImmutableArray<Goal> Of(PlanAim aim, SpreadPolicy spread = SpreadPolicy.Required) =>
    [
        Goal.Leaving, Goal.MissingReplicas,
        .. aim switch
        {
            PlanAim.Balance when spread == SpreadPolicy.Preferred => (Goal[])[Goal.Balance, Goal.Spread, Goal.Evenness, Goal.Moves],
            PlanAim.Balance or PlanAim.Leaders => [Goal.Spread, Goal.Evenness, Goal.Balance, Goal.Moves],
            PlanAim.Repair => [Goal.Spread, Goal.Evenness, Goal.Moves, Goal.Balance],
            _ => throw new ArgumentOutOfRangeException(nameof(aim), aim, null),
        },
        Goal.Leaders, Goal.LeaderChanges,
    ];
}
