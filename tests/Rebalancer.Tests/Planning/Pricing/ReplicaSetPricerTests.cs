using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Pricing;

/// <summary>The cheapest set against every choice of kept replicas and arrival cells, at random prices.</summary>
public sealed class ReplicaSetPricerTests
{
    public static TheoryData<int, int, int[]> Shapes => new() { { 7, 3, [3, 3] }, { 8, 4, [2, 3] }, { 6, 3, [4] }, { 8, 2, [2, 2, 2] } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Solve_RandomPrices_FindsTheCheapestSet(int brokers, int replicationFactor, int[] domainCounts)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var model = RandomProblem.Create(seed, brokers, 6, replicationFactor, domainCounts, skew: seed % 3);
            var grid = CellGrid.Of(model);
            var random = new DeterministicRandom((ulong)seed);
            var pricer = new ReplicaSetPricer(grid, model.Present);
            for (var c = 0; c < grid.Count; c++)
            {
                pricer.ArrivalPrice[c] = random.Between(-20, 100);
            }

            pricer.SortCells();
            for (var p = 0; p < model.PartitionCount; p++)
            {
                var r = model.Width(p);
                var keep = Enumerable.Range(0, r).Select(_ => (long)random.Between(-50, 90)).ToArray();
                var spread = SpreadSolver.Solve(grid, new SetKind { ReplicationFactor = r }, 1).ShouldNotBeNull();

                pricer.Solve(model.Offsets[p], r, spread, new(r), keep);

                pricer.BestPrice.ShouldBe(
                    CheapestByEnumeration(model, grid, spread, p, keep, pricer.ArrivalPrice), $"seed {seed}, partition {p}");
            }
        }
    }

    private static long CheapestByEnumeration(PlanningProblem model, CellGrid grid, SpreadClass spread, int p, long[] keep, long[] arrival)
    {
        var best = long.MaxValue;
        var slots = model.Present[model.Offsets[p]..model.Offsets[p + 1]];
        for (var kept = 0; kept < 1 << slots.Length; kept++)
        {
            var keptSlots = Enumerable.Range(0, slots.Length).Where(i => (kept >> i & 1) != 0).ToArray();
            if (keptSlots.Any(i => slots[i] < 0))
            {
                continue;
            }

            var price = keptSlots.Sum(i => keep[i]);
            foreach (var cells in Multisets(grid.Count, slots.Length - keptSlots.Length, 0))
            {
                var all = cells.Concat(keptSlots.Select(i => grid.CellOf[slots[i]])).ToArray();
                if (IsBest(model, grid, spread, all))
                {
                    best = Math.Min(best, price + cells.Sum(c => arrival[c]));
                }
            }
        }

        return best;
    }

    private static bool IsBest(PlanningProblem model, CellGrid grid, SpreadClass spread, int[] cells)
    {
        if (cells.GroupBy(c => c).Any(g => g.Count() > grid.Size(g.Key)))
        {
            return false;
        }

        var cost = SpreadCost.Empty(cells.Length, model.DomainCounts);
        for (var d = 0; d < model.DimensionCount; d++)
        {
            cost += cells.GroupBy(c => grid.DomainOf[d][c]).Sum(g => SpreadCost.Of(g.Count(), cells.Length, model.DomainCounts[d]));
        }

        return cost == spread.BestCost;
    }

    private static IEnumerable<int[]> Multisets(int cells, int size, int from)
    {
        if (size == 0)
        {
            yield return [];
            yield break;
        }

        for (var c = from; c < cells; c++)
        {
            foreach (var rest in Multisets(cells, size - 1, c))
            {
                yield return [c, .. rest];
            }
        }
    }
}
