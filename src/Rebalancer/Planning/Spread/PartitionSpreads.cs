using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>Which spread each movable partition is to have.</summary>
/// <param name="Classes">The classes: mostly one a replication factor.</param>
/// <param name="ClassOf">The class of each partition; -1 where it may not move.</param>
internal sealed record PartitionSpreads(SpreadClass[] Classes, int[] ClassOf)
{
    /// <summary>The spread of one movable partition.</summary>
    public SpreadClass Of(int partition) => Classes[ClassOf[partition]];

    /// <summary>No spread for any partition: no replica is to move.</summary>
    public static PartitionSpreads None(PlanningProblem problem)
    {
        var classOf = new int[problem.PartitionCount];
        Array.Fill(classOf, -1);
        return new([], classOf);
    }

    /// <summary>
    /// The best reachable spread of every movable partition. Where cordoned brokers open no better spread to anybody, all partitions of a
    /// replication factor are one class, however many brokers are cordoned; elsewhere those that hold cordoned brokers in the same domain
    /// cells are.
    /// </summary>
    public static PartitionSpreads Best(CellGrid grid)
    {
        var problem = grid.Problem;
        var classOf = None(problem).ClassOf;
        var members = new SortedDictionary<string, (SetKind Kind, List<int> Partitions)>(StringComparer.Ordinal);
        var plain = new List<int>?[MostWanted(problem) + 1];
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p])
            {
                continue;
            }

            if (problem.IsPlain(p))
            {
                (plain[problem.Wanted[p]] ??= new(problem.PartitionCount - p)).Add(p);
                continue;
            }

            var exact = SetKind.Of(grid, p);
            var kind = exact.WithCordoned(exact.CordonedIn);
            if (!members.TryGetValue(kind.Key, out var same))
            {
                members[kind.Key] = same = (kind, []);
            }

            same.Partitions.Add(p);
        }

        for (var r = 0; r < plain.Length; r++)
        {
            if (plain[r] is { } partitions)
            {
                var kind = new SetKind { ReplicationFactor = r };
                members[kind.Key] = (kind, partitions);
            }
        }

        var classes = new List<SpreadClass>();
        foreach (var (kind, partitions) in MergeWhereCordonedOpenNothing(grid, members.Values))
        {
            var solved = SpreadSolver.Solve(grid, kind, partitions.Count)
                ?? throw new InvalidOperationException($"No set of brokers holds {kind.ReplicationFactor} replicas ({kind.Key}).");
            partitions.ForEach(p => classOf[p] = classes.Count);
            classes.Add(solved);
        }

        return new([.. classes], classOf);
    }

    private static int MostWanted(PlanningProblem problem)
    {
        var most = 0;
        foreach (var wanted in problem.Wanted)
        {
            most = Math.Max(most, wanted);
        }

        return most;
    }

    /// <summary>The same spreads over other cells.</summary>
    public PartitionSpreads On(CellGrid grid) => this with { Classes = [.. Classes.Select(k => On(grid, k))] };

    // A class need not be the best of its kind.
    private static SpreadClass On(CellGrid grid, SpreadClass spread)
    {
        var best = SpreadSolver.Solve(grid, spread.Kind, spread.PartitionCount)!;
        return spread.BestCost > best.BestCost ? best.OfCost(spread.MissingDomains, spread.BestCost) : best;
    }

    private static IEnumerable<(SetKind Kind, List<int> Partitions)> MergeWhereCordonedOpenNothing(
        CellGrid grid, IEnumerable<(SetKind Kind, List<int> Partitions)> groups)
    {
        foreach (var alike in groups.GroupBy(g => g.Kind.WithCordoned(null).Key).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var all = alike.First().Kind.WithCordoned(null);
            if (alike.Count() > 1
                && SpreadSolver.Solve(grid, all.WithCordoned([]), 0) is { } open
                && SpreadSolver.Solve(grid, all, 0)!.BestCost == open.BestCost)
            {
                List<int> partitions = [.. alike.SelectMany(g => g.Partitions)];
                partitions.Sort();
                yield return (all, partitions);
                continue;
            }

            foreach (var group in alike)
            {
                yield return group;
            }
        }
    }
}
