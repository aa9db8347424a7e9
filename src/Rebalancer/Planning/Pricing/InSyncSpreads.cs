using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Pricing;

/// <summary>
/// Which spread a lowered list can have: it keeps a replica that was in sync, and for some partitions no set of the best spread of their
/// kind does.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class InSyncSpreads
{
    private readonly CellGrid _grid;
    private readonly ReplicaSetPricer _pricer;

    /// <param name="grid">The cells.</param>
    public InSyncSpreads(CellGrid grid)
    {
        _grid = grid;
        _pricer = new ReplicaSetPricer(grid, grid.Problem.Present);
        for (var c = 0; c < grid.Count; c++)
        {
            _pricer.ArrivalPrice[c] = grid.Accepts[c] ? Price.Move : Price.Forbidden;
        }

        _pricer.SortCells();
    }

    /// <summary>The same spreads, but for each lowered list for which its own leaves no set the best that it can have.</summary>
    public static PartitionSpreads Loosen(CellGrid grid, PartitionSpreads spreads)
    {
        var problem = grid.Problem;
        if (problem.InSync is null)
        {
            return spreads;
        }

        var within = new InSyncSpreads(grid);
        List<SpreadClass>? classes = null;
        var classOf = (int[])spreads.ClassOf.Clone();
        for (var p = 0; p < classOf.Length; p++)
        {
            if (classOf[p] >= 0 && problem.IsLowered(p) && !within.HasSet(p, spreads.Of(p))
                && within.Next(p, spreads.Of(p)) is { } next)
            {
                classes ??= [.. spreads.Classes];
                classOf[p] = classes.Count;
                classes.Add(next.WithCount(1));
            }
        }

        return classes is null ? spreads : new([.. classes], classOf);
    }

    /// <summary>Whether a partition has a set of a spread.</summary>
    public bool HasSet(int p, SpreadClass spread)
    {
        var width = _grid.Problem.Width(p);
        _pricer.Solve(_grid.Problem.Offsets[p], width, spread, SlotRules.Of(_grid.Problem, p), stackalloc long[width]);
        return _pricer.BestArrivalCount >= 0;
    }

    /// <summary>The best spread that a partition can have, if not the best of its kind; null where no set fits at all.</summary>
    /// <param name="p">The partition.</param>
    /// <param name="best">The best of its kind.</param>
    public SpreadClass? Next(int p, SpreadClass best)
    {
        var replicas = best.ReplicationFactor;
        var dimensions = _grid.Problem.DimensionCount;
        for (var missing = best.MissingDomains; missing <= replicas * dimensions; missing++)
        {
            for (var excess = 0; excess <= replicas * replicas * dimensions; excess++)
            {
                var cost = (SpreadCost.MissingDomain * missing) + excess;
                if (cost > best.BestCost && best.OfCost(missing, cost) is var spread && HasSet(p, spread))
                {
                    return spread;
                }
            }
        }

        return null;
    }
}
