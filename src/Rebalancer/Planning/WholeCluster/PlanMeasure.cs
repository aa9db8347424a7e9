using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>The value of a plan in each goal, counted from the plan itself.</summary>
internal static class PlanMeasure
{
    /// <summary>The value in a goal.</summary>
    public static long Of(Goal goal, PlanningProblem model, int[] placed, LeaderResult leaders) =>
        goal == Goal.Spread ? Spread(model, placed)
        : goal == Goal.Balance ? PlacementLoads.SumOfSquares(PlacementLoads.Replicas(model, placed))
        : goal == Goal.Moves ? PlacementLoads.Moves(model, placed)
        : goal == Goal.Leaders ? leaders.SumOfSquares
        : leaders.Changes;

    /// <summary>What one replica set costs in spread; 0 for a perfect one.</summary>
    public static long SetCost(PlanningProblem model, ReadOnlySpan<int> set)
    {
        long cost = 0;
        for (var d = 0; d < model.DimensionCount; d++)
        {
            var held = new int[model.DomainCounts[d]];
            var distinct = 0;
            foreach (var b in set)
            {
                if (b >= 0)
                {
                    distinct += held[model.Domains[d][b]]++ == 0 ? 1 : 0;
                    cost += SpreadCostEncoding.ExcessUnit(held[model.Domains[d][b]], set.Length, held.Length);
                }
            }

            cost += SpreadCost.MissingDomain * (Math.Min(set.Length, held.Length) - distinct);
        }

        return cost;
    }

    private static long Spread(PlanningProblem model, int[] placed)
    {
        long cost = 0;
        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (model.Movable[p])
            {
                cost += SetCost(model, placed.AsSpan(model.Offsets[p], model.ReplicationFactor(p)));
            }
        }

        return cost;
    }
}
