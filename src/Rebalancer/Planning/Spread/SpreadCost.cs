using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>What a replica set costs in spread: a missing distinct domain far more than any excess over an even spread.</summary>
internal static class SpreadCost
{
    /// <summary>The cost of one missing distinct domain; an excess replica costs from 1 up.</summary>
    public const long MissingDomain = 1000;

    /// <summary>
    /// What the <paramref name="ordinal"/>-th replica (from 1) in a domain costs beyond an even spread: k - h for the k-th beyond
    /// h = ceil(replication factor / domains), and nothing where there are at least as many domains as replicas.
    /// </summary>
    public static long ExcessUnit(int ordinal, int replicationFactor, int domains) =>
        replicationFactor <= domains ? 0 : Math.Max(0, ordinal - ((replicationFactor + domains - 1) / domains));

    /// <summary>
    /// What the <paramref name="ordinal"/>-th replica of a set adds in a domain, so that the sum over a set is its cost: the first earns a
    /// distinct domain, which is counted as missing until then.
    /// </summary>
    public static long Unit(int ordinal, int replicationFactor, int domains) =>
        ExcessUnit(ordinal, replicationFactor, domains) - (ordinal == 1 ? MissingDomain : 0);

    /// <summary>The cost of an empty set: every domain that the replicas could reach is missing.</summary>
    public static long Empty(int replicationFactor, ReadOnlySpan<int> domainCounts)
    {
        long cost = 0;
        foreach (var domains in domainCounts)
        {
            cost += MissingDomain * Math.Min(replicationFactor, domains);
        }

        return cost;
    }

    /// <summary>The cost of <paramref name="count"/> replicas in one domain, to be added to <see cref="Empty"/>.</summary>
    public static long Of(int count, int replicationFactor, int domains)
    {
        long cost = 0;
        for (var k = 1; k <= count; k++)
        {
            cost += Unit(k, replicationFactor, domains);
        }

        return cost;
    }

    /// <summary>The distinct domains that a set of live brokers lacks, and what it costs beyond an even spread.</summary>
    public static (int MissingDomains, long Excess) Parts(PlanningProblem problem, ReadOnlySpan<int> brokers, int replicationFactor)
    {
        var (missing, excess) = (0, 0L);
        for (var d = 0; d < problem.DimensionCount; d++)
        {
            var distinct = 0;
            for (var i = 0; i < brokers.Length; i++)
            {
                var ordinal = 1;
                for (var j = 0; j < i; j++)
                {
                    ordinal += problem.Domains[d][brokers[j]] == problem.Domains[d][brokers[i]] ? 1 : 0;
                }

                distinct += ordinal == 1 ? 1 : 0;
                excess += ExcessUnit(ordinal, replicationFactor, problem.DomainCounts[d]);
            }

            missing += Math.Max(0, Math.Min(replicationFactor, problem.DomainCounts[d]) - distinct);
        }

        return (missing, excess);
    }

    /// <summary>
    /// The cost of a set of brokers out of <paramref name="replicationFactor"/>; 0 for a perfect one. Empty slots count as missing.
    /// </summary>
    public static long Of(PlanningProblem problem, ReadOnlySpan<int> brokers, int replicationFactor)
    {
        var cost = Empty(replicationFactor, problem.DomainCounts);
        for (var d = 0; d < problem.DimensionCount; d++)
        {
            for (var i = 0; i < brokers.Length; i++)
            {
                if (brokers[i] < 0)
                {
                    continue;
                }

                var ordinal = 1;
                for (var j = 0; j < i; j++)
                {
                    ordinal += brokers[j] >= 0 && problem.Domains[d][brokers[j]] == problem.Domains[d][brokers[i]] ? 1 : 0;
                }

                cost += Unit(ordinal, replicationFactor, problem.DomainCounts[d]);
            }
        }

        return cost;
    }
}
