using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.TieBreak;
using Rebalancer.Planning.WholeCluster;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.TieBreak;

public sealed class TopicTieBreakTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(20, 3)]
    [InlineData(12, 2, 3)]
    public void EvenBoth_RandomPlans_EvensTopicsAtNoCost(int brokers, params int[] domains)
    {
        var (replicasBefore, replicasAfter, leadersBefore, leadersAfter) = (0L, 0L, 0L, 0L);
        for (var seed = 0; seed < 20; seed++)
        {
            var model = RandomProblem.Create(seed, brokers, 400, 4, domains, skew: seed % 2, topicSize: 25);
            var placed = RandomProblem.Place(model, seed);
            placed.AlignSlots();
            var leaders = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));
            var before = placed.Copy();

            var after = TopicTieBreak.EvenBoth(
                CellGrid.Of(model), placed, leaders, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

            placed.Loads().ShouldBe(before.Loads());
            foreach (var goal in (Goal[])[Goal.Spread, Goal.Moves])
            {
                PlanMeasure.Of(goal, placed, after).ShouldBe(PlanMeasure.Of(goal, before, leaders), $"{goal}, seed {seed}");
            }

            // Other sets may even allow better leaders.
            (after.SumOfSquares, after.Changes)
                .CompareTo((leaders.SumOfSquares, leaders.Changes)).ShouldBeLessThanOrEqualTo(0, $"seed {seed}");
            after.Proven.ShouldBeTrue();
            LeaderAssignment.Improve(placed, after.LeaderSlot, SearchBudget.Unlimited(TestContext.Current.CancellationToken)).Changes
                .ShouldBe(after.Changes);
            ShouldBeAPlan(model, placed, after);
            replicasBefore += ReplicaExcess(model, before);
            replicasAfter += ReplicaExcess(model, placed);
            leadersBefore += LeaderExcess(model, before, leaders.LeaderSlot);
            leadersAfter += LeaderExcess(model, placed, after.LeaderSlot);
        }

        replicasAfter.ShouldBeLessThan(replicasBefore);
        leadersAfter.ShouldBeLessThan(leadersBefore);
    }

    [Fact]
    public void EvenReplicas_RandomPlans_KeepsMovesLoadsSpreadAndPresentLeaders()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var model = RandomProblem.Create(seed, 12, 400, 4, [2, 3], topicSize: 25);
            var placed = RandomProblem.Place(model, seed);
            placed.AlignSlots();
            var before = placed.Copy();

            TopicTieBreak.EvenReplicas(CellGrid.Of(model), placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

            var leaders = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));
            placed.Loads().ShouldBe(before.Loads());
            PlanMeasure.Of(Goal.Spread, placed, leaders).ShouldBe(PlanMeasure.Of(Goal.Spread, before, leaders));
            PlanMeasure.Of(Goal.Moves, placed, leaders).ShouldBe(PlanMeasure.Of(Goal.Moves, before, leaders));
            ShouldBeAPlan(model, placed, leaders);
            ReplicaExcess(model, placed).ShouldBeLessThanOrEqualTo(ReplicaExcess(model, before));
            for (var p = 0; p < model.PartitionCount; p++)
            {
                var first = model.Offsets[p];
                (before.Brokers[first] == model.Present[first] && placed.Brokers[first] != model.Present[first]).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void EvenBoth_TwoArrivalsOfOneTopicOnABroker_TradesOne()
    {
        // Topic A went to broker 4 twice, topic B to 5 twice.
        var model = Problems.Of(6, [[0, 1], [2, 3], [0, 1], [2, 3]], [0, 2, 4]);
        var placed = Placement.From(model, [0, 4, 2, 4, 0, 5, 2, 5]);
        var leaders = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        TopicTieBreak.EvenBoth(CellGrid.Of(model), placed, leaders, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        ReplicaExcess(model, placed).ShouldBe(0);
        placed.Brokers.Where((b, slot) => slot < 4 && b == 4).Count().ShouldBe(1);
    }

    [Fact]
    public void EvenBoth_EvenTopics_ChangesNothing()
    {
        var model = Problems.Of(2, [[0, 1], [1, 0]]);
        var placed = Placement.Present(model);
        var leaders = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        TopicTieBreak.EvenBoth(CellGrid.Of(model), placed, leaders, SearchBudget.Unlimited(TestContext.Current.CancellationToken))
            .ShouldBeSameAs(leaders);

        placed.Brokers.ShouldBe(model.Present);
    }

    private static void ShouldBeAPlan(PlanningProblem model, Placement placed, LeaderResult leaders)
    {
        var loads = new int[model.BrokerCount];
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var set = placed.Of(p).ToArray();
            if (!model.Movable[p])
            {
                set.ShouldBe(Placement.Present(model).Of(p).ToArray());
            }
            else
            {
                set.ShouldBeUnique();
            }

            if (model.Counts(p))
            {
                loads[placed.Brokers[leaders.LeaderSlot[p]]]++;
            }
        }

        leaders.Loads.ShouldBe(loads);
        leaders.SumOfSquares.ShouldBe(loads.Sum(l => (long)l * l));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)] // what is left is what is in sync
    public void Improve_ReplicaThatIsKept_IsExchangedUnlessItsListIsLowered(int replicationFactor, bool isExchanged)
    {
        // Topic a has two replicas on 1001, and 1004 has one of b that came from there.
        var options = PlanOptions.Default with { ReplicationFactorOf = topic => topic == "a" ? replicationFactor : 1 };
        var problem = Problems.Of(ClusterBuilder.Brokers(4).Topic("a", [1002, 1001], [1003, 1001]).Isr("a", 0, 1001).Isr("a", 1, 1001)
            .Topic("b", [1001]).BuildRequest(options));
        int[] placed = replicationFactor == 2 ? [1, 0, 2, 0, 3] : [-1, 0, -1, 0, 3];
        var placement = Placement.From(problem, [.. placed]);

        var exchanges = TopicReplicas.Improve(
            CellGrid.Of(problem), placement, leaderSlot: null, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        exchanges.ShouldBe(isExchanged ? 1 : 0);
        placement.Brokers.SequenceEqual(placed).ShouldBe(!isExchanged);
    }

    private static long ReplicaExcess(PlanningProblem model, Placement placed) => Excess(model, p => placed.Of(p).ToArray());

    private static long LeaderExcess(PlanningProblem model, Placement placed, int[] leaderSlot) =>
        Excess(model, p => [placed.Brokers[leaderSlot[p]]]);

    private static long Excess(PlanningProblem model, Func<int, int[]> brokersOf)
    {
        long sum = 0;
        for (var t = 0; t < model.TopicCount; t++)
        {
            var all = Enumerable.Range(model.TopicOffsets[t], model.TopicOffsets[t + 1] - model.TopicOffsets[t])
                .Where(p => model.Counts(p)).SelectMany(brokersOf).Where(b => b >= 0).ToArray();
            sum += all.Length == 0 ? 0 : all.CountBy(b => b).Max(c => c.Value) - ((all.Length + model.BrokerCount - 1) / model.BrokerCount);
        }

        return sum;
    }
}
