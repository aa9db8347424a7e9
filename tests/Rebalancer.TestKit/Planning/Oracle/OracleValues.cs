namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>What the replica sets of a plan come to in the goals that come before leaders.</summary>
/// <param name="Leaving">Replicas on brokers that are dead or to end empty, of partitions that may change.</param>
/// <param name="OffWanted">Summed over those partitions, by how many replicas they differ from the wanted number.</param>
/// <param name="MissingDomains">Distinct domains that they lack, those that no set of theirs can have included.</param>
/// <param name="Excess">What they cost beyond an even spread.</param>
/// <param name="SumOfSquares">The sum of the squares of the replicas per broker.</param>
/// <param name="Moves">Replicas copied.</param>
public sealed record OracleValues(long Leaving, long OffWanted, long MissingDomains, long Excess, long SumOfSquares, long Moves)
{
    /// <summary>The values in the order in which goals come.</summary>
    public long[] InOrder(OracleOrder order) => order switch
    {
        OracleOrder.Balance => [Leaving, OffWanted, MissingDomains, Excess, SumOfSquares, Moves],
        OracleOrder.Repair => [Leaving, OffWanted, MissingDomains, Excess, Moves, SumOfSquares],
        _ => [Leaving, OffWanted, SumOfSquares, MissingDomains, Excess, Moves],
    };

    /// <summary>Whether these values are smaller in the first goal in which the two differ.</summary>
    public bool IsBetterThan(OracleValues other, OracleOrder order) => InOrder(order).AsSpan().SequenceCompareTo(other.InOrder(order)) < 0;
}

/// <summary>The most even leaders and the fewest changes of the preferred leader.</summary>
/// <param name="SumOfSquares">The sum of the squares of the leaders per broker.</param>
/// <param name="Changes">Partitions whose first replica is another broker than now.</param>
public sealed record OracleLeaders(long SumOfSquares, int Changes);
