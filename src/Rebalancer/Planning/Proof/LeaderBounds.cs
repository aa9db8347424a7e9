using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Proof;

/// <summary>Bounds on the preferred leaders that hold whatever replica sets are chosen.</summary>
internal static class LeaderBounds
{
    /// <summary>The sum of squares with all counted partitions' leaders spread evenly.</summary>
    public static long EvenSumOfSquares(PlanningProblem model)
    {
        var loads = new int[model.BrokerCount];
        loads[0] = model.Counted.Count(x => x);
        return LeaderAssignment.EvenSumOfSquares(loads);
    }

    /// <summary>Leaders on dead brokers, and what brokers lead above an even share: each is a change of an even plan.</summary>
    public static int FewestChanges(PlanningProblem model)
    {
        var loads = new int[model.BrokerCount];
        var total = 0;
        var dead = 0;
        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (!model.Counted[p])
            {
                continue;
            }

            total++;
            var first = model.Offsets[p];
            var leader = model.Replicas[first];
            if (leader < 0 && model.Movable[p])
            {
                dead++;
                continue;
            }

            // A partition that may not move is led by its first live replica, whatever the plan.
            while (leader < 0)
            {
                leader = model.Replicas[++first];
            }

            loads[leader]++;
        }

        var (floor, rest) = Math.DivRem(total, model.BrokerCount);
        var above = loads.OrderByDescending(x => x).Select((load, i) => Math.Max(0, load - floor - (i < rest ? 1 : 0))).Sum();
        return above + dead;
    }
}
