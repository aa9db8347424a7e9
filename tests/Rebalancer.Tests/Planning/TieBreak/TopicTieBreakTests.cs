using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.TieBreak;
using Rebalancer.Planning.WholeCluster;
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
            var model = RandomModel.Create(seed, brokers, 400, 4, domains, skew: seed % 2, topicSize: 25);
            var placed = RandomModel.Place(model, seed);
            model.AlignSlots(placed);
            var leaders = LeaderAssignment.Solve(model, placed, TestContext.Current.CancellationToken);
            var before = (int[])placed.Clone();

            var after = TopicTieBreak.EvenBoth(model, placed, leaders, TestContext.Current.CancellationToken);

            PlacementLoads.Replicas(model, placed).ShouldBe(PlacementLoads.Replicas(model, before));
            foreach (var goal in (Goal[])[Goal.Spread, Goal.Moves])
            {
                PlanMeasure.Of(goal, model, placed, after).ShouldBe(PlanMeasure.Of(goal, model, before, leaders), $"{goal}, seed {seed}");
            }

            // Other sets may even allow better leaders.
            (after.SumOfSquares, after.Changes).CompareTo((leaders.SumOfSquares, leaders.Changes)).ShouldBeLessThanOrEqualTo(0, $"seed {seed}");
            after.Proven.ShouldBeTrue();
            LeaderAssignment.Improve(model, placed, after.LeaderSlot, TestContext.Current.CancellationToken).Changes.ShouldBe(after.Changes);
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
            var model = RandomModel.Create(seed, 12, 400, 4, [2, 3], topicSize: 25);
            var placed = RandomModel.Place(model, seed);
            model.AlignSlots(placed);
            var before = (int[])placed.Clone();

            TopicTieBreak.EvenReplicas(model, placed, TestContext.Current.CancellationToken);

            var leaders = LeaderAssignment.Solve(model, placed, TestContext.Current.CancellationToken);
            PlacementLoads.Replicas(model, placed).ShouldBe(PlacementLoads.Replicas(model, before));
            PlanMeasure.Of(Goal.Spread, model, placed, leaders).ShouldBe(PlanMeasure.Of(Goal.Spread, model, before, leaders));
            PlanMeasure.Of(Goal.Moves, model, placed, leaders).ShouldBe(PlanMeasure.Of(Goal.Moves, model, before, leaders));
            ShouldBeAPlan(model, placed, leaders);
            ReplicaExcess(model, placed).ShouldBeLessThanOrEqualTo(ReplicaExcess(model, before));
            for (var p = 0; p < model.PartitionCount; p++)
            {
                var first = model.Offsets[p];
                (before[first] == model.Replicas[first] && placed[first] != model.Replicas[first]).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void EvenBoth_TwoArrivalsOfOneTopicOnABroker_TradesOne()
    {
        // Topic A went to broker 4 twice, topic B to 5 twice.
        var model = Model([[0, 1], [2, 3], [0, 1], [2, 3]], brokers: 6, topicOffsets: [0, 2, 4]);
        int[] placed = [0, 4, 2, 4, 0, 5, 2, 5];
        var leaders = LeaderAssignment.Solve(model, placed, TestContext.Current.CancellationToken);

        TopicTieBreak.EvenBoth(model, placed, leaders, TestContext.Current.CancellationToken);

        ReplicaExcess(model, placed).ShouldBe(0);
        placed.Where((b, slot) => slot < 4 && b == 4).Count().ShouldBe(1);
    }

    [Fact]
    public void EvenBoth_EvenTopics_ChangesNothing()
    {
        var model = Model([[0, 1], [1, 0]], brokers: 2, topicOffsets: [0, 2]);
        var placed = (int[])model.Replicas.Clone();
        var leaders = LeaderAssignment.Solve(model, placed, TestContext.Current.CancellationToken);

        TopicTieBreak.EvenBoth(model, placed, leaders, TestContext.Current.CancellationToken).ShouldBeSameAs(leaders);

        placed.ShouldBe(model.Replicas);
    }

    private static PlanningProblem Model(int[][] replicas, int brokers, int[] topicOffsets) => new()
    {
        BrokerIds = [.. Enumerable.Range(0, brokers)],
        Domains = [],
        DomainCounts = [],
        AcceptsNew = [.. Enumerable.Repeat(true, brokers)],
        Offsets = [0, .. replicas.Select((_, i) => replicas.Take(i + 1).Sum(r => r.Length))],
        Replicas = [.. replicas.SelectMany(r => r)],
        Movable = [.. replicas.Select(_ => true)],
        Counted = [.. replicas.Select(_ => true)],
        Sizes = new long[replicas.Length],
        TopicOffsets = topicOffsets,
    };

    private static void ShouldBeAPlan(PlanningProblem model, int[] placed, LeaderResult leaders)
    {
        var loads = new int[model.BrokerCount];
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var set = placed[model.Offsets[p]..model.Offsets[p + 1]];
            if (!model.Movable[p])
            {
                set.ShouldBe(model.Replicas[model.Offsets[p]..model.Offsets[p + 1]]);
            }
            else
            {
                set.ShouldBeUnique();
            }

            if (model.Counted[p])
            {
                loads[placed[leaders.LeaderSlot[p]]]++;
            }
        }

        leaders.Loads.ShouldBe(loads);
        leaders.SumOfSquares.ShouldBe(loads.Sum(l => (long)l * l));
    }

    private static long ReplicaExcess(PlanningProblem model, int[] placed) => Excess(model, p => placed[model.Offsets[p]..model.Offsets[p + 1]]);

    private static long LeaderExcess(PlanningProblem model, int[] placed, int[] leaderSlot) => Excess(model, p => [placed[leaderSlot[p]]]);

    private static long Excess(PlanningProblem model, Func<int, int[]> brokersOf)
    {
        long sum = 0;
        for (var t = 0; t < model.TopicCount; t++)
        {
            var all = Enumerable.Range(model.TopicOffsets[t], model.TopicOffsets[t + 1] - model.TopicOffsets[t]).Where(p => model.Counted[p]).SelectMany(brokersOf).Where(b => b >= 0).ToArray();
            sum += all.Length == 0 ? 0 : all.CountBy(b => b).Max(c => c.Value) - ((all.Length + model.BrokerCount - 1) / model.BrokerCount);
        }

        return sum;
    }
}
