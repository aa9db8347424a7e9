using Rebalancer.Planning;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.WholeCluster;
using Rebalancer.TestKit.Planning;
using Rebalancer.TestKit.Planning.Oracle;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>
/// Every plan of a tiny cluster is looked at, and the planner must have found the best one: with and without racks, brokers dead, new or
/// pinned, replication factors up to the number of brokers. Balance, moves, leaders and changes all equal the oracle's, for each solver.
/// </summary>
public sealed class PlanSearchOracleTests
{
    public static TheoryData<int, int, int, int[]> Shapes => new()
    {
        { 3, 4, 3, [] },
        { 4, 4, 3, [] },
        { 4, 4, 4, [] },
        { 5, 4, 5, [] },
        { 4, 4, 3, [2] },
        { 5, 4, 4, [3] },
        { 6, 4, 4, [4] },
        { 6, 4, 3, [3, 2] },
        { 5, 3, 5, [2, 3] },
        { 6, 4, 3, [3, 3] },
        { 6, 3, 3, [2, 2, 3] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Solve_TinyCluster_EqualsTheOracle(int brokers, int partitions, int maxReplicationFactor, int[] domains)
    {
        for (var seed = 100; seed < 100 + OracleCases.AtMost(40); seed++)
        {
            var model = RandomProblem.Create(seed, brokers, partitions, maxReplicationFactor, domains, skew: seed % 3);
            var optimum = ProblemOracle.Solve(model);

            Measure(model, SolverChoice.Auto, PlanAim.Balance).ShouldBe(optimum, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Solve_Repair_EqualsTheOracle(int brokers, int partitions, int maxReplicationFactor, int[] domains)
    {
        for (var seed = 100; seed < 100 + OracleCases.AtMost(25); seed++)
        {
            var cluster = RandomProblem.Create(seed, brokers, partitions, maxReplicationFactor, domains, skew: seed % 3);
            var grid = CellGrid.Of(cluster);
            var model = cluster.WithMovable(RepairPlacement.Broken(grid, PartitionSpreads.Best(grid)));
            var optimum = ProblemOracle.Solve(model, OracleOrder.Repair);

            Measure(model, SolverChoice.Auto, PlanAim.Repair).ShouldBe(optimum, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Solve_FastAndCpSat_AgreeWithTheOracleWhereTheyProve(int brokers, int partitions, int maxReplicationFactor, int[] domains)
    {
        for (var seed = 100; seed < 100 + OracleCases.AtMost(10); seed++)
        {
            var model = RandomProblem.Create(seed, brokers, partitions, maxReplicationFactor, domains, skew: seed % 3);
            var optimum = ProblemOracle.Solve(model);

            Measure(model, SolverChoice.CpSat, PlanAim.Balance).ShouldBe(optimum, $"seed {seed}, cp-sat");
            var fast = Search(model, SolverChoice.Fast, PlanAim.Balance);
            fast.Sets.SumOfSquaresLowerBound.ShouldBeLessThanOrEqualTo(optimum.ReplicaSumOfSquares, $"seed {seed}, fast");
            fast.Sets.SumOfSquares.ShouldBeGreaterThanOrEqualTo(optimum.ReplicaSumOfSquares, $"seed {seed}, fast");
            if (fast.Sets.Proven)
            {
                fast.Sets.Moves.ShouldBe(optimum.Moves, $"seed {seed}, fast");
            }
        }
    }

    private static OracleOptimum Measure(PlanningProblem problem, SolverChoice solver, PlanAim aim)
    {
        var found = Search(problem, solver, aim);
        return new(
            PlanMeasure.Of(Goal.Spread, found.Sets.Placement, found.Leaders),
            PlanMeasure.Of(Goal.Balance, found.Sets.Placement, found.Leaders),
            (int)PlanMeasure.Of(Goal.Moves, found.Sets.Placement, found.Leaders),
            found.Leaders.SumOfSquares,
            found.Leaders.Changes);
    }

    private static SearchResult Search(PlanningProblem problem, SolverChoice solver, PlanAim aim)
    {
        var grid = CellGrid.Of(problem);
        return new PlanSearch(
            grid, PartitionSpreads.Best(grid), PlanOptions.Default with { Solver = solver, Aim = aim }, _ => { },
            SearchBudget.Unlimited(TestContext.Current.CancellationToken), isOnly: true).Within(MoveBudget.Unlimited);
    }
}
