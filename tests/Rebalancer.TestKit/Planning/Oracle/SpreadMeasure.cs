namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>
/// How well a list of brokers is spread, by the definition: distinct domains that it lacks, and what it costs beyond an even spread.
/// </summary>
/// <param name="domainCounts">How many domains each dimension has among the brokers that loads are judged over.</param>
/// <param name="domainOf">The domain of a broker in a dimension.</param>
internal sealed class SpreadMeasure(int[] domainCounts, Func<int, int, string> domainOf)
{
    /// <summary>Measures the live brokers of a list.</summary>
    /// <param name="live">Ids of its live brokers.</param>
    /// <param name="wanted">How many replicas the partition is to have.</param>
    public (int MissingDomains, int Excess) Of(IReadOnlyCollection<int> live, int wanted)
    {
        var (missing, excess) = (0, 0);
        for (var d = 0; d < domainCounts.Length; d++)
        {
            var sizes = live.GroupBy(id => domainOf(id, d)).Select(g => g.Count()).ToArray();
            missing += Math.Max(0, Math.Min(wanted, domainCounts[d]) - sizes.Length);
            if (wanted > domainCounts[d])
            {
                var even = (wanted + domainCounts[d] - 1) / domainCounts[d];
                excess += sizes.Sum(size => size > even ? (size - even) * (size - even + 1) / 2 : 0);
            }
        }

        return (missing, excess);
    }
}
