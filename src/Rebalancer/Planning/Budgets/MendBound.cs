using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>
/// What no plan of so few copies can go below, in the goals before balance. A copy brings one replica to one broker: it replaces one on a
/// leaving broker, or adds one that is missing, and adds at most one distinct domain in each dimension. Removals, which are no copies, add
/// none.
/// </summary>
internal sealed class MendBound
{
    private readonly long _leaving;
    private readonly long _wanted;
    private readonly long _missing;

    // Missing domains once every leaving replica has been replaced by one copy each.
    private readonly long _missingOnceEmptied;

    // How many copies can win so many domains at once, over all partitions; a partition's next copy never wins more than the one before.
    private readonly long[] _gains;
    private readonly long[] _gainsOnceEmptied;

    /// <param name="present">The placement before the plan.</param>
    /// <param name="spreads">The best spread of each movable partition.</param>
    public MendBound(Placement present, PartitionSpreads spreads)
    {
        var problem = present.Problem;
        _gains = new long[problem.DimensionCount + 1];
        _gainsOnceEmptied = new long[problem.DimensionCount + 1];
        Span<int> lacks = stackalloc int[Math.Max(1, problem.DimensionCount)];
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p])
            {
                continue;
            }

            var left = present.LeavingReplicas(p);
            var replaced = Math.Max(0, left - Math.Max(0, problem.Held[p] - problem.Wanted[p]));
            _leaving += replaced;
            _wanted += Math.Max(0, problem.Wanted[p] - problem.Held[p]);
            var best = spreads.Of(p).MissingDomains;
            var lack = Lacks(problem, p, lacks, withLeaving: true);
            _missing += Math.Max(lack, best);
            CountGains(_gains, lacks[..problem.DimensionCount], lack - best);
            if (replaced == left)
            {
                // Each replaced one wins at most one domain in each dimension, and what it has itself is lost.
                Lacks(problem, p, lacks, withLeaving: false);
                lack = 0;
                for (var d = 0; d < problem.DimensionCount; d++)
                {
                    lacks[d] = Math.Max(0, lacks[d] - replaced);
                    lack += lacks[d];
                }
            }

            _missingOnceEmptied += Math.Max(lack, best);
            CountGains(_gainsOnceEmptied, lacks[..problem.DimensionCount], lack - best);
        }
    }

    /// <summary>
    /// What is left after a number of copies at least: replicas on leaving brokers; and where no more than these are left, missing replicas
    /// and domains.
    /// </summary>
    public (long Leaving, long MissingReplicas, long MissingDomains) After(long copies)
    {
        var leaving = Math.Max(0, _leaving - copies);
        var missing = Missing(_missing, _gains, copies);
        if (leaving == 0)
        {
            missing = Math.Max(missing, Missing(_missingOnceEmptied, _gainsOnceEmptied, copies - _leaving));
        }

        return (leaving, Math.Max(0, _wanted - (copies - (_leaving - leaving))), missing);
    }

    private static long Missing(long missing, long[] gains, long copies)
    {
        for (var won = gains.Length - 1; won > 0; won--)
        {
            var made = Math.Min(copies, gains[won]);
            missing -= made * won;
            copies -= made;
        }

        return missing;
    }

    private static void CountGains(long[] gains, ReadOnlySpan<int> lacks, int winnable)
    {
        for (var copy = 0; winnable > 0; copy++)
        {
            var won = 0;
            foreach (var lack in lacks)
            {
                won += lack > copy ? 1 : 0;
            }

            won = Math.Min(won, winnable);
            gains[won]++;
            winnable -= won;
        }
    }

    /// <summary>
    /// Distinct domains that a partition lacks now, by dimension and in all; with or without its replicas on draining brokers.
    /// </summary>
    private static int Lacks(PlanningProblem problem, int p, Span<int> lacks, bool withLeaving)
    {
        var sum = 0;
        for (var d = 0; d < problem.DimensionCount; d++)
        {
            var distinct = 0;
            for (var i = 0; i < problem.Held[p]; i++)
            {
                var b = problem.LiveAt(p, i);
                var isNew = b >= 0 && (withLeaving || b < problem.BrokerCount);
                for (var j = 0; j < i && isNew; j++)
                {
                    isNew = problem.LiveAt(p, j) is var other && (other < 0
                        || (!withLeaving && other >= problem.BrokerCount)
                        || problem.Domains[d][other] != problem.Domains[d][b]);
                }

                distinct += isNew ? 1 : 0;
            }

            lacks[d] = Math.Max(0, Math.Min(problem.Wanted[p], problem.DomainCounts[d]) - distinct);
            sum += lacks[d];
        }

        return sum;
    }
}
