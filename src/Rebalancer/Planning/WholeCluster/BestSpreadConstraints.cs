using Google.OrTools.Sat;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>Holds every partition of the whole-cluster model to its best spread.</summary>
/// <remarks>Each partition reaches its own best whatever the others do, so the spread needs no search over the cluster: one tiny model for each replication factor and set of possible brokers.</remarks>
internal sealed class BestSpreadConstraints(PlanningProblem cluster, CpModel model, WholeClusterVariables variables, SearchBudget budget)
{
    private const double MaxDeterministicSeconds = 5;

    private readonly Dictionary<string, long> _best = new(StringComparer.Ordinal);

    /// <summary>Adds the constraints and returns the cost of all partitions together; null where the time did not suffice.</summary>
    public long? Add()
    {
        long sum = 0;
        foreach (var p in variables.Partitions)
        {
            var factor = cluster.Wanted[p];
            if (Best(variables.Brokers(p), variables.Forced(p), factor) is not { } best)
            {
                return null;
            }

            sum += best;
            if (cluster.DimensionCount == 0)
            {
                continue;
            }

            if (best == 0)
            {
                SpreadCostEncoding.AddPerfect(model, cluster, variables.Brokers(p), variables.Holds(p), factor);
            }
            else
            {
                model.Add(SpreadCostEncoding.Cost(model, cluster, variables.Brokers(p), variables.Holds(p), factor) <= best);
            }
        }

        return sum;
    }

    private long? Best(int[] brokers, int[] forced, int factor)
    {
        if (cluster.DimensionCount == 0)
        {
            return 0;
        }

        var key = $"{factor}:{string.Join(',', brokers)}:{string.Join(',', forced)}";
        if (!_best.TryGetValue(key, out var best))
        {
            var single = new CpModel();
            var holds = brokers.Select(_ => single.NewBoolVar("")).ToArray();
            single.Add(LinearExpr.Sum(holds) == Math.Min(factor, brokers.Length));
            foreach (var b in forced)
            {
                single.Add(holds[Array.IndexOf(brokers, b)] == 1);
            }

            single.Minimize(SpreadCostEncoding.Cost(single, cluster, brokers, holds, factor));
            using var solver = new LimitedCpSolver(budget, MaxDeterministicSeconds);
            var status = solver.Solve(single);
            if (status is CpSolverStatus.Infeasible or CpSolverStatus.ModelInvalid)
            {
                throw new InvalidOperationException($"CP-SAT says {status} to the spread of replication factor {factor}.");
            }

            if (status != CpSolverStatus.Optimal)
            {
                return null;
            }

            best = (long)Math.Round(solver.Solver.ObjectiveValue);
            _best[key] = best;
        }

        return best;
    }
}
