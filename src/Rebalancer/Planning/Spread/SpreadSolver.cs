using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>Finds the best reachable spread of a kind of replica sets and the bounds that every best set keeps.</summary>
internal static class SpreadSolver
{
    /// <summary>The class of a kind; null where no set of the kind exists.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="kind">Which sets are meant.</param>
    /// <param name="partitionCount">How many partitions are of the class.</param>
    public static SpreadClass? Solve(CellGrid grid, SetKind kind, int partitionCount) => Solve(grid, kind, partitionCount, null)?.Class;

    /// <summary>
    /// The sets that are cheapest at the given cell prices among those of best spread, and what one of them costs. With three and more rack
    /// dimensions, where a set is no flow, the bounds are the cells' sizes, and the price is that of the cheapest places whatever the
    /// spread: not above the truth.
    /// </summary>
    /// <param name="grid">The cells.</param>
    /// <param name="kind">Which sets are meant.</param>
    /// <param name="partitionCount">How many partitions are of the class.</param>
    /// <param name="cellPrice">
    /// The price of a replica in each cell, up to <see cref="SetNetwork.MaxPrice"/> either way; null for none.
    /// </param>
    public static (SpreadClass Class, long Price)? Solve(CellGrid grid, SetKind kind, int partitionCount, long[]? cellPrice)
    {
        if (grid.Problem.DimensionCount > 2)
        {
            return SpreadIntegerOptimum.Solve(grid, kind) is var (cost, missing)
                ? (SizeBounds(grid, kind, partitionCount, cost, missing), CheapestPlaces(grid, kind, cellPrice))
                : null;
        }

        var network = new SetNetwork(grid, kind, cellPrice);
        return network.Solve() ? (network.Class(partitionCount), network.Price) : null;
    }

    private static long CheapestPlaces(CellGrid grid, SetKind kind, long[]? cellPrice)
    {
        long price = 0;
        var left = kind.ReplicationFactor;
        foreach (var c in Enumerable.Range(0, cellPrice is null ? 0 : grid.Count).OrderBy(c => cellPrice![c]))
        {
            var taken = Math.Min(left, kind.Capacity(grid, c));
            price += cellPrice![c] * taken;
            left -= taken;
        }

        return price;
    }

    private static SpreadClass SizeBounds(CellGrid grid, SetKind kind, int partitionCount, long cost, int missing)
    {
        var cells = Enumerable.Range(0, grid.Count).ToArray();
        var cellsOf = cells.ToLookup(c => grid.DomainCellOf[c]);
        var domainCells = Enumerable.Range(0, grid.DomainCellCount).ToArray();

        return new()
        {
            Grid = grid,
            Kind = kind,
            PartitionCount = partitionCount,
            DomainMin = [.. grid.Problem.DomainCounts.Select(n => new int[n])],
            DomainMax = [.. grid.Problem.DomainCounts.Select(n => Enumerable.Repeat(kind.ReplicationFactor, n).ToArray())],
            DomainCellMin = [.. domainCells.Select(x => Math.Max(kind.ExcludedCount(x), x == kind.MustUse ? 1 : 0))],
            DomainCellMax = [.. domainCells.Select(x => kind.DomainCellCapacity(grid, x, [.. cellsOf[x]]))],
            CellMin = new int[grid.Count],
            CellMax = [.. cells.Select(c => kind.Capacity(grid, c))],
            MissingDomains = missing,
            BestCost = cost,
            ExactCost = true,
        };
    }
}
