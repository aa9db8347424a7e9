using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Proof;

/// <summary>Bounds on the preferred leaders that hold whatever replica sets are chosen.</summary>
internal static class LeaderBounds
{
    /// <summary>The sum of squares with all counted partitions' leaders spread evenly.</summary>
    public static long EvenSumOfSquares(PlanningProblem problem) =>
        Squares.Even(Enumerable.Range(0, problem.PartitionCount).Count(problem.CountsAsLed), problem.BrokerCount);

    /// <summary>Leaders on leaving brokers, and what brokers lead above an even share: each is a change of an even plan.</summary>
    public static int FewestChanges(PlanningProblem problem)
    {
        var loads = new int[problem.BrokerCount];
        var total = 0;
        var leaving = 0;
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.CountsAsLed(p))
            {
                continue;
            }

            total++;
            var leader = problem.PreferredLeader(p);
            if (leader < 0 && problem.Movable[p])
            {
                leaving++;
                continue;
            }

            // A partition that may not move is led by its first replica on a judged broker, whatever the plan.
            loads[leader < 0 ? FirstOf(problem.PresentOf(p)) : leader]++;
        }

        var (floor, rest) = Math.DivRem(total, problem.BrokerCount);
        var above = loads.OrderByDescending(x => x).Select((load, i) => Math.Max(0, load - floor - (i < rest ? 1 : 0))).Sum();
        return above + leaving;
    }

    private static int FirstOf(ReadOnlySpan<int> present) => present[present.IndexOfAnyExcept(PlanningProblem.None)];
}
