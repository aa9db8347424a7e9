using System.Diagnostics.CodeAnalysis;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Planning.Spread;

/// <summary>
/// Which replica sets a partition may have at all: how many replicas, within which broker set, and beside which closed brokers it holds.
/// </summary>
/// <remarks>
/// Closed brokers take no new replicas: cordoned ones may keep what they have, excluded ones must. For the spread only their domain cells
/// matter. Immutable.
/// </remarks>
internal sealed class SetKind
{
    /// <summary>Any set within the cluster, until told otherwise.</summary>
    public SetKind()
    {
    }

    [SetsRequiredMembers]
    private SetKind(SetKind other)
    {
        ReplicationFactor = other.ReplicationFactor;
        BrokerSet = other.BrokerSet;
        CordonedIn = other.CordonedIn;
        ExcludedIn = other.ExcludedIn;
        ExactClosed = other.ExactClosed;
        MustUse = other.MustUse;
    }

    /// <summary>How many replicas.</summary>
    public required int ReplicationFactor { get; init; }

    /// <summary>The broker set it must stay within, or -1.</summary>
    public int BrokerSet { get; init; } = -1;

    /// <summary>
    /// The domain cells of the cordoned brokers that it holds, one entry per broker, ascending; null for all cordoned brokers of the
    /// cluster.
    /// </summary>
    public int[]? CordonedIn { get; init; } = [];

    /// <summary>
    /// The domain cells of the excluded brokers that it holds, one entry per broker, ascending: each of them is in the set.
    /// </summary>
    public int[] ExcludedIn { get; init; } = [];

    /// <summary>
    /// The closed brokers that it holds, where the kind is meant for just these; null where any others in the same domain cells will do.
    /// </summary>
    public int[]? ExactClosed { get; init; }

    /// <summary>A domain cell that the set must use, or -1.</summary>
    public int MustUse { get; init; } = -1;

    /// <summary>A text that is equal for equal kinds.</summary>
    public string Key =>
        $"{ReplicationFactor:D3}:{BrokerSet}:{MustUse}:{List(CordonedIn)}:{List(ExcludedIn)}:{List(ExactClosed)}";

    /// <summary>How many replicas a set of this kind can have in a cell.</summary>
    public int Capacity(CellGrid grid, int cell)
    {
        var broker = grid.BrokersOf(cell)[0];
        var excluded = IsExcluded(grid, cell);
        if (BrokerSet >= 0 && !excluded && !grid.Problem.BrokerSets[BrokerSet][broker])
        {
            return 0;
        }

        if (grid.Accepts[cell])
        {
            return Math.Min(ReplicationFactor, grid.Size(cell));
        }

        if (ExactClosed is not null)
        {
            return ExactClosed.Contains(broker) ? 1 : 0;
        }

        return (excluded ? ExcludedIn : CordonedIn)?.Contains(grid.DomainCellOf[cell]) ?? true ? 1 : 0;
    }

    /// <summary>How many replicas a set of this kind can have in a domain cell that consists of <paramref name="cells"/>.</summary>
    public int DomainCellCapacity(CellGrid grid, int domainCell, IReadOnlyList<int> cells)
    {
        var open = cells.Where(c => grid.Accepts[c]).Sum(c => Capacity(grid, c));
        var cordoned = CordonedIn?.Count(x => x == domainCell) ?? cells.Count(c => !grid.Accepts[c] && !IsExcluded(grid, c));
        return Math.Min(ReplicationFactor, open + cordoned + ExcludedCount(domainCell));
    }

    /// <summary>How many excluded brokers of a domain cell are in the set.</summary>
    public int ExcludedCount(int domainCell) => ExcludedIn.Count(x => x == domainCell);

    /// <summary>Whether a cell is an excluded broker.</summary>
    public static bool IsExcluded(CellGrid grid, int cell) => grid.Problem.Roles[grid.BrokersOf(cell)[0]].Keeping == Keeping.Must;

    /// <summary>The kind of one partition, with the closed brokers that it holds.</summary>
    public static SetKind Of(CellGrid grid, int partition)
    {
        var problem = grid.Problem;
        var closed = new List<int>();
        foreach (var b in problem.PresentOf(partition))
        {
            if (b >= 0 && !problem.Roles[b].MayReceive && problem.MayKeep(partition, b))
            {
                closed.Add(b);
            }
        }

        closed.Sort();
        return new()
        {
            ReplicationFactor = problem.Wanted[partition],
            BrokerSet = problem.BrokerSetOf?[partition] ?? -1,
            CordonedIn = DomainCells(grid, closed, excluded: false),
            ExcludedIn = DomainCells(grid, closed, excluded: true),
            ExactClosed = [.. closed],
        };
    }

    /// <summary>The same kind with other cordoned brokers, and for any closed brokers in the same domain cells.</summary>
    public SetKind WithCordoned(int[]? domainCells) => new(this) { CordonedIn = domainCells, ExactClosed = null };

    /// <summary>The same kind for other closed brokers in the same domain cells.</summary>
    public SetKind WithExactClosed(int[] closed) => new(this) { ExactClosed = closed };

    /// <summary>The same kind with another replication factor.</summary>
    public SetKind WithReplicationFactor(int replicationFactor) => new(this) { ReplicationFactor = replicationFactor };

    /// <summary>The same kind that must use a domain cell.</summary>
    public SetKind WithMustUse(int domainCell) => new(this) { MustUse = domainCell };

    private static int[] DomainCells(CellGrid grid, List<int> closed, bool excluded) =>
        [.. closed.Where(b => (grid.Problem.Roles[b].Keeping == Keeping.Must) == excluded)
            .Select(b => grid.DomainCellOf[grid.CellOf[b]]).Order()];

    private static string List(int[]? values) => values is null ? "*" : string.Join(',', values);
}
