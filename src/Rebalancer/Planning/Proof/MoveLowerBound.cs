using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Proof;

/// <summary>The simple lower bound on moves: what spread, overfull brokers or empty brokers each ask for by themselves.</summary>
internal static class MoveLowerBound
{
    /// <param name="model">The cluster.</param>
    /// <param name="targets">The loads of all balance-optimal plans.</param>
    /// <param name="neededBySpread">The sum over partitions of the fewest replacements that the best spread needs.</param>
    public static long Simple(PlanningProblem model, BalanceTargets targets, long neededBySpread)
    {
        var load = MovableLoad(model);
        long dead = 0;
        for (var p = 0; p < model.PartitionCount; p++)
        {
            for (var slot = model.Offsets[p]; model.Movable[p] && slot < model.Offsets[p + 1]; slot++)
            {
                dead += model.Replicas[slot] < 0 ? 1 : 0;
            }
        }

        // Shares start at their minimum; what the total adds goes first where it spares a shed (or leaves least to fill).
        long shed = 0;
        long fill = 0;
        var free = targets.Total;
        long sparesShed = 0;
        long sparesFill = 0;
        for (var b = 0; b < model.BrokerCount; b++)
        {
            var (min, max) = (targets.BrokerMin[b], targets.BrokerMax[b]);
            shed += Math.Max(0, load[b] - min);
            fill += Math.Max(0, max - load[b]);
            free -= min;
            sparesShed += Math.Min(max - min, Math.Max(0, load[b] - min));
            sparesFill += Math.Min(max - min, Math.Max(0, max - load[b]));
        }

        var below = targets.BrokerMax.Sum(x => (long)x) - targets.Total;
        shed -= Math.Min(Math.Max(0, free), sparesShed);
        fill -= Math.Min(Math.Max(0, below), sparesFill);
        return Math.Max(neededBySpread, Math.Max(shed + dead, fill));
    }

    /// <summary>Live replicas of movable partitions by broker, before planning.</summary>
    public static int[] MovableLoad(PlanningProblem model)
    {
        var load = new int[model.BrokerCount];
        for (var p = 0; p < model.PartitionCount; p++)
        {
            for (var slot = model.Offsets[p]; model.Movable[p] && slot < model.Offsets[p + 1]; slot++)
            {
                if (model.Replicas[slot] >= 0)
                {
                    load[model.Replicas[slot]]++;
                }
            }
        }

        return load;
    }

    /// <summary>Live replicas of counted partitions that may not move, by broker.</summary>
    public static int[] FixedLoad(PlanningProblem model)
    {
        var load = new int[model.BrokerCount];
        for (var p = 0; p < model.PartitionCount; p++)
        {
            for (var slot = model.Offsets[p]; !model.Movable[p] && model.Counted[p] && slot < model.Offsets[p + 1]; slot++)
            {
                if (model.Replicas[slot] >= 0)
                {
                    load[model.Replicas[slot]]++;
                }
            }
        }

        return load;
    }
}
