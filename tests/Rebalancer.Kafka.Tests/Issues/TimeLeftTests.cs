using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// The time left is what the busiest broker needs at its throttle: it was what all of them together need at the rate of the first burst.
/// </summary>
public sealed class TimeLeftTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    private static readonly ExecutionOptions s_options = new() { Throttle = ThrottleSetting.Rate(5 * Megabyte), MaxMovesIn = 8 };

    [Fact]
    public void Apply_OneDestinationHasMostToTake_TellsHowLongThatOneNeeds() => IsRightFromTheFirst(scenario => scenario.Topic(
        "t", 150 * Megabyte,
        ([1, 2, 3], [1, 2, 7]), ([2, 3, 1], [2, 3, 7]), ([4, 5, 6], [4, 5, 7]), ([5, 6, 4], [5, 6, 7]),
        ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6])));

    [Fact]
    public void Apply_OneLeaderHasMostToGive_TellsHowLongThatOneNeeds() => IsRightFromTheFirst(scenario => scenario.Topic(
        "t", 150 * Megabyte,
        ([1, 2, 3], [1, 2, 6]), ([1, 2, 3], [1, 2, 9]), ([1, 2, 3], [1, 5, 3]), ([1, 2, 3], [1, 8, 3]),
        ([4, 5, 6], [4, 5, 7])));

    [Fact]
    public void Status_OneDestinationHasMostToTake_TellsHowLongThatOneNeeds()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic(
            "t", 150 * Megabyte,
            ([1, 2, 3], [1, 2, 7]), ([2, 3, 1], [2, 3, 7]), ([4, 5, 6], [4, 5, 7]), ([5, 6, 4], [5, 6, 7]), ([1, 2, 3], [1, 2, 6]));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20), scenario.Time);
        scenario.Apply(s_options, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);

        var status = scenario.Status();

        var busy = status.Running.Where(m => m.Destinations.Contains(7)).ToArray();
        busy.Length.ShouldBe(4);
        status.TimeLeft.ShouldNotBeNull().TotalSeconds.ShouldBeGreaterThanOrEqualTo(
            busy.Sum(m => m.BytesTotal!.Value - m.BytesCopied!.Value) / (5.0 * Megabyte));
    }

    [Fact]
    public void Apply_DestinationIsNotUp_TellsNoTimeLeft()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 150 * Megabyte, ([1, 2, 3], [1, 2, 7]), ([1, 2, 3], [1, 2, 6]));
        var start = scenario.Time.GetUtcNow();
        scenario.Cluster.After(TimeSpan.FromSeconds(12), () => scenario.Cluster.StopBroker(7));
        scenario.Cluster.After(TimeSpan.FromSeconds(40), () => scenario.Cluster.StartBroker(7));

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        var away = scenario.Events.OfType<RunProgress>()
            .Where(p => p.At > start + TimeSpan.FromSeconds(22) && p.At < start + TimeSpan.FromSeconds(39)).ToArray();
        away.ShouldNotBeEmpty();
        away.ShouldAllBe(p => p.TimeLeft == null);
    }

    private static void IsRightFromTheFirst(Func<ExecutionScenario, ExecutionScenario> add)
    {
        using var scenario = new ExecutionScenario();
        add(scenario);

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        var told = scenario.Events.OfType<RunProgress>().Where(p => p.PartitionsRunning > 0 && p.TimeLeft is not null).ToArray();
        var end = scenario.Events.OfType<RunProgress>().First(p => p.PartitionsRunning + p.PartitionsLeft == 0).At;
        told.Length.ShouldBeGreaterThan(3);
        foreach (var progress in told.Where(p => end - p.At > TimeSpan.FromSeconds(20)))
        {
            var rest = (end - progress.At).TotalSeconds;
            progress.TimeLeft!.Value.TotalSeconds.ShouldBeInRange(rest * 0.8, rest * 1.3, $"{rest:0} s before the end");
        }
    }
}
