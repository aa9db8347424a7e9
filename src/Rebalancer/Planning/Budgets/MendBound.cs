using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>
/// What no plan of so few copies can go below, in the goals before balance. A copy brings one replica to one broker: it replaces one on a leaving broker, or adds
/// one that is missing, and adds at most one distinct domain in each dimension. Removals, which are no copies, add none.
/// </summary>
internal sealed class MendBound
{
    private readonly long _leaving;
    private readonly long _wanted;
    private readonly long _missing;

    // How many copies can win so many domains at once, over all partitions; a partition's next copy never wins more than the one before.
    private readonly long[] _gains;

    /// <param name="present">The placement before the plan.</param>
    /// <param name="spreads">The best spread of each movable partition.</param>
    public MendBound(Placement present, PartitionSpreads spreads)
    {
        var problem = present.Problem;
        _gains = new long[problem.DimensionCount + 1];
        Span<int> lacks = stackalloc int[Math.Max(1, problem.DimensionCount)];
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p])
            {
                continue;
            }

            var left = 0;
            foreach (var b in present.Of(p))
            {
                left += Placement.IsLeaving(b) ? 1 : 0;
            }

            _leaving += Math.Max(0, left - Math.Max(0, problem.Held[p] - problem.Wanted[p]));
            _wanted += Math.Max(0, problem.Wanted[p] - problem.Held[p]);
            var lack = Lacks(problem, p, lacks);
            var best = spreads.Of(p).MissingDomains;
            _missing += Math.Max(lack, best);
            CountGains(lacks[..problem.DimensionCount], lack - best);
        }
    }

    /// <summary>What is left after a number of copies at least: replicas on leaving brokers; missing replicas, where no more than these are left; missing domains.</summary>
    public (long Leaving, long MissingReplicas, long MissingDomains) After(long copies)
    {
        var missing = _missing;
        var copiesLeft = copies;
        for (var won = _gains.Length - 1; won > 0; won--)
        {
            var made = Math.Min(copiesLeft, _gains[won]);
            missing -= made * won;
            copiesLeft -= made;
        }

        var leaving = Math.Max(0, _leaving - copies);
        return (leaving, Math.Max(0, _wanted - (copies - (_leaving - leaving))), missing);
    }

    private void CountGains(ReadOnlySpan<int> lacks, int winnable)
    {
        for (var copy = 0; winnable > 0; copy++)
        {
            var won = 0;
            foreach (var lack in lacks)
            {
                won += lack > copy ? 1 : 0;
            }

            won = Math.Min(won, winnable);
            _gains[won]++;
            winnable -= won;
        }
    }

    /// <summary>Distinct domains that a partition lacks now, by dimension and in all.</summary>
    private static int Lacks(PlanningProblem problem, int p, Span<int> lacks)
    {
        var sum = 0;
        for (var d = 0; d < problem.DimensionCount; d++)
        {
            var distinct = 0;
            for (var i = 0; i < problem.Held[p]; i++)
            {
                var b = problem.LiveAt(p, i);
                var isNew = b >= 0;
                for (var j = 0; j < i && isNew; j++)
                {
                    isNew = problem.LiveAt(p, j) is var other && (other < 0 || problem.Domains[d][other] != problem.Domains[d][b]);
                }

                distinct += isNew ? 1 : 0;
            }

            lacks[d] = Math.Max(0, Math.Min(problem.Wanted[p], problem.DomainCounts[d]) - distinct);
            sum += lacks[d];
        }

        return sum;
    }
}
