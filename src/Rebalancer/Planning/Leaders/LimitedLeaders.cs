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
    /// The leaders that the lists have as they stand: the first live replica of each leads, and a change is another broker in the first
    /// place.
    /// </summary>
    public static LeaderResult Unchanged(Placement placement)
    {
        var problem = placement.Problem;
        var leaderSlot = problem.Offsets[..^1];
        var changes = 0;
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            var first = leaderSlot[p];
            changes += placement.Brokers[first] >= 0 && placement.Brokers[first] != problem.Present[first] ? 1 : 0;
            while (leaderSlot[p] + 1 < problem.Offsets[p + 1] && !IsLive(placement, p, leaderSlot[p]))
            {
                leaderSlot[p]++;
            }
        }

        var given = Given(placement, leaderSlot);
        return new()
        {
            LeaderSlot = leaderSlot,
            Loads = given.Loads,
            SumOfSquares = given.SumOfSquares,
            SumOfSquaresLowerBound = given.SumOfSquaresLowerBound,
            Changes = changes,
            ChangesLowerBound = changes,
        };
    }

    /// <summary>
    /// Leaders as even as they get with at most so many changes; with more where the sets force more. From the leaders that stay, one
    /// change after the other goes to the broker pair where it evens most.
    /// </summary>
    /// <param name="placement">The replica sets.</param>
    /// <param name="mostChanges">How many preferred leaders may change; null for any number.</param>
    /// <param name="budget">Asked between changes.</param>
    public static LeaderResult Solve(Placement placement, long? mostChanges, SearchBudget budget)
    {
        var free = LeaderAssignment.Solve(placement, budget);
        if (mostChanges is not { } most || free.Changes <= most)
        {
            return free;
        }

        var state = LeaderState.Start(placement);
        if (free.Changes <= state.ForcedChanges)
        {
            return free;
        }

        var gains = new LeaderGains(placement, state);
        for (var left = most - state.CountChanges(); left > 0 && !budget.IsOver && gains.TryTakeBest(); left--)
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

    private static bool IsLive(Placement placement, int p, int slot) =>
        placement.Brokers[slot] is var b
        && (b >= 0 || (Placement.IsLeaving(b) && placement.Problem.LiveAt(p, Placement.PlaceOfLeaving(b)) >= 0));
}
