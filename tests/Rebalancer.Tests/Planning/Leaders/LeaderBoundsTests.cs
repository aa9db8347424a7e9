using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets;
using Rebalancer.Planning.Spread;
using Rebalancer.TestKit.Planning;
using Rebalancer.TestKit.Planning.Oracle;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Leaders;

/// <summary>
/// The bounds on leaders against every plan of a tiny cluster: of all plans as good in spread, balance and moves, whatever their sets, none
/// is below.
/// </summary>
public sealed class LeaderBoundsTests
{
    private static SearchBudget Unlimited => SearchBudget.Unlimited(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(3, 4, 3)]
    [InlineData(4, 4, 3)]
    [InlineData(4, 4, 4)]
    [InlineData(4, 5, 2)]
    [InlineData(5, 4, 3)]
    [InlineData(4, 4, 3, 2)]
    [InlineData(5, 4, 3, 3)]
    [InlineData(6, 4, 3, 3, 2)]
    [InlineData(6, 3, 3, 2, 2, 3)]
    public void Bounds_OfSetsAsGoodAsTheBest_NeverAboveTheJointOptimum(
        int brokers, int partitions, int maxReplicationFactor, params int[] domains)
    {
        var (asked, tight) = (0, 0);
        for (var seed = 0; seed < OracleCases.AtMost(250); seed++)
        {
            var problem = RandomProblem.Create(seed, brokers, partitions, maxReplicationFactor, domains, skew: seed % 3);
            var grid = CellGrid.Of(problem);
            var optimum = ProblemOracle.Solve(problem);
            foreach (var isExact in (bool[])[false, true])
            {
                var sets = BalancePlacement.Solve(grid, PartitionSpreads.Best(grid), new(isExact, Anew: false), Unlimited);
                if (sets.SumOfSquares == optimum.ReplicaSumOfSquares && sets.Moves == optimum.Moves)
                {
                    tight += Check(sets, optimum, $"seed {seed}, exact {isExact}") ? 1 : 0;
                    asked++;
                }
            }
        }

        asked.ShouldBeGreaterThan(OracleCases.AtMost(250) * 4 / 5);
        tight.ShouldBeGreaterThan(asked / 3);
    }

    [Theory]
    [InlineData(4, 4, 3)]
    [InlineData(4, 5, 2)]
    [InlineData(5, 4, 3)]
    [InlineData(5, 5, 3, 3)]
    [InlineData(6, 5, 3, 2)]
    [InlineData(6, 5, 3, 3, 2)]
    [InlineData(7, 5, 3, 2, 2)]
    public void Improve_ByColumnGeneration_BoundsTheJointOptimumAndKeepsTheSetsAsGood(
        int brokers, int partitions, int maxReplicationFactor, params int[] domains)
    {
        var (asked, tight) = (0, 0);
        for (var seed = 1000; seed < 1000 + OracleCases.AtMost(150); seed++)
        {
            var problem = RandomProblem.Create(seed, brokers, partitions, maxReplicationFactor, domains, skew: seed % 3);
            var grid = CellGrid.Of(problem);
            var sets = BalancePlacement.Solve(grid, PartitionSpreads.Best(grid), new(Exact: true, Anew: false), Unlimited);
            var optimum = ProblemOracle.Solve(problem);
            if (!sets.Proven || sets.Cells is null)
            {
                continue;
            }

            var bounds = new LeaderBounds(sets.Placement, sets.Proofs, 0, isPartial: false, Unlimited);
            var improved = LeaderKeeping.Improve(sets, LeaderAssignment.Solve(sets.Placement, Unlimited), bounds, Unlimited);

            improved.Placement.SumOfSquares().ShouldBe(optimum.ReplicaSumOfSquares, $"seed {seed}");
            improved.Placement.Moves().ShouldBe(optimum.Moves, $"seed {seed}");
            tight += Check(improved, optimum, $"seed {seed}") ? 1 : 0;
            asked++;
        }

        asked.ShouldBeGreaterThan(OracleCases.AtMost(150) / 3);
        tight.ShouldBeGreaterThan(asked / 2);
    }

    [Theory]
    [InlineData(4, 4, 3)]
    [InlineData(5, 4, 3, 3)]
    [InlineData(6, 4, 3, 3, 2)]
    public void Bounds_OfRepairs_NeverAboveTheJointOptimum(int brokers, int partitions, int maxReplicationFactor, params int[] domains)
    {
        for (var seed = 0; seed < OracleCases.AtMost(150); seed++)
        {
            var cluster = RandomProblem.Create(seed, brokers, partitions, maxReplicationFactor, domains, skew: seed % 3);
            var spreads = PartitionSpreads.Best(CellGrid.Of(cluster));
            var problem = cluster.WithMovable(RepairPlacement.Broken(CellGrid.Of(cluster), spreads));
            var optimum = ProblemOracle.Solve(problem, OracleOrder.Repair);
            var grid = CellGrid.Of(problem);
            var sets = RepairPlacement.Solve(grid, PartitionSpreads.Best(grid), Unlimited);
            if (sets.SumOfSquares == optimum.ReplicaSumOfSquares && sets.Moves == optimum.Moves)
            {
                Check(sets, optimum, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Changes_LessEvenLeaders_AskForFewer()
    {
        // Brokers 0 and 1 lead two each and broker 2 none: one must give a leader away to be even, none to stay as they are.
        var problem = Problems.Of(3, [[0, 1], [0, 2], [1, 2], [1, 2]]);
        var placement = Placement.From(problem, [0, 1, 0, 2, 1, 2, 1, 2]);

        var bounds = new LeaderBounds(placement, [], 0, isPartial: false, Unlimited);

        bounds.SumOfSquares.ShouldBe(6);
        bounds.Changes(6).ShouldBe(1);
        bounds.Changes(8).ShouldBe(0);
    }

    private static bool Check(PlacementResult sets, OracleOptimum optimum, string where)
    {
        var bounds = new LeaderBounds(sets.Placement, sets.Proofs, sets.LeaderChangesLowerBound, isPartial: false, Unlimited);

        bounds.SumOfSquares.ShouldBeLessThanOrEqualTo(optimum.LeaderSumOfSquares, where);
        bounds.Changes(optimum.LeaderSumOfSquares).ShouldBeLessThanOrEqualTo(optimum.LeaderChanges, where);
        return bounds.SumOfSquares == optimum.LeaderSumOfSquares && bounds.Changes(optimum.LeaderSumOfSquares) == optimum.LeaderChanges;
    }
}
