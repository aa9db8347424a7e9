using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets.BrokerAssignment;
using Rebalancer.Planning.Sets.ColumnGeneration;
using Rebalancer.Planning.Sets.Greedy;

namespace Rebalancer.Planning.Sets;

/// <summary>
/// Sets and leaders together, by column generation: among plans of equal balance and moves the fewest changes of the preferred leader, as a
/// bound and, where the integer plan meets it, as a plan (docs/planning.md, "Leaders, proven together").
/// </summary>
internal static class LeaderKeeping
{
    // The master problem has groups by leader too. Every cell may lead a group's sets, and each such set is looked for in all cells.
    private const int GroupLimit = 2_500;
    private const int GroupsTimesCellsSquared = 500_000;
    private const double ResidualDeterministicSeconds = 1;

    /// <summary>Sets that allow better leaders than those given, or the same ones with what is known of the fewest changes.</summary>
    /// <param name="sets">Sets that are proven best; their leaders are above the bounds.</param>
    /// <param name="leaders">The best leaders for them.</param>
    /// <param name="bounds">What is known of leaders.</param>
    /// <param name="budget">How long.</param>
    public static PlacementResult Improve(PlacementResult sets, LeaderResult leaders, LeaderBounds bounds, SearchBudget budget)
    {
        if (sets.Cells is not { } cells || cells.Problem.Wanted.Max() > ReplicaSetPricer.MaxSearched || budget.IsOver)
        {
            return sets;
        }

        LeaderTerms Terms(int[] priceGroupOf) => new(cells, priceGroupOf, bounds, sets.Moves);
        var limit = Math.Min(GroupLimit, GroupsTimesCellsSquared / (cells.Grid.Count * cells.Grid.Count));
        var groups = PartitionGroups.Build(cells, brokersAlone: true, limit, Terms)
            ?? PartitionGroups.Build(cells, brokersAlone: false, limit, Terms);
        if (groups is null)
        {
            return sets;
        }

        using var master = new MasterProblem(groups);
        master.AddPresentAnswers();
        master.Solve(budget);
        if (!master.Solved)
        {
            return sets;
        }

        var prices = new MasterPrices(groups, master.Prices);
        var fewest = MasterPrices.InMoves(prices.LowerBound());
        sets = sets with { LeaderChangesLowerBound = Math.Max(sets.LeaderChangesLowerBound, fewest) };
        if (leaders.Changes <= fewest
            || IntegerQuotas.Solve(groups, master, fewest, ResidualDeterministicSeconds, budget) is not { } quotas)
        {
            return sets;
        }

        var assigned = QuotaAssignment.Assign(groups, master, quotas);
        new GreedyPlacement(assigned, prices.ForSweeps()).Adopt(budget);
        var placement = BrokerAssigner.Assign(assigned, topicsFirst: false);
        return (placement.SumOfSquares(), placement.Moves()) == (sets.SumOfSquares, sets.Moves)
            ? sets with { Placement = placement, LostLeaders = placement.LostLeaders(), Method = "column generation over sets and leaders" }
            : sets;
    }
}
