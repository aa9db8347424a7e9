using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Sets;

/// <summary>
/// Lets the balance win over the spread where brokers fit into no best spread: as many partitions as give those brokers an average load are
/// to have one replica there, and the best spread that this allows.
/// </summary>
internal static class PreferredSpread
{
    /// <summary>The spreads with some partitions relaxed, and how many; the same spreads and 0 where every broker is usable.</summary>
    public static (PartitionSpreads Spreads, int Relaxed) Relax(CellGrid grid, PartitionSpreads best)
    {
        var unusable = UsableCells.Unusable(grid, best.Classes).Select(c => grid.DomainCellOf[c]).Distinct().Order().ToArray();
        if (unusable.Length == 0)
        {
            return (best, 0);
        }

        var total = best.Classes.Sum(k => (long)k.PartitionCount * k.ReplicationFactor);
        var classes = best.Classes.ToList();
        var classOf = (int[])best.ClassOf.Clone();
        var relaxed = 0;
        foreach (var domainCell in unusable)
        {
            var brokers = Enumerable.Range(0, grid.Count).Where(c => grid.DomainCellOf[c] == domainCell && grid.Accepts[c]).Sum(grid.Size);
            var quota = total * brokers / grid.Problem.BrokerCount;
            var candidates = Candidates(grid, best, classOf, domainCell);
            foreach (var group in candidates.Take((int)Math.Min(quota, int.MaxValue)).GroupBy(p => best.ClassOf[p]).OrderBy(g => g.Key))
            {
                var members = group.ToArray();
                if (SpreadSolver.Solve(grid, best.Classes[group.Key].Kind.WithMustUse(domainCell), members.Length) is not { } spread)
                {
                    continue;
                }

                classes.Add(spread);
                foreach (var p in members)
                {
                    classOf[p] = classes.Count - 1;
                }

                relaxed += members.Length;
            }
        }

        for (var k = 0; k < best.Classes.Length; k++)
        {
            classes[k] = classes[k].WithCount(classOf.Count(x => x == k));
        }

        return (new(classes.ToArray(), classOf), relaxed);
    }

    /// <summary>
    /// Partitions still on the best spread: those that hold a replica in the cell first, then those that need a move anyway, then by index.
    /// </summary>
    private static IEnumerable<int> Candidates(CellGrid grid, PartitionSpreads best, int[] classOf, int domainCell)
    {
        var problem = grid.Problem;
        var pricer = new ReplicaSetPricer(grid, problem.Present);
        var ranked = new List<(int Rank, int Partition)>();
        for (var p = 0; p < classOf.Length; p++)
        {
            // A lowered list keeps a replica that was in sync, wherever that is.
            if (classOf[p] < 0 || classOf[p] != best.ClassOf[p] || problem.IsLowered(p))
            {
                continue;
            }

            var holds = false;
            foreach (var b in problem.PresentOf(p))
            {
                holds |= b >= 0 && grid.DomainCellOf[grid.CellOf[b]] == domainCell;
            }

            ranked.Add((holds ? 0 : pricer.IsBest(problem.PresentOf(p), best.Of(p)) ? 2 : 1, p));
        }

        ranked.Sort();
        return ranked.Select(x => x.Partition);
    }
}
