using Rebalancer.Planning.Cells;

namespace Rebalancer.Planning.Spread;

/// <summary>
/// What the best reachable spread of one replication factor looks like: how many replicas every domain and every cell may and must have.
/// In up to two dimensions a replica set is best exactly when it keeps all these bounds (duality of the flow, engine reference 3.1); with more dimensions
/// <see cref="ExactCost"/> is checked too.
/// </summary>
internal sealed class SpreadClass
{
    private int[]? _domainNeed;
    private int? _cellNeed;

    public required int ReplicationFactor { get; init; }

    /// <summary>Movable partitions of this replication factor.</summary>
    public required int PartitionCount { get; init; }

    /// <summary>DomainMin[d][f]: replicas that every best set has in domain f of dimension d, at least.</summary>
    public required int[][] DomainMin { get; init; }

    /// <summary>DomainMax[d][f]: at most.</summary>
    public required int[][] DomainMax { get; init; }

    /// <summary>The same by cell, at least.</summary>
    public required int[] CellMin { get; init; }

    /// <summary>The same by cell, at most.</summary>
    public required int[] CellMax { get; init; }

    /// <summary>Distinct domains that no set can have: the sum over dimensions of min(replication factor, domains) minus what is reachable.</summary>
    public required int MissingDomains { get; init; }

    /// <summary>The cost of a best set (see <see cref="SpreadCost"/>).</summary>
    public required long BestCost { get; init; }

    /// <summary>Whether the bounds alone do not say that a set is best.</summary>
    public required bool ExactCost { get; init; }

    /// <summary>Brokers that take nothing new and that the class's partitions hold: only these partitions can use them.</summary>
    public int[] HeldClosedBrokers { get; init; } = [];

    /// <summary>The sum of <see cref="DomainMin"/> by dimension.</summary>
    public int[] DomainNeed => _domainNeed ??= [.. DomainMin.Select(x => x.Sum())];

    /// <summary>The sum of <see cref="CellMin"/>.</summary>
    public int CellNeed => _cellNeed ??= CellMin.Sum();

    /// <summary>The class for a grid whose cells are parts of this class's cells.</summary>
    public SpreadClass ForSplit(int[] parents, CellGrid split)
    {
        var min = new int[parents.Length];
        var max = new int[parents.Length];
        var whole = parents.CountBy(c => c).ToDictionary(x => x.Key, x => x.Value);
        var usable = Enumerable.Range(0, parents.Length).Where(c => IsUsable(split, c)).CountBy(c => parents[c]).ToDictionary(x => x.Key, x => x.Value);
        for (var c = 0; c < parents.Length; c++)
        {
            var parent = parents[c];
            if (whole[parent] == 1)
            {
                (min[c], max[c]) = (CellMin[parent], CellMax[parent]);
                continue;
            }

            // A full parent needs every broker, a forbidden one none; in between the domains' bounds decide.
            max[c] = IsUsable(split, c) ? Math.Min(CellMax[parent], split.Size(c)) : 0;
            min[c] = max[c] > 0 && CellMin[parent] == usable.GetValueOrDefault(parent) ? 1 : 0;
        }

        return With([.. DomainMin.Select(x => (int[])x.Clone())], [.. DomainMax.Select(x => (int[])x.Clone())], min, max);
    }

    private bool IsUsable(CellGrid grid, int cell)
    {
        foreach (var b in grid.BrokersOf(cell))
        {
            if (grid.Model.AcceptsNew[b] || HeldClosedBrokers.Contains(b))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same spread for another number of partitions.</summary>
    public SpreadClass WithCount(int partitionCount) => new()
    {
        HeldClosedBrokers = HeldClosedBrokers,
        ReplicationFactor = ReplicationFactor,
        PartitionCount = partitionCount,
        DomainMin = DomainMin,
        DomainMax = DomainMax,
        CellMin = CellMin,
        CellMax = CellMax,
        MissingDomains = MissingDomains,
        BestCost = BestCost,
        ExactCost = ExactCost,
    };

    public SpreadClass With(int[][] domainMin, int[][] domainMax, int[] cellMin, int[] cellMax) => new()
    {
        HeldClosedBrokers = HeldClosedBrokers,
        ReplicationFactor = ReplicationFactor,
        PartitionCount = PartitionCount,
        DomainMin = domainMin,
        DomainMax = domainMax,
        CellMin = cellMin,
        CellMax = cellMax,
        MissingDomains = MissingDomains,
        BestCost = BestCost,
        ExactCost = ExactCost,
    };
}
