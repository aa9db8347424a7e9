using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.TieBreak;

/// <summary>Evens out each topic's replicas and leaders over the brokers, at no cost to any goal that comes before.</summary>
/// <remarks>
/// The measure is, summed over the topics, how far the fullest broker is above an even share. Only exchanges between two partitions are made, so moves, loads, spread, leader loads and
/// changes of the preferred leader stay exactly as they are. Deterministic; the work is bounded by a multiple of the replicas.
/// </remarks>
internal static class TopicTieBreak
{
    /// <summary>Evens out the topics' replicas before leaders are chosen.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot, a kept replica in its old slot; changed in place.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void EvenReplicas(PlanningProblem model, int[] placed, CancellationToken cancellationToken)
    {
        if (TopicCounts.Fit(model))
        {
            TopicReplicas.Improve(model, placed, null, cancellationToken);
        }
    }

    /// <summary>Evens out the topics' leaders inside the replica sets.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot.</param>
    /// <param name="leaders">The leaders for <paramref name="placed"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Leaders with the same sum of squares, number of changes and proof.</returns>
    public static LeaderResult EvenLeaders(PlanningProblem model, int[] placed, LeaderResult leaders, CancellationToken cancellationToken) =>
        TopicCounts.Fit(model) ? TopicLeaders.Improve(model, placed, leaders, cancellationToken) : leaders;

    /// <summary>Evens out replicas and leaders where sets and leaders have been chosen together: a leader's replica keeps its broker, so that the leaders stay as good.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot, a kept replica in its old slot; changed in place.</param>
    /// <param name="leaders">The leaders for <paramref name="placed"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Leaders that are as good or better, proven anew for the new sets. The search for them costs more than <see cref="EvenReplicas"/>: for small clusters.</returns>
    public static LeaderResult EvenBoth(PlanningProblem model, int[] placed, LeaderResult leaders, CancellationToken cancellationToken)
    {
        if (TopicCounts.Fit(model) && TopicReplicas.Improve(model, placed, leaders.LeaderSlot, cancellationToken) > 0)
        {
            leaders = LeaderAssignment.Improve(model, placed, leaders.LeaderSlot, cancellationToken);
        }

        return EvenLeaders(model, placed, leaders, cancellationToken);
    }
}
