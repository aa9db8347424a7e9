using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Proof;

/// <summary>The simple lower bound on moves: what spread, overfull brokers or empty brokers each ask for by themselves.</summary>
internal static class MoveLowerBound
{
    /// <param name="problem">The cluster.</param>
    /// <param name="targets">The loads of all balance-optimal plans.</param>
    /// <param name="neededBySpread">The sum over partitions of the fewest copies that the best spread needs.</param>
    public static long Simple(PlanningProblem problem, BalanceTargets targets, long neededBySpread)
    {
        var load = ReplicaCounts.Movable(problem);
        long fill = 0;
        long sparesFill = 0;
        for (var b = 0; b < problem.BrokerCount; b++)
        {
            // Loads start at their maximum here; what the total takes off goes first where it leaves less to fill.
            var (min, max) = (targets.BrokerMin[b], targets.BrokerMax[b]);
            fill += Math.Max(0, max - load[b]);
            sparesFill += Math.Min(max - min, Math.Max(0, max - load[b]));
        }

        var below = targets.BrokerMax.Sum(x => (long)x) - targets.Total;
        fill -= Math.Min(Math.Max(0, below), sparesFill);
        return Math.Max(neededBySpread, Math.Max(Surplus(problem, targets), fill));
    }

    /// <summary>What brokers must give away, and what there is to be beyond what stays.</summary>
    public static long Surplus(PlanningProblem problem, BalanceTargets targets)
    {
        var load = ReplicaCounts.Movable(problem);

        // What arrives is what leaves, and what there is to be beyond what stays on the brokers judged.
        var beyond = targets.Total - load.Sum(x => (long)x);

        // Loads start at their minimum; what the total adds goes first where it spares a surplus.
        long surplus = 0;
        var free = targets.Total;
        long sparesSurplus = 0;
        for (var b = 0; b < problem.BrokerCount; b++)
        {
            var (min, max) = (targets.BrokerMin[b], targets.BrokerMax[b]);
            surplus += Math.Max(0, load[b] - min);
            free -= min;
            sparesSurplus += Math.Min(max - min, Math.Max(0, load[b] - min));
        }

        return surplus - Math.Min(Math.Max(0, free), sparesSurplus) + beyond;
    }
}
