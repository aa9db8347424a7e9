using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

public sealed class ReachableSpreadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void For_RandomDomains_EqualsEnumerationOfBrokerSets(int dimensions)
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var brokers = 1 + random.Next(7);
            var domains = Enumerable.Range(0, dimensions).Select(_ => Dense(brokers, 1 + random.Next(4), random)).ToArray();
            var counts = domains.Select(d => d.Max() + 1).ToArray();
            var reachable = new ReachableSpread(domains, counts, brokers);
            for (var factor = 1; factor <= brokers; factor++)
            {
                var best = reachable.For(factor);

                var missing = counts.Select((count, d) => Math.Min(factor, count) - best.Distinct[d]).Sum();
                ((ReachableSpread.MissingWeight * missing) + best.Excess).ShouldBe(
                    Enumerate(domains, counts, brokers, factor), $"seed {seed}, factor {factor}");
                best.Reachable.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void For_TwoDimensions_SearchAndFlowAgree()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var brokers = 4 + random.Next(16);
            var domains = new[] { Dense(brokers, 2 + random.Next(4), random), Dense(brokers, 2 + random.Next(5), random) };
            var counts = domains.Select(d => d.Max() + 1).ToArray();
            SpreadCell[] cells = [.. Enumerable.Range(0, brokers)
                .GroupBy(b => (domains[0][b], domains[1][b])).Select(g => new SpreadCell([g.Key.Item1, g.Key.Item2], g.Count()))];
            var factor = 1 + random.Next(Math.Min(5, brokers));

            var flow = SpreadFlow.Solve(cells, counts, factor);
            var search = new SpreadSearch(cells, counts, factor).Run();

            Cost(cells, counts, factor, flow).ShouldBe(Cost(cells, counts, factor, search), $"seed {seed}");
        }
    }

    [Fact]
    public void For_MoreReplicasThanBrokers_IsNotReachable()
    {
        new ReachableSpread([[0, 1]], [2], 2).For(3).Reachable.ShouldBeFalse();
    }

    [Fact]
    public void For_BestSpreadsThatFavourDifferentDimensions_FavoursTheFirst()
    {
        // Three brokers at (0,0), (0,1), (1,0) give two of each; without the diagonal, (0,0), (1,0) or (0,0), (0,1) miss one domain either
        // way.
        new ReachableSpread([[0, 0, 1], [0, 1, 0]], [2, 2], 3).For(2).Distinct.ShouldBe([2, 2]);
        new ReachableSpread([[0, 0, 0, 1], [0, 1, 2, 0]], [2, 3], 4).For(3).Distinct.ShouldBe([2, 3]);
        new ReachableSpread([[0, 0, 1, 2], [0, 1, 2, 2]], [3, 3], 4).For(3).Distinct.ShouldBe([3, 2]);
    }

    private static int Cost(SpreadCell[] cells, int[] counts, int factor, int[] taken)
    {
        var brokers = cells.SelectMany((cell, c) => Enumerable.Repeat(cell.Domains, taken[c])).ToArray();
        brokers.Length.ShouldBe(factor);
        return SetCost([.. counts.Select((_, d) => brokers.Select(b => b[d]).ToArray())], counts, [.. Enumerable.Range(0, factor)]);
    }

    private static int Enumerate(int[][] domains, int[] counts, int brokers, int factor)
    {
        var best = int.MaxValue;
        for (var set = 0; set < 1 << brokers; set++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)set) == factor)
            {
                best = Math.Min(best, SetCost(domains, counts, [.. Enumerable.Range(0, brokers).Where(b => (set >> b & 1) == 1)]));
            }
        }

        return best;
    }

    private static int SetCost(int[][] domains, int[] counts, int[] set) =>
        counts.Select((count, d) =>
        {
            var sizes = set.GroupBy(b => domains[d][b]).Select(g => g.Count()).ToArray();
            var even = (set.Length + count - 1) / count;
            return (1000 * (Math.Min(set.Length, count) - sizes.Length))
                + (set.Length > count ? sizes.Sum(n => Enumerable.Range(1, n).Sum(k => Math.Max(0, k - even))) : 0);
        }).Sum();

    private static int[] Dense(int brokers, int count, Random random)
    {
        var values = Enumerable.Range(0, brokers).Select(_ => random.Next(count)).ToArray();
        var index = values.Distinct().Order().ToList();
        return [.. values.Select(v => index.IndexOf(v))];
    }
}
