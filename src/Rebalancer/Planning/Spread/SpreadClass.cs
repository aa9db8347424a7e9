using System.Diagnostics.CodeAnalysis;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>
/// What the best replica sets of one kind look like: how many replicas every domain, domain cell and cell may and must have.
/// In up to two dimensions a set is best exactly when it keeps all these bounds (docs/planning.md, "The best spread is a face"); with more
/// dimensions <see cref="ExactCost"/> is checked too.
/// </summary>
internal sealed class SpreadClass
{
    private int[]? _domainNeed;
    private int[]? _allDomainMin;
    private int[]? _allDomainMax;
    private int? _domainCellNeed;
    private int? _cellNeed;

    /// <summary>A class whose bounds are all given.</summary>
    public SpreadClass()
    {
    }

    // What is made of the bounds is not copied: a copy has other bounds.
    [SetsRequiredMembers]
    private SpreadClass(SpreadClass other)
    {
        Grid = other.Grid;
        Kind = other.Kind;
        PartitionCount = other.PartitionCount;
        DomainMin = other.DomainMin;
        DomainMax = other.DomainMax;
        DomainCellMin = other.DomainCellMin;
        DomainCellMax = other.DomainCellMax;
        CellMin = other.CellMin;
        CellMax = other.CellMax;
        MissingDomains = other.MissingDomains;
        BestCost = other.BestCost;
        ExactCost = other.ExactCost;
    }

    /// <summary>The cells that the bounds are for.</summary>
    public required CellGrid Grid { get; init; }

    /// <summary>Which sets are meant.</summary>
    public required SetKind Kind { get; init; }

    /// <summary>Movable partitions of this class.</summary>
    public required int PartitionCount { get; init; }

    /// <summary>DomainMin[d][f]: replicas that every best set has in domain f of dimension d, at least.</summary>
    public required int[][] DomainMin { get; init; }

    /// <summary>DomainMax[d][f]: at most.</summary>
    public required int[][] DomainMax { get; init; }

    /// <summary>The same by domain cell, at least.</summary>
    public required int[] DomainCellMin { get; init; }

    /// <summary>The same by domain cell, at most.</summary>
    public required int[] DomainCellMax { get; init; }

    /// <summary>The same by cell, at least.</summary>
    public required int[] CellMin { get; init; }

    /// <summary>The same by cell, at most.</summary>
    public required int[] CellMax { get; init; }

    /// <summary>
    /// Distinct domains that no set can have: the sum over dimensions of min(replication factor, domains) minus what is reachable.
    /// </summary>
    public required int MissingDomains { get; init; }

    /// <summary>The cost of a best set (see <see cref="SpreadCost"/>).</summary>
    public required long BestCost { get; init; }

    /// <summary>Whether the bounds alone do not say that a set is best.</summary>
    public required bool ExactCost { get; init; }

    /// <summary>How many replicas a set has.</summary>
    public int ReplicationFactor => Kind.ReplicationFactor;

    /// <summary><see cref="DomainMin"/>, one dimension after the other.</summary>
    public int[] AllDomainMin => _allDomainMin ??= [.. DomainMin.SelectMany(x => x)];

    /// <summary><see cref="DomainMax"/>, one dimension after the other.</summary>
    public int[] AllDomainMax => _allDomainMax ??= [.. DomainMax.SelectMany(x => x)];

    /// <summary>The sum of <see cref="DomainMin"/> by dimension.</summary>
    public int[] DomainNeed => _domainNeed ??= [.. DomainMin.Select(x => x.Sum())];

    /// <summary>The sum of <see cref="DomainCellMin"/>.</summary>
    public int DomainCellNeed => _domainCellNeed ??= DomainCellMin.Sum();

    /// <summary>The sum of <see cref="CellMin"/>.</summary>
    public int CellNeed => _cellNeed ??= CellMin.Sum();

    /// <summary>The same bounds for another number of partitions.</summary>
    public SpreadClass WithCount(int partitionCount) => new(this) { PartitionCount = partitionCount };

    /// <summary>The same domains with other bounds for the cells.</summary>
    public SpreadClass WithCells(int[] cellMin, int[] cellMax) => new(this) { CellMin = cellMin, CellMax = cellMax };

    /// <summary>All sets of the kind that cost so much, in place of the best ones.</summary>
    public SpreadClass OfCost(int missingDomains, long cost)
    {
        var cells = Enumerable.Range(0, Grid.Count).ToLookup(c => Grid.DomainCellOf[c]);
        return new(this)
        {
            DomainMin = [.. DomainMin.Select(row => new int[row.Length])],
            DomainMax = [.. DomainMax.Select(row => Enumerable.Repeat(ReplicationFactor, row.Length).ToArray())],
            DomainCellMin = new int[DomainCellMin.Length],
            DomainCellMax = [.. DomainCellMax.Select((_, x) => Kind.DomainCellCapacity(Grid, x, [.. cells[x]]))],
            CellMin = new int[CellMin.Length],
            CellMax = [.. CellMax.Select((_, c) => Kind.Capacity(Grid, c))],
            MissingDomains = missingDomains,
            BestCost = cost,
            ExactCost = true,
        };
    }

    /// <summary>The bounds that both classes keep; the other one differs in nothing else.</summary>
    public SpreadClass Intersect(SpreadClass other) => new(this)
    {
        DomainMin = [.. DomainMin.Select((row, d) => Larger(row, other.DomainMin[d]))],
        DomainMax = [.. DomainMax.Select((row, d) => Smaller(row, other.DomainMax[d]))],
        DomainCellMin = Larger(DomainCellMin, other.DomainCellMin),
        DomainCellMax = Smaller(DomainCellMax, other.DomainCellMax),
        CellMin = Larger(CellMin, other.CellMin),
        CellMax = Smaller(CellMax, other.CellMax),
    };

    private static int[] Larger(int[] a, int[] b) => [.. a.Select((x, i) => Math.Max(x, b[i]))];

    private static int[] Smaller(int[] a, int[] b) => [.. a.Select((x, i) => Math.Min(x, b[i]))];
}
