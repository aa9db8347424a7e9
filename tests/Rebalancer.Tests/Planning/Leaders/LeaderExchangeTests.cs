using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.WholeCluster;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Leaders;

public sealed class LeaderExchangeTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(12, 3)]
    [InlineData(12, 2, 3)]
    public void Improve_RandomPlans_BettersLeadersAtEqualMovesLoadsAndSpread(int brokers, params int[] domains)
    {
        var improved = 0;
        for (var seed = 0; seed < 25; seed++)
        {
            var model = RandomProblem.Create(seed, brokers, 60 + seed, 4, domains, skew: seed % 3);
            var placed = RandomProblem.Place(model, seed);
            placed.AlignSlots();
            var before = placed.Copy();
            var leaders = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

            var after = LeaderExchange.Improve(
                CellGrid.Of(model), placed, leaders, Bounds(placed), SearchBudget.Unlimited(TestContext.Current.CancellationToken));

            (after.SumOfSquares, after.Changes)
                .CompareTo((leaders.SumOfSquares, leaders.Changes)).ShouldBeLessThanOrEqualTo(0, $"seed {seed}");
            after.Proven.ShouldBeTrue();
            var fresh = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));
            (fresh.SumOfSquares, fresh.Changes).ShouldBe((after.SumOfSquares, after.Changes), $"seed {seed}");
            placed.Loads().ShouldBe(before.Loads());
            foreach (var goal in (Goal[])[Goal.Spread, Goal.Moves])
            {
                PlanMeasure.Of(goal, placed, after).ShouldBe(PlanMeasure.Of(goal, before, leaders), $"{goal}, seed {seed}");
            }

            ShouldKeepSets(model, placed);
            improved += after.Changes < leaders.Changes || after.SumOfSquares < leaders.SumOfSquares ? 1 : 0;
        }

        improved.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Improve_PresentLeaderGivenAwayForNoReason_GetsItBack()
    {
        // Both partitions stand on 0 and 1. Partition 0 lost its leader's broker 0 to 2, while partition 1 keeps a follower there.
        var model = Problems.Of(3, [[0, 1], [1, 0]]);
        var placed = Placement.From(model, [2, 1, 1, 0]);
        var leaders = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));
        leaders.Changes.ShouldBe(1);

        var after = LeaderExchange.Improve(
            CellGrid.Of(model), placed, leaders, Bounds(placed), SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        after.Changes.ShouldBe(0);
        placed.Brokers.ShouldBe([0, 1, 1, 2]);
    }

    private static LeaderBounds Bounds(Placement placed) =>
        new(placed, [], 0, isPartial: false, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

    private static void ShouldKeepSets(PlanningProblem model, Placement placed)
    {
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var old = model.Present[model.Offsets[p]..model.Offsets[p + 1]];
            var set = placed.Of(p).ToArray();
            if (!model.Movable[p])
            {
                set.ShouldBe(Placement.Present(model).Of(p).ToArray());
                continue;
            }

            set.ShouldBeUnique();
            for (var i = 0; i < set.Length; i++)
            {
                (set[i] != old[i] && old.Contains(set[i])).ShouldBeFalse("a kept replica stands in its old slot");
            }
        }
    }
}
