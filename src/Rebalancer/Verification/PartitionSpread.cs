namespace Rebalancer.Verification;

/// <summary>Measures the spread of one replica list after the other; a scratch object, not safe for concurrent use.</summary>
internal sealed class PartitionSpread
{
    private readonly VerifiedCluster _cluster;
    private readonly int[][] _held;

    /// <summary>Creates the measure for a cluster.</summary>
    public PartitionSpread(VerifiedCluster cluster)
    {
        _cluster = cluster;
        _held = [.. cluster.DomainCounts.Select(count => new int[count])];
        Missing = new int[cluster.DomainCounts.Length];
        Shares = new bool[cluster.DomainCounts.Length];
    }

    /// <summary>Live replicas in the list.</summary>
    public int Live { get; private set; }

    /// <summary>For each dimension, the distinct domains that the best reachable spread has and the list has not.</summary>
    public int[] Missing { get; }

    /// <summary>For each dimension, whether two live replicas share a domain.</summary>
    public bool[] Shares { get; }

    /// <summary>The sum of <see cref="Missing"/>.</summary>
    public int TotalMissing { get; private set; }

    /// <summary>Cost beyond an even spread that is avoidable; 0 where domains are missing, which is worse.</summary>
    public int AvoidableExcess { get; private set; }

    /// <summary>Measures a list of broker ids.</summary>
    public void Measure(ReadOnlySpan<int> replicas)
    {
        var best = _cluster.Reachable.For(replicas.Length);
        Live = 0;
        foreach (var id in replicas)
        {
            Live += _cluster.IndexOf(id) >= 0 ? 1 : 0;
        }

        var (distinctTotal, bestTotal, excess) = (0, 0, 0);
        for (var d = 0; d < _held.Length; d++)
        {
            var held = _held[d];
            var domains = _cluster.Domains[d];
            var distinct = 0;
            foreach (var id in replicas)
            {
                if (_cluster.IndexOf(id) is >= 0 and var b)
                {
                    excess += ReachableSpread.ExcessStep(held[domains[b]], replicas.Length, held.Length);
                    distinct += held[domains[b]]++ == 0 ? 1 : 0;
                }
            }

            foreach (var id in replicas)
            {
                if (_cluster.IndexOf(id) is >= 0 and var b)
                {
                    held[domains[b]] = 0;
                }
            }

            Shares[d] = distinct < Live;
            Missing[d] = Live == 0 ? 0 : Math.Max(0, best.Distinct[d] - distinct);
            distinctTotal += distinct;
            bestTotal += best.Distinct[d];
        }

        // Where best spreads differ in which dimension they favour, any of them is as good.
        if (distinctTotal >= bestTotal)
        {
            Array.Clear(Missing);
        }

        TotalMissing = Missing.Sum();
        AvoidableExcess = best.Reachable && TotalMissing == 0 ? Math.Max(0, excess - best.Excess) : 0;
    }
}
