using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>The best that any plan can reach.</summary>
/// <param name="Spread">
/// Summed over movable partitions and dimensions: 1000 for each distinct domain missing of min(replication factor, domains) and, with more
/// replicas than domains, k - h for the k-th replica beyond h = ceil(replication factor / domains).
/// </param>
/// <param name="ReplicaSumOfSquares">Sum of squares of the replicas per broker.</param>
/// <param name="Moves">Replicas copied.</param>
/// <param name="LeaderSumOfSquares">Sum of squares of the leaders per broker.</param>
/// <param name="LeaderChanges">Changes of the preferred leader.</param>
public sealed record OracleOptimum(long Spread, long ReplicaSumOfSquares, int Moves, long LeaderSumOfSquares, int LeaderChanges);

/// <summary>The exhaustive optimum of a planning problem, as the planner's steps are given it, without a budget.</summary>
internal static class ProblemOracle
{
    /// <summary>The optimum of the cluster, sets and leaders chosen jointly.</summary>
    /// <exception cref="ArgumentException">The cluster has more than 8 brokers.</exception>
    public static OracleOptimum Solve(PlanningProblem problem, OracleOrder order = OracleOrder.Balance)
    {
        var (replicas, leaders) = (new int[problem.BrokerCount], new int[problem.BrokerCount]);
        var partitions = new List<OraclePartition>();
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (problem.Movable[p])
            {
                partitions.Add(new($"{p}", Choices(problem, p, order), problem.PreferredLeader(p), problem.Sizes[p]));
                continue;
            }

            var present = problem.PresentOf(p).ToArray().Where(b => b >= 0).ToArray();
            leaders[present.FirstOrDefault(0)] += present.Length > 0 ? 1 : 0;
            foreach (var b in present)
            {
                replicas[b]++;
            }
        }

        var (sets, led) = ExhaustiveOracle.SolveWithLeaders(
            new(problem.BrokerCount, replicas, leaders, partitions, order, MoveBudget.Unlimited));
        return new((1000 * sets.MissingDomains) + sets.Excess, sets.SumOfSquares, (int)sets.Moves, led.SumOfSquares, led.Changes);
    }

    private static OracleChoice[] Choices(PlanningProblem problem, int partition, OracleOrder order)
    {
        var old = problem.PresentOf(partition).ToArray();
        var wanted = problem.Wanted[partition];
        var spread = new SpreadMeasure(problem.DomainCounts, (b, d) => $"{problem.Domains[d][b]}");
        var choices = new List<OracleChoice>();
        for (var set = 0u; set < 1u << problem.BrokerCount; set++)
        {
            var brokers = Enumerable.Range(0, problem.BrokerCount).Where(b => (set >> b & 1) == 1).ToArray();
            if (brokers.Length == wanted && IsAllowed(problem, partition, brokers))
            {
                var (missing, excess) = spread.Of(brokers, wanted);
                choices.Add(new(brokers, brokers, 0, 0, missing, excess, brokers.Count(b => !old.Contains(b)), !brokers.Contains(old[0])));
            }
        }

        // Where the spread comes first every partition reaches its own best.
        var best = choices.Min(c => (c.MissingDomains, c.Excess));
        return [.. choices.Where(c => order == OracleOrder.PreferBalance || (c.MissingDomains, c.Excess) == best)];
    }

    private static bool IsAllowed(PlanningProblem problem, int partition, int[] brokers)
    {
        var old = problem.PresentOf(partition).ToArray();
        var inSync = problem.InSync is null || !problem.IsLowered(partition) ? 0 : problem.InSync[partition];
        return brokers.All(b => old.Contains(b) ? problem.MayKeep(partition, b) : problem.MayReceive(partition, b))
            && old.All(b => b < 0 || problem.Roles[b].Keeping != Keeping.Must || brokers.Contains(b))
            && (inSync == 0 || old.Where((b, i) => b >= 0 && (inSync >> i & 1) != 0).Any(brokers.Contains));
    }
}
