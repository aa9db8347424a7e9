using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Scheduling;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

public sealed class WindowSchedulerTests
{
    [Fact]
    public void Select_CapsOfBrokers_AreFilledAndNotExceeded()
    {
        var steps = Enumerable.Range(0, 30).Select(i => Step(i, [1 + i % 2, 3], [1 + i % 2, 4 + i % 3])).ToArray();

        var selected = Select(steps, new ExecutionOptions { MaxMovesIn = 2, MaxMovesOut = 3, MaxMoves = 10 }, out _);

        selected.GroupBy(s => s.Destinations[0]).ShouldAllBe(g => g.Count() <= 2);
        selected.GroupBy(s => s.Source).ShouldAllBe(g => g.Count() <= 3);
        selected.Count.ShouldBe(6);
    }

    [Fact]
    public void Select_ManyDestinations_AreServedInTurn()
    {
        var steps = Enumerable.Range(0, 30).Select(i => Step(i, [1, 2], [1, i < 20 ? 4 : 5])).ToArray();

        var selected = Select(steps, new ExecutionOptions { MaxMovesIn = 9, MaxMovesOut = 9, MaxMoves = 6 }, out _);

        selected.Count(s => s.Destinations[0] == 5).ShouldBe(3);
    }

    [Fact]
    public void Select_SmallFirst_TakesTheSmallest()
    {
        var steps = Enumerable.Range(0, 5).Select(i => Step(i, [1, 2], [1, 4], bytes: 100 - i)).ToArray();

        Select(steps, new ExecutionOptions { SmallFirst = true, MaxMoves = 2 }, out _).Select(s => s.Bytes).ShouldBe([96, 97]);
    }

    [Fact]
    public void Select_BytesCap_HoldsButALargerReplicaTravelsAlone()
    {
        MoveStep[] steps = [
            Step(0, [1, 2], [1, 4], bytes: 500),
            Step(1, [1, 2], [1, 4], bytes: 10),
            Step(2, [3, 2], [3, 5], bytes: 60),
            Step(3, [3, 2], [3, 5], bytes: 60)
        ];

        var selected = Select(steps, new ExecutionOptions { MaxBytesIn = 100 }, out var blocked);

        selected.Select(s => s.Order).ShouldBe([0, 2], ignoreOrder: true);
        blocked.ShouldBe("t-1: broker 4 takes in 1 move of 500 B already");
    }

    [Fact]
    public void Select_InternalTopic_WaitsForTheOthers()
    {
        MoveStep[] steps = [Step(0, [1, 2], [1, 4], topic: "__consumer_offsets"), Step(1, [1, 2], [1, 4])];

        Select(steps, ExecutionOptions.Default, out var blocked, new InternalTopicBudget(othersLeft: true))
            .ShouldHaveSingleItem().Order.ShouldBe(1);
        blocked.ShouldBe("__consumer_offsets-0: internal topics go last");
    }

    [Fact]
    public void Select_FreeSpace_CountsAllThatIsOnItsWay()
    {
        var space = new SpaceBudget([new BrokerLogDirs(4, null, [
            new LogDir("/a", null, 1000, 400, false, []),
            new LogDir("/b", null, 1000, 400, false, []),
            new LogDir("/c", null, 2000, 350, true, [])
        ])], reserve: 0.1);
        var steps = Enumerable.Range(0, 4).Select(i => Step(i, [1, 2], [1, 4], bytes: 140)).ToArray();
        space.Take(steps[0], copied: 60);

        Select(steps[1..], ExecutionOptions.Default, out var blocked, space).ShouldHaveSingleItem();
        blocked.ShouldBe("t-2: broker 4 has room for 80 B beside the reserve and what is on its way, 140 B are needed");
    }

    [Fact]
    public void Select_ThrottleList_EndsAtItsLimit()
    {
        var steps = Enumerable.Range(0, 1500).Select(i => Step(i, [1001, 1002, 1003], [1001, 1002, 1004])).ToArray();

        var selected = Select(
            steps,
            new ExecutionOptions { MaxMoves = 5000, MaxMovesIn = 5000, MaxMovesOut = 5000 },
            out _,
            new ThrottleListBudget(_ => 700));

        var (leaders, _) = ThrottlePlan.Entries(selected)["t"];
        string.Join(',', leaders).Length.ShouldBeInRange(31_900, 32_767 - 700);
    }

    [Fact]
    public void Entries_OfSteps_AreAllReplicasForLeadersAndDestinationsForFollowers()
    {
        var (leaders, followers) = ThrottlePlan.Entries([Step(7, [3, 1, 2], [3, 1, 9]), Step(2, [1, 2], [2, 1])])["t"];

        leaders.ShouldBe(["7:1", "7:2", "7:3"]);
        followers.ShouldBe(["7:9"]);
    }

    private static IReadOnlyList<MoveStep> Select(
        IEnumerable<MoveStep> steps, ExecutionOptions options, out string? blocked, params IWindowBudget<MoveStep>[] budgets) =>
        new WindowScheduler<MoveStep>().Select(
            new WindowQueues<MoveStep>(steps, options.SmallFirst), [new BrokerBudget(options.Caps), .. budgets], int.MaxValue, out blocked);

    private static MoveStep Step(int partition, int[] from, int[] to, long bytes = 1, string topic = "t") =>
        new(new TopicPartition(topic, partition), [.. from], [.. to], from[0], bytes, partition, topic.StartsWith('_'));
}
