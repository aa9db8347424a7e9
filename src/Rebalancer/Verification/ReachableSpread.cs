namespace Rebalancer.Verification;

/// <summary>How well a partition can be spread at best, for each replication factor: the yardstick of violations.</summary>
/// <remarks>
/// The spread of a set of brokers costs, summed over the rack dimensions, 1000 for every distinct domain fewer than min(replication factor,
/// domains) and, where there are more replicas than domains, k - h for the k-th replica in a domain beyond h = ceil(replication factor /
/// domains). Brokers with the same domain in every dimension form a cell, and only the number taken from each cell matters. With up to two
/// dimensions that is a min-cost flow, with more a search. Written without the planner's code, on purpose: it judges it. Not safe for
/// concurrent use.
/// </remarks>
internal sealed class ReachableSpread
{
    /// <summary>What one missing distinct domain costs.</summary>
    public const int MissingWeight = 1000;

    private readonly int[] _domainCounts;
    private readonly SpreadCell[] _cells;
    private readonly int _brokers;
    private readonly Dictionary<int, BestSpread> _known = [];

    /// <summary>Creates the yardstick.</summary>
    /// <param name="domains">domains[d][b]: the domain of broker b in dimension d, from 0.</param>
    /// <param name="domainCounts">Domains of each dimension.</param>
    /// <param name="brokers">Number of brokers.</param>
    public ReachableSpread(int[][] domains, int[] domainCounts, int brokers)
    {
        _domainCounts = domainCounts;
        _brokers = brokers;
        _cells = [.. Enumerable.Range(0, brokers)
            .GroupBy(b => string.Join(',', domains.Select(d => d[b])))
            .Select(g => new SpreadCell([.. domains.Select(d => d[g.First()])], g.Count()))];
    }

    /// <summary>The best spread of <paramref name="replicationFactor"/> replicas.</summary>
    public BestSpread For(int replicationFactor)
    {
        if (!_known.TryGetValue(replicationFactor, out var best))
        {
            var taken = replicationFactor > _brokers ? null
                : _domainCounts.Length <= 2 ? SpreadFlow.Solve(_cells, _domainCounts, replicationFactor)
                : new SpreadSearch(_cells, _domainCounts, replicationFactor).Run();
            best = taken is null ? new BestSpread(false, new int[_domainCounts.Length], 0) : Measure(taken, replicationFactor);
            _known[replicationFactor] = best;
        }

        return best;
    }

    /// <summary>
    /// The cost of one more replica in a domain that holds <paramref name="held"/> of a partition of this replication factor, beyond an
    /// even spread.
    /// </summary>
    public static int ExcessStep(int held, int replicationFactor, int domains)
    {
        var even = (replicationFactor + domains - 1) / domains;
        return replicationFactor <= domains ? 0 : Math.Max(0, held + 1 - even);
    }

    private BestSpread Measure(int[] taken, int replicationFactor)
    {
        var distinct = new int[_domainCounts.Length];
        var excess = 0;
        for (var d = 0; d < distinct.Length; d++)
        {
            var held = new int[_domainCounts[d]];
            for (var c = 0; c < _cells.Length; c++)
            {
                for (var k = 0; k < taken[c]; k++)
                {
                    excess += ExcessStep(held[_cells[c].Domains[d]], replicationFactor, held.Length);
                    held[_cells[c].Domains[d]]++;
                }
            }

            distinct[d] = held.Count(h => h > 0);
        }

        return new BestSpread(true, distinct, excess);
    }
}

/// <summary>The best spread of a replication factor.</summary>
/// <param name="Reachable">Whether there are enough brokers at all.</param>
/// <param name="Distinct">
/// Distinct domains of each dimension in a best spread; of several, the one that favours the first dimensions.
/// </param>
/// <param name="Excess">Its cost beyond an even spread.</param>
internal sealed record BestSpread(bool Reachable, int[] Distinct, int Excess);

/// <summary>Brokers with the same domain in every dimension.</summary>
/// <param name="Domains">Their domains.</param>
/// <param name="Brokers">How many they are.</param>
internal sealed record SpreadCell(int[] Domains, int Brokers);
