using Rebalancer.Planning.Model;

namespace Rebalancer.Planning.Leaders;

/// <summary>What no choice of replica sets and leaders together can beat.</summary>
internal static class JointLeaderBound
{
    /// <summary>The fewest changes of the preferred leader among plans whose leaders differ by at most one from broker to broker.</summary>
    /// <remarks>A broker can keep no more of its present leaders than its share; a partition whose present leader is dead changes in any case.</remarks>
    public static int Changes(PlanningModel model)
    {
        var fixedLoads = new int[model.BrokerCount];
        var present = new int[model.BrokerCount];
        var (total, movable) = (0, 0);
        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (!model.Counted[p])
            {
                continue;
            }

            total++;
            var set = model.Replicas.AsSpan(model.Offsets[p], model.ReplicationFactor(p));
            if (!model.Movable[p])
            {
                fixedLoads[set[set.IndexOfAnyExcept(PlanningModel.Dead)]]++;
                continue;
            }

            movable++;
            if (set[0] >= 0)
            {
                present[set[0]]++;
            }
        }

        var (floor, rest) = Math.DivRem(total, model.BrokerCount);
        var (kept, wantMore) = (0, 0);
        for (var b = 0; b < model.BrokerCount; b++)
        {
            var share = Math.Max(0, floor - fixedLoads[b]);
            kept += Math.Min(present[b], share);
            wantMore += present[b] > share ? 1 : 0;
        }

        return movable - kept - Math.Min(rest, wantMore);
    }

    /// <summary>Whether no other sets could have better leaders.</summary>
    public static bool IsReached(PlanningModel model, LeaderResult leaders) =>
        leaders.SumOfSquares == LeaderAssignment.EvenSumOfSquares(leaders.Loads) && leaders.Changes <= Changes(model);
}
