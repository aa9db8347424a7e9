using System.Numerics;
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

                var slots = model.Present[model.Offsets[p]..model.Offsets[p + 1]];
                pricer.BestPrice.ShouldBe(
                    CheapestByEnumeration(grid, spread, slots, new(r), keep, pricer.ArrivalPrice), $"seed {seed}, partition {p}");
            }
        }
    }

    /// <summary>
    /// Lists that are made shorter: some replicas must stay, or one of some. Above six replicas the set is found as a flow.
    /// </summary>
    [Theory]
    [InlineData(8, 5, 3, new[] { 3, 3 })]
    [InlineData(8, 6, 2, new[] { 2, 3 })]
    [InlineData(9, 7, 3, new[] { 3, 3 })]
    [InlineData(9, 8, 2, new[] { 4 })]
    [InlineData(9, 7, 4, new[] { 2, 3 })]
    [InlineData(8, 7, 3, new int[0])]
    public void Solve_LoweredListWithRules_FindsTheCheapestSetThatKeepsThem(int brokers, int width, int wanted, int[] domainCounts)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new DeterministicRandom((ulong)seed);
            var grid = CellGrid.Of(RandomProblem.Create(seed, brokers, 1, 1, domainCounts, pinned: false));
            var slots = random.Pick<int>([.. Enumerable.Range(0, brokers)], width);
            slots[random.Next(width)] = random.Chance(30) ? PlanningProblem.None : slots[0];
            slots = [.. slots.Distinct(), .. Enumerable.Repeat(PlanningProblem.None, width - slots.Distinct().Count())];
            var live = Enumerable.Range(0, width).Where(i => slots[i] >= 0).ToArray();
            var rules = new SlotRules(
                wanted,
                random.Chance(30) ? 1 << live[random.Next(live.Length)] : 0,
                random.Chance(80) ? live.Where(_ => random.Chance(30)).Sum(i => 1 << i) : 0);
            var pricer = new ReplicaSetPricer(grid, slots);
            for (var c = 0; c < grid.Count; c++)
            {
                pricer.ArrivalPrice[c] = random.Between(-20, 60);
            }

            pricer.SortCells();
            var keep = slots.Select(_ => (long)random.Between(-30, 90)).ToArray();
            var spread = SpreadSolver.Solve(grid, new SetKind { ReplicationFactor = wanted }, 1).ShouldNotBeNull();

            pricer.Solve(0, width, spread, rules, keep);

            pricer.BestPrice.ShouldBe(
                CheapestByEnumeration(grid, spread, slots, rules, keep, pricer.ArrivalPrice), $"seed {seed}, {rules}");
            if (pricer.BestArrivalCount >= 0)
            {
                (pricer.BestKept & rules.Forced).ShouldBe(rules.Forced, $"seed {seed}");
                (rules.OneOf == 0 || (pricer.BestKept & rules.OneOf) != 0).ShouldBeTrue($"seed {seed}");
                (BitOperations.PopCount((uint)pricer.BestKept) + pricer.BestArrivalCount).ShouldBe(wanted, $"seed {seed}");
            }
        }
    }

    /// <summary>With three dimensions a set is no flow, and the search of a long list ends at its limit: then nothing is proven.</summary>
    [Theory]
    [InlineData(12, true)]
    [InlineData(4, false)]
    public void Solve_ThreeDimensions_SaysWhetherTheSearchWasCut(int width, bool isCut)
    {
        var grid = CellGrid.Of(RandomProblem.Create(1, 24, 1, 1, [4, 4, 4], pinned: false));
        var spread = SpreadSolver.Solve(grid, new SetKind { ReplicationFactor = width }, 1).ShouldNotBeNull();
        var pricer = new ReplicaSetPricer(grid, [.. Enumerable.Range(0, width)]);
        pricer.SortCells();

        pricer.Solve(0, width, spread, new(width), new long[width]);

        pricer.WasCut.ShouldBe(isCut);
    }

    private static long CheapestByEnumeration(
        CellGrid grid, SpreadClass spread, int[] slots, SlotRules rules, long[] keep, long[] arrival)
    {
        var best = long.MaxValue;
        for (var kept = 0; kept < 1 << slots.Length; kept++)
        {
            var keptSlots = Enumerable.Range(0, slots.Length).Where(i => (kept >> i & 1) != 0).ToArray();
            if (keptSlots.Any(i => slots[i] < 0) || keptSlots.Length > rules.Wanted
                || (kept & rules.Forced) != rules.Forced || (rules.OneOf != 0 && (kept & rules.OneOf) == 0))
            {
                continue;
            }

            var price = keptSlots.Sum(i => keep[i]);
            foreach (var cells in Multisets(grid.Count, rules.Wanted - keptSlots.Length, 0))
            {
                var all = cells.Concat(keptSlots.Select(i => grid.CellOf[slots[i]])).ToArray();
                if (IsBest(grid.Problem, grid, spread, all))
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
