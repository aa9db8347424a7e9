using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>The final order of every partition's replicas: the leader first, all others where they were.</summary>
internal static class ReplicaOrder
{
    /// <summary>Orders the replicas.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot after planning: a kept replica stands in its old slot, an arrival in the slot of what it replaces.</param>
    /// <param name="leaderSlot">The leader's slot, one entry a partition.</param>
    /// <returns>The broker index of each slot in the final order. A partition with nothing new and the same leader is unchanged; a new leader changes places with the first replica.</returns>
    public static int[] Arrange(PlanningProblem model, int[] placed, int[] leaderSlot)
    {
        var ordered = (int[])placed.Clone();
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var first = model.Offsets[p];
            if (model.Movable[p] && leaderSlot[p] != first)
            {
                (ordered[first], ordered[leaderSlot[p]]) = (ordered[leaderSlot[p]], ordered[first]);
            }
        }

        return ordered;
    }
}
