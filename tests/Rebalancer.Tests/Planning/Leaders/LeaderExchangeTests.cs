using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
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
            var model = RandomModel.Create(seed, brokers, 60 + seed, 4, domains, skew: seed % 3);
            var placed = RandomModel.Place(model, seed);
            model.AlignSlots(placed);
            var before = (int[])placed.Clone();
            var leaders = LeaderAssignment.Solve(model, placed, TestContext.Current.CancellationToken);

            var after = LeaderExchange.Improve(model, placed, leaders, TestContext.Current.CancellationToken);

            (after.SumOfSquares, after.Changes).CompareTo((leaders.SumOfSquares, leaders.Changes)).ShouldBeLessThanOrEqualTo(0, $"seed {seed}");
            after.Proven.ShouldBeTrue();
            var fresh = LeaderAssignment.Solve(model, placed, TestContext.Current.CancellationToken);
            (fresh.SumOfSquares, fresh.Changes).ShouldBe((after.SumOfSquares, after.Changes), $"seed {seed}");
            PlacementLoads.Replicas(model, placed).ShouldBe(PlacementLoads.Replicas(model, before));
            foreach (var goal in (Goal[])[Goal.Spread, Goal.Moves])
            {
                PlanMeasure.Of(goal, model, placed, after).ShouldBe(PlanMeasure.Of(goal, model, before, leaders), $"{goal}, seed {seed}");
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
        var model = Model([[0, 1], [1, 0]]);
        int[] placed = [2, 1, 1, 0];
        var leaders = LeaderAssignment.Solve(model, placed, TestContext.Current.CancellationToken);
        leaders.Changes.ShouldBe(1);

        var after = LeaderExchange.Improve(model, placed, leaders, TestContext.Current.CancellationToken);

        after.Changes.ShouldBe(0);
        placed.ShouldBe([0, 1, 1, 2]);
    }

    [Fact]
    public void FewestChanges_EvenOptimum_NeverAboveTheOracle()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var model = RandomModel.Create(seed, 4, 4, 3, []);
            var optimum = ExhaustiveOracle.Solve(model);
            var leaders = model.Counted.Count(c => c);
            if (optimum.LeaderSumOfSquares == Enumerable.Range(0, 4).Sum(b => (long)Math.Pow((leaders + b) / 4, 2)))
            {
                LeaderBounds.FewestChanges(model).ShouldBeLessThanOrEqualTo(optimum.LeaderChanges, $"seed {seed}");
            }
        }
    }

    private static PlanningProblem Model(int[][] replicas) => new()
    {
        BrokerIds = [0, 1, 2],
        Domains = [],
        DomainCounts = [],
        AcceptsNew = [true, true, true],
        Offsets = [0, .. replicas.Select((_, i) => replicas.Take(i + 1).Sum(r => r.Length))],
        Replicas = [.. replicas.SelectMany(r => r)],
        Movable = [.. replicas.Select(_ => true)],
        Counted = [.. replicas.Select(_ => true)],
        Sizes = new long[replicas.Length],
        TopicOffsets = [0, replicas.Length],
    };

    private static void ShouldKeepSets(PlanningProblem model, int[] placed)
    {
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var old = model.Replicas[model.Offsets[p]..model.Offsets[p + 1]];
            var set = placed[model.Offsets[p]..model.Offsets[p + 1]];
            if (!model.Movable[p])
            {
                set.ShouldBe(old);
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
