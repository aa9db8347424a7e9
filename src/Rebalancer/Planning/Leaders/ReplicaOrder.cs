using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>The final order of every partition's replicas: the leader first, all others where they were.</summary>
internal static class ReplicaOrder
{
    /// <summary>Orders the replicas.</summary>
    /// <param name="placement">The replica sets: a kept replica stands in its own slot, an arrival in the slot of what it replaces.</param>
    /// <param name="leaderSlot">The leader's slot, one entry per partition.</param>
    /// <returns>
    /// The broker of each slot in the final order; empty slots stand for nothing. A partition with nothing new and the same leader is
    /// unchanged; a new leader changes places with the first replica.
    /// </returns>
    public static int[] Arrange(Placement placement, int[] leaderSlot)
    {
        var problem = placement.Problem;
        var ordered = (int[])placement.Brokers.Clone();
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            var first = problem.Offsets[p];
            if (problem.Movable[p] && leaderSlot[p] != first)
            {
                (ordered[first], ordered[leaderSlot[p]]) = (ordered[leaderSlot[p]], ordered[first]);
            }
        }

        return ordered;
    }
}
