using Rebalancer.Planning.Model;

namespace Rebalancer.Planning.Spread;

/// <summary>Which spread each movable partition is to have.</summary>
/// <param name="Classes">The classes: one a replication factor, and more where some partitions are to use brokers that no best spread can use.</param>
/// <param name="ClassOf">The class of each partition; -1 where it may not move.</param>
internal sealed record PartitionSpreads(SpreadClass[] Classes, int[] ClassOf)
{
    public SpreadClass Of(int partition) => Classes[ClassOf[partition]];

    /// <summary>The best reachable spread for every movable partition.</summary>
    public static PartitionSpreads Best(CellGrid grid)
    {
        var classes = SpreadSolver.Solve(grid);
        var index = classes.Select((k, i) => (k.ReplicationFactor, i)).ToDictionary(x => x.ReplicationFactor, x => x.i);
        var model = grid.Model;
        var classOf = new int[model.PartitionCount];
        for (var p = 0; p < classOf.Length; p++)
        {
            classOf[p] = model.Movable[p] ? index[model.ReplicationFactor(p)] : -1;
        }

        return new(classes, classOf);
    }
}
