using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>Which spread each movable partition is to have.</summary>
/// <param name="Classes">The classes: one a replication factor, and more where some partitions are to use brokers that no best spread can use.</param>
/// <param name="ClassOf">The class of each partition; -1 where it may not move.</param>
internal sealed record PartitionSpreads(SpreadClass[] Classes, int[] ClassOf)
{
    public SpreadClass Of(int partition) => Classes[ClassOf[partition]];

    /// <summary>No spread for any partition: no replica is to move.</summary>
    public static PartitionSpreads None(PlanningProblem model)
    {
        var classOf = new int[model.PartitionCount];
        Array.Fill(classOf, -1);
        return new([], classOf);
    }

    /// <summary>
    /// The best reachable spread for every movable partition. Brokers that take nothing new count only for the partitions that have a replica there, which
    /// then form classes of their own.
    /// </summary>
    public static PartitionSpreads Best(CellGrid grid)
    {
        var model = grid.Model;
        var closed = model.AcceptsNew.Contains(false);
        var accepting = new int[grid.Count];
        for (var b = 0; b < model.BrokerCount; b++)
        {
            accepting[grid.CellOf[b]] += model.AcceptsNew[b] ? 1 : 0;
        }

        var members = new SortedDictionary<string, (int ReplicationFactor, int[] Held, List<int> Partitions)>(StringComparer.Ordinal);
        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (!model.Movable[p])
            {
                continue;
            }

            var held = closed ? HeldClosedBrokers(model, p) : [];
            var key = $"{model.ReplicationFactor(p):D3}{string.Concat(held.Select(b => $":{b}"))}";
            if (!members.TryGetValue(key, out var group))
            {
                members[key] = group = (model.ReplicationFactor(p), held, []);
            }

            group.Partitions.Add(p);
        }

        var classOf = None(model).ClassOf;
        var classes = new List<SpreadClass>();
        foreach (var (replicationFactor, held, partitions) in members.Values)
        {
            partitions.ForEach(p => classOf[p] = classes.Count);
            classes.Add(SpreadSolver.Solve(grid, replicationFactor, partitions.Count, capacity: Capacity(grid, accepting, held), heldClosedBrokers: held));
        }

        return new([.. classes], classOf);
    }

    private static int[] HeldClosedBrokers(PlanningProblem model, int p)
    {
        var held = model.Replicas.AsSpan(model.Offsets[p], model.ReplicationFactor(p)).ToArray();
        return [.. held.Where(b => b >= 0 && !model.AcceptsNew[b]).Order()];
    }

    /// <summary>How many replicas each cell can take: its accepting brokers, and those that the partitions hold already.</summary>
    private static int[] Capacity(CellGrid grid, int[] accepting, int[] held)
    {
        var capacity = (int[])accepting.Clone();
        foreach (var b in held)
        {
            capacity[grid.CellOf[b]]++;
        }

        return capacity;
    }
}
