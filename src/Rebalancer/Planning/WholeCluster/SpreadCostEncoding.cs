using Google.OrTools.Sat;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>The spread of one partition as constraints over its replica variables.</summary>
internal static class SpreadCostEncoding
{
    /// <summary>An expression that is never below the cost of the set, and equal to it when made small.</summary>
    /// <param name="model">The CP-SAT model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="brokers">The partition's possible brokers.</param>
    /// <param name="holds">Whether the partition is on each of them.</param>
    /// <param name="replicationFactor">How many are.</param>
    public static LinearExpr Cost(CpModel model, PlanningProblem cluster, int[] brokers, BoolVar[] holds, int replicationFactor)
    {
        var terms = new List<LinearExpr>();
        long constant = 0;
        for (var d = 0; d < cluster.DimensionCount; d++)
        {
            var domains = cluster.DomainCounts[d];
            constant += SpreadCost.MissingDomain * Math.Min(replicationFactor, domains);
            foreach (var inDomain in Enumerable.Range(0, brokers.Length).GroupBy(i => cluster.Domains[d][brokers[i]]).OrderBy(g => g.Key))
            {
                var held = LinearExpr.Sum(inDomain.Select(i => holds[i]));
                var used = model.NewBoolVar("");
                model.Add(used <= held);
                terms.Add(-SpreadCost.MissingDomain * used);
                var steps = new List<BoolVar>();
                var even = 0;
                for (var ordinal = 1; ordinal <= Math.Min(replicationFactor, inDomain.Count()); ordinal++)
                {
                    var unit = SpreadCost.ExcessUnit(ordinal, replicationFactor, domains);
                    if (unit == 0)
                    {
                        even = ordinal;
                        continue;
                    }

                    steps.Add(model.NewBoolVar(""));
                    terms.Add(unit * steps[^1]);
                }

                if (steps.Count > 0)
                {
                    model.Add(LinearExpr.Sum(steps) >= held - even);
                }
            }
        }

        return LinearExpr.Sum(terms) + constant;
    }

    /// <summary>What a set of least cost obeys where nothing is missing: at most, or at least, one replica a domain, and no domain above an even share.</summary>
    public static void AddPerfect(CpModel model, PlanningProblem cluster, int[] brokers, BoolVar[] holds, int replicationFactor)
    {
        for (var d = 0; d < cluster.DimensionCount; d++)
        {
            var domains = cluster.DomainCounts[d];
            foreach (var inDomain in Enumerable.Range(0, brokers.Length).GroupBy(i => cluster.Domains[d][brokers[i]]).OrderBy(g => g.Key))
            {
                model.AddLinearConstraint(LinearExpr.Sum(inDomain.Select(i => holds[i])), replicationFactor >= domains ? 1 : 0, (replicationFactor + domains - 1) / domains);
            }
        }
    }
}
