using System.Collections.Immutable;
using Rebalancer.Planning.Goals;

namespace Rebalancer.Planning;

/// <summary>Which goal comes before which: each aim is one lexicographic order, and this is the place that decides it.</summary>
public static class GoalOrder
{
    private static readonly ImmutableArray<Goal> s_balance = [Goal.Spread, Goal.Balance, Goal.Moves, Goal.Leaders, Goal.LeaderChanges];
    private static readonly ImmutableArray<Goal> s_preferBalance = [Goal.Balance, Goal.Spread, Goal.Moves, Goal.Leaders, Goal.LeaderChanges];
    private static readonly ImmutableArray<Goal> s_repair = [Goal.Spread, Goal.Moves, Goal.Balance, Goal.Leaders, Goal.LeaderChanges];

    /// <summary>The goals of a plan, the first of them most important.</summary>
    /// <param name="aim">What the plan is for. With <see cref="PlanAim.Leaders"/> the goals of the replica sets keep the values they have.</param>
    /// <param name="spread">What wins where the best spread and equal loads exclude each other; only for <see cref="PlanAim.Balance"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="aim"/> is not a defined value.</exception>
    public static ImmutableArray<Goal> Of(PlanAim aim, SpreadPolicy spread = SpreadPolicy.Required) => aim switch
    {
        PlanAim.Balance => spread == SpreadPolicy.Preferred ? s_preferBalance : s_balance,
        PlanAim.Repair => s_repair,
        PlanAim.Leaders => s_balance,
        _ => throw new ArgumentOutOfRangeException(nameof(aim), aim, null),
    };
}
