using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Leaders;

/// <summary>Preferred leaders for given replica sets where only so many may change.</summary>
internal static class LimitedLeaders
{
    /// <summary>The leaders given, without a proof.</summary>
    public static LeaderResult Given(Placement placement, int[] leaderSlot)
    {
        var state = LeaderState.From(placement, leaderSlot);
        return new()
        {
            LeaderSlot = state.LeaderSlot,
            Loads = state.Loads,
            SumOfSquares = state.SumOfSquares(),
            SumOfSquaresLowerBound = Squares.Even(state.Loads),
            Changes = state.CountChanges(),
            ChangesLowerBound = state.ForcedChanges,
        };
    }

    /// <summary>
    /// Leaders as even as they get with at most so many changes; with more where the sets force more. From the leaders that stay, one
    /// change after the other goes to the broker pair where it evens most.
    /// </summary>
    /// <param name="placement">The replica sets.</param>
    /// <param name="mostChanges">How many preferred leaders may change.</param>
    /// <param name="budget">Asked between changes.</param>
    public static LeaderResult Solve(Placement placement, long mostChanges, SearchBudget budget)
    {
        var free = LeaderAssignment.Solve(placement, budget);
        if (free.Changes <= mostChanges)
        {
            return free;
        }

        var state = LeaderState.Start(placement);
        var gains = new LeaderGains(placement, state);
        for (var left = mostChanges - state.CountChanges(); left > 0 && !budget.IsOver && gains.TryTakeBest(); left--)
        {
        }

        // No plan for these sets has more even leaders than without a limit.
        var limited = Given(placement, state.LeaderSlot);
        return new()
        {
            LeaderSlot = limited.LeaderSlot,
            Loads = limited.Loads,
            SumOfSquares = limited.SumOfSquares,
            SumOfSquaresLowerBound = Math.Min(limited.SumOfSquares, free.SumOfSquaresLowerBound),
            Changes = limited.Changes,
            ChangesLowerBound = limited.ChangesLowerBound,
        };
    }
}
