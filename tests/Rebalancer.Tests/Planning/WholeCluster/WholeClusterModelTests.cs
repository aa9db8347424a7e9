using Rebalancer.Planning;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.WholeCluster;
using Rebalancer.TestKit.Planning;
using Rebalancer.TestKit.Planning.Oracle;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.WholeCluster;

public sealed class WholeClusterModelTests
{
    public static TheoryData<int, int, int, int[]> Shapes => new()
    {
        { 3, 4, 3, [] },
        { 4, 4, 3, [] },
        { 5, 4, 5, [] },
        { 4, 4, 3, [2] },
        { 5, 4, 4, [3] },
        { 6, 4, 3, [3, 2] },
        { 5, 3, 5, [2, 3] },
        { 6, 3, 3, [2, 2, 3] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Solve_TinyCluster_EqualsTheOracle(int brokers, int partitions, int maxReplicationFactor, int[] domains)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var model = RandomProblem.Create(seed, brokers, partitions, maxReplicationFactor, domains, skew: seed % 3);
            foreach (var (order, goals) in Orders)
            {
                var result = Solve(model, goals);

                var optimum = ProblemOracle.Solve(model, order);
                new OracleOptimum(
                    (SpreadCost.MissingDomain * result.Goals[Goal.Spread].Value) + result.Goals[Goal.Evenness].Value,
                    result.Goals[Goal.Balance].Value,
                    (int)result.Goals[Goal.Moves].Value, result.Goals[Goal.Leaders].Value, (int)result.Goals[Goal.LeaderChanges].Value)
                    .ShouldBe(optimum, $"seed {seed}, {order}");
                result.Goals.Proven.ShouldBeTrue($"seed {seed}, {order}");
                ShouldBeAPlan(model, result);
            }
        }
    }

    /// <summary>Eighty partitions, no two alike, on eighteen brokers were presolved for minutes under a limit of five seconds.</summary>
    [Theory]
    [InlineData(5, false)]
    [InlineData(100, true)]
    public void Fits_ManySetsOfUnlikePartitions_GoesByTheTimeLimit(int seconds, bool fits)
    {
        var model = RandomProblem.Create(1, 18, 80, 4, []);

        var question = Question(model, GoalOrder.Of(PlanAim.Balance)) with
        {
            MaxAnswers = WholeClusterQuestion.AnswersWithin(TimeSpan.FromSeconds(seconds)),
        };

        question.Fits().ShouldBe(fits);
    }

    [Fact]
    public void Solve_Cordoned_GivesThemNothingNew()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var model = RandomProblem.Create(seed, 5, 4, 3, [2, 2]);
            model.Roles[seed % 5] = BrokerRole.Cordoned;

            var result = Solve(model, GoalOrder.Of(PlanAim.Balance));

            var optimum = ProblemOracle.Solve(model);
            (result.Goals[Goal.Balance].Value, result.Goals[Goal.Moves].Value).ShouldBe((optimum.ReplicaSumOfSquares, optimum.Moves));
            ShouldBeAPlan(model, result);
        }
    }

    [Fact]
    public void Solve_GoodStart_IsNeverMadeWorse()
    {
        var model = RandomProblem.Create(4, 6, 5, 3, [3, 2], pinned: false);
        var best = Solve(model, GoalOrder.Of(PlanAim.Balance));

        var again = WholeClusterModel.Solve(
            Question(model, GoalOrder.Of(PlanAim.Balance)),
            best.Placement,
            1e-9,
            SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        again.ShouldNotBeNull().Goals.Select(g => g.Value).ShouldBe(best.Goals.Select(g => g.Value));
    }

    [Fact]
    public void Solve_Twice_GivesTheSamePlan()
    {
        var model = RandomProblem.Create(9, 6, 12, 3, [3, 2]);

        Solve(model, GoalOrder.Of(PlanAim.Balance)).Placement.Brokers.ShouldBe(
            Solve(model, GoalOrder.Of(PlanAim.Balance)).Placement.Brokers);
    }

    [Fact]
    public void Solve_CancelledToken_Throws()
    {
        var model = RandomProblem.Create(9, 6, 12, 3, []);

        Should.Throw<OperationCanceledException>(() => WholeClusterModel.Solve(
            Question(model, GoalOrder.Of(PlanAim.Balance)), null, 1, SearchBudget.Unlimited(new CancellationToken(canceled: true))));
    }

    private static IEnumerable<(OracleOrder Order, IReadOnlyList<Goal> Goals)> Orders =>
        [
            (OracleOrder.Balance, GoalOrder.Of(PlanAim.Balance)),
            (OracleOrder.Repair, GoalOrder.Of(PlanAim.Repair)),
            (OracleOrder.PreferBalance, GoalOrder.Of(PlanAim.Balance, SpreadPolicy.Preferred))
        ];

    private static WholeClusterResult Solve(PlanningProblem model, IReadOnlyList<Goal> goals) =>
        WholeClusterModel.Solve(Question(model, goals), null, 30, SearchBudget.Unlimited(TestContext.Current.CancellationToken))
            .ShouldNotBeNull();

    private static WholeClusterQuestion Question(PlanningProblem problem, IReadOnlyList<Goal> goals) =>
        new(problem, PartitionSpreads.Best(CellGrid.Of(problem)), goals, MoveBudget.Unlimited);

    private static void ShouldBeAPlan(PlanningProblem model, WholeClusterResult result)
    {
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var old = model.Present[model.Offsets[p]..model.Offsets[p + 1]];
            var set = result.Placement.Of(p).ToArray();
            if (!model.Movable[p])
            {
                set.ShouldBe(Placement.Present(model).Of(p).ToArray());
                continue;
            }

            set.ShouldBeUnique();
            for (var i = 0; i < set.Length; i++)
            {
                set[i].ShouldBeInRange(0, model.BrokerCount - 1);
                (model.Roles[set[i]].MayReceive || old.Contains(set[i])).ShouldBeTrue();
                (set.Contains(old[i]) && set[i] != old[i]).ShouldBeFalse("a kept replica stays in its slot");
            }
        }
    }
}
