using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>
/// The best replica sets within a budget: what is on leaving brokers first, then missing replicas, then avoidable violations, then balance.
/// Where the whole plan fits, it is the answer; where not, the fewest moves that mend are cut to the budget, and what is left of it goes to
/// the balance.
/// </summary>
internal static class BudgetPlacement
{
    /// <summary>The plan given, where it is within the budget, or one that is.</summary>
    /// <param name="grid">The coarsest cells.</param>
    /// <param name="spreads">The best spread of each movable partition.</param>
    /// <param name="whole">The plan without a budget.</param>
    /// <param name="mending">Only what must move, in the fewest moves (see <see cref="Mend"/>).</param>
    /// <param name="forBalance">Whether what is left of the budget goes to the balance; not for the aim of repair.</param>
    /// <param name="moveBudget">How much may change.</param>
    /// <param name="search">How long to search.</param>
    public static PlacementResult Within(
        CellGrid grid, PartitionSpreads spreads, PlacementResult whole, Lazy<Placement> mending, bool forBalance, MoveBudget moveBudget,
        SearchBudget search)
    {
        if (Fits(whole.Placement, moveBudget) || spreads.Classes.Length == 0)
        {
            return whole;
        }

        var problem = grid.Problem;
        var present = Placement.Present(problem);
        var loads = present.Loads();
        var placement = MendSelection.Cut(mending.Value.For(problem), spreads, moveBudget, loads, search);
        if (forBalance)
        {
            LoadMoves.Improve(grid, placement, moveBudget, search);
        }

        var (moves, after) = (placement.Moves(), placement.Loads());
        var arrivals = Math.Min(moveBudget.Moves ?? long.MaxValue, MostMoves(problem, moveBudget.Bytes));
        var squares = Squares.Sum(after);
        var mend = new MendBound(present, spreads);
        var earlier = Earlier(placement, spreads, mend.After(Math.Min(arrivals, problem.SlotCount)));
        var total = FewestReplicas(placement, earlier);
        return new(
            placement, moves, FewestMoves(moves, earlier, mend, copies => LoadBound.SumOfSquares(loads, copies, total) <= squares), squares,
            Math.Min(squares, LoadBound.SumOfSquares(loads, arrivals, total)), "search within the budget")
        {
            LostLeaders = placement.LostLeaders(),
            Earlier = earlier,
        };
    }

    /// <summary>
    /// Replicas on judged brokers of any plan that leaves and lacks as many: what is left may be on these brokers or on others.
    /// </summary>
    private static long FewestReplicas(Placement placement, GoalResults earlier)
    {
        var problem = placement.Problem;
        var total = -earlier[Goal.MissingReplicas].Value;
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            total += problem.Movable[p] ? problem.Wanted[p] - placement.LeavingReplicas(p) : Placement.CountReplicas(placement.Of(p));
        }

        return total;
    }

    /// <summary>
    /// No plan that equals this one in all goals before copies fewer: fewer copies could not mend as much, or even the loads as much.
    /// </summary>
    private static long FewestMoves(long moves, GoalResults earlier, MendBound mend, Func<long, bool> canBalance)
    {
        bool Suffices(long copies) => mend.After(copies) is var (leaving, replicas, domains)
            && leaving <= earlier[Goal.Leaving].Value
            && replicas <= earlier[Goal.MissingReplicas].Value
            && domains <= earlier[Goal.Spread].Value
            && canBalance(copies);
        var (low, high) = (0L, moves);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Suffices(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static bool Fits(Placement placement, MoveBudget budget) =>
        placement.Moves() <= (budget.Moves ?? long.MaxValue)
        && (budget.Bytes is not { } bytes || placement.MovedBytes() <= bytes)
        && (budget.LeaderChanges is not { } changes || placement.LostLeaders() <= changes);

    /// <summary>Only what must move: replicas on leaving brokers, missing ones, and avoidable violations.</summary>
    public static Placement Mend(CellGrid grid, PartitionSpreads spreads, SearchBudget search)
    {
        var problem = grid.Problem.WithMovable(RepairPlacement.Broken(grid, spreads));
        return RepairPlacement.Mend(grid.For(problem), spreads, search);
    }

    /// <summary>How many replicas fit into a number of bytes, the smallest first.</summary>
    private static long MostMoves(PlanningProblem problem, long? bytes)
    {
        if (bytes is not { } left)
        {
            return long.MaxValue;
        }

        long moves = 0;
        foreach (var p in Enumerable.Range(0, problem.PartitionCount).Where(p => problem.Movable[p]).OrderBy(p => problem.Sizes[p]))
        {
            var count = problem.Sizes[p] == 0 ? problem.Wanted[p] : Math.Min(problem.Wanted[p], left / problem.Sizes[p]);
            if (count == 0)
            {
                break;
            }

            moves += count;
            left -= count * problem.Sizes[p];
        }

        return moves;
    }

    /// <summary>
    /// What is left of the goals before balance. The cut is exact for the planned changes; what any change could do is bounded.
    /// </summary>
    private static GoalResults Earlier(
        Placement placement, PartitionSpreads spreads, (long Leaving, long MissingReplicas, long MissingDomains) bound)
    {
        var problem = placement.Problem;
        var (missing, domains, excess, bestDomains, bestExcess) = (0L, 0L, 0L, 0L, 0L);
        Span<int> live = stackalloc int[64];
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p])
            {
                continue;
            }

            var (count, size) = (0, 0);
            foreach (var b in placement.Of(p))
            {
                var broker = Placement.IsLeaving(b) ? problem.LiveAt(p, Placement.PlaceOfLeaving(b)) : b;
                size += b == PlanningProblem.None ? 0 : 1;
                if (broker >= 0)
                {
                    live[count++] = broker;
                }
            }

            var spread = spreads.Of(p);
            var (lacks, beyond) = SpreadCost.Parts(problem, live[..count], problem.Wanted[p]);
            missing += Math.Abs(problem.Wanted[p] - size);
            domains += Math.Max(lacks, spread.MissingDomains);
            excess += beyond;
            bestDomains += spread.MissingDomains;
            bestExcess += spread.BestCost - (SpreadCost.MissingDomain * spread.MissingDomains);
        }

        return new(
        [
            new(Goal.Leaving, placement.LeavingReplicas(), Math.Min(placement.LeavingReplicas(), bound.Leaving)),
            new(Goal.MissingReplicas, missing, Math.Min(missing, bound.MissingReplicas)),
            new(Goal.Spread, domains, Math.Max(bestDomains, Math.Min(domains, bound.MissingDomains))),
            new(Goal.Evenness, excess, Math.Min(excess, bestExcess)),
        ]);
    }
}
