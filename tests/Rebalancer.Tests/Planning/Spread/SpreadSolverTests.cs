using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Spread;

/// <summary>The best spread and its bounds against all sets of brokers of random small clusters, with missing and uneven cells.</summary>
public sealed class SpreadSolverTests
{
    public static TheoryData<int, int[]> Grids => new()
    {
        { 6, [] }, { 6, [2] }, { 7, [4] }, { 6, [3, 2] }, { 8, [3, 3] }, { 9, [3, 4] }, { 9, [2, 5] }, { 8, [2, 2, 3] },
    };

    [Theory]
    [MemberData(nameof(Grids))]
    public void Solve_AnyReplicationFactor_EqualsBruteForceAndItsBoundsDecide(int brokers, int[] domainCounts)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var model = RandomProblem.Create(seed, brokers, 2, 3, domainCounts);
            var grid = CellGrid.Of(model);
            var pricer = new ReplicaSetPricer(grid, model.Present);
            for (var r = 1; r <= Math.Min(5, brokers); r++)
            {
                var spread = SpreadSolver.Solve(grid, new SetKind { ReplicationFactor = r }, 1).ShouldNotBeNull();
                var sets = Sets(brokers, r).ToArray();
                var costs = sets.Select(s => Cost(model, s)).ToArray();

                spread.BestCost.ShouldBe(costs.Min(), $"seed {seed}, replication factor {r}");
                for (var i = 0; i < sets.Length; i++)
                {
                    pricer.IsBest(sets[i], spread).ShouldBe(costs[i] == costs.Min(), $"seed {seed}, set {string.Join(',', sets[i])}");
                }
            }
        }
    }

    private static long Cost(PlanningProblem model, int[] set)
    {
        var cost = SpreadCost.Empty(set.Length, model.DomainCounts);
        for (var d = 0; d < model.DimensionCount; d++)
        {
            cost += set.GroupBy(b => model.Domains[d][b]).Sum(g => SpreadCost.Of(g.Count(), set.Length, model.DomainCounts[d]));
        }

        return cost;
    }

    private static IEnumerable<int[]> Sets(int brokers, int size) =>
        Enumerable.Range(0, 1 << brokers).Where(mask => int.PopCount(mask) == size)
            .Select(mask => Enumerable.Range(0, brokers).Where(b => (mask >> b & 1) != 0).ToArray());
}
