using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>The value of a plan in each goal, counted from the plan itself.</summary>
internal static class PlanMeasure
{
    /// <summary>
    /// The value in a goal; for the spread what the movable partitions' sets cost (<see cref="SpreadCost"/>), 0 for perfect ones.
    /// </summary>
    public static long Of(Goal goal, Placement placement, LeaderResult leaders) =>
        goal == Goal.Spread ? Spread(placement)
        : goal == Goal.Balance ? placement.SumOfSquares()
        : goal == Goal.Moves ? placement.Moves()
        : goal == Goal.Leaders ? leaders.SumOfSquares
        : leaders.Changes;

    private static long Spread(Placement placement)
    {
        long cost = 0;
        for (var p = 0; p < placement.Problem.PartitionCount; p++)
        {
            if (placement.Problem.Movable[p])
            {
                cost += SpreadCost.Of(placement.Problem, placement.Of(p), placement.Problem.Wanted[p]);
            }
        }

        return cost;
    }
}
