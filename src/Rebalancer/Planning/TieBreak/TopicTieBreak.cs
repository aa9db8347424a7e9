using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.TieBreak;

/// <summary>Evens out each topic's replicas and leaders over the brokers, at no cost to any goal that comes before.</summary>
/// <remarks>
/// The measure is, summed over the topics, how far the fullest broker is above an even share. Only exchanges between two partitions are
/// made, so moves, loads, spread, leader loads and changes of the preferred leader stay exactly as they are. Deterministic; the work is
/// bounded by a multiple of the replicas.
/// </remarks>
internal static class TopicTieBreak
{
    /// <summary>Evens out the topics' replicas before leaders are chosen.</summary>
    /// <param name="grid">The coarsest cells.</param>
    /// <param name="placement">The replica sets; changed in place.</param>
    /// <param name="budget">Asked topic by topic.</param>
    public static void EvenReplicas(CellGrid grid, Placement placement, SearchBudget budget)
    {
        if (TopicCounts.Fit(placement.Problem) && !budget.IsOver)
        {
            TopicReplicas.Improve(grid, placement, null, budget);
        }
    }

    /// <summary>Evens out the topics' leaders inside the replica sets.</summary>
    /// <param name="placement">The replica sets.</param>
    /// <param name="leaders">The leaders for them.</param>
    /// <param name="budget">Asked topic by topic.</param>
    /// <returns>Leaders with the same sum of squares, number of changes and proof.</returns>
    public static LeaderResult EvenLeaders(Placement placement, LeaderResult leaders, SearchBudget budget) =>
        TopicCounts.Fit(placement.Problem) && !budget.IsOver ? TopicLeaders.Improve(placement, leaders, budget) : leaders;

    /// <summary>
    /// Evens out replicas and leaders where sets and leaders have been chosen together: a leader's replica keeps its broker, so that the
    /// leaders stay as good.
    /// </summary>
    /// <param name="grid">The coarsest cells.</param>
    /// <param name="placement">The replica sets; changed in place.</param>
    /// <param name="leaders">The leaders for them.</param>
    /// <param name="budget">Asked topic by topic.</param>
    /// <returns>
    /// Leaders that are as good or better, proven anew for the new sets. The search for them costs more than <see cref="EvenReplicas"/>:
    /// for small clusters.
    /// </returns>
    public static LeaderResult EvenBoth(CellGrid grid, Placement placement, LeaderResult leaders, SearchBudget budget)
    {
        if (TopicCounts.Fit(placement.Problem) && !budget.IsOver && TopicReplicas.Improve(grid, placement, leaders.LeaderSlot, budget) > 0)
        {
            leaders = LeaderAssignment.Improve(placement, leaders.LeaderSlot, budget);
        }

        return EvenLeaders(placement, leaders, budget);
    }
}
