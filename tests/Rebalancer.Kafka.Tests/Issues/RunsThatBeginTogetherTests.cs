using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// Two runs from two directories began within a second: one took the rates that the other had just set for somebody's, put them back when
/// that other had ended, and left them on every broker.
/// </summary>
public sealed class RunsThatBeginTogetherTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    [InlineData(1.2)]
    [InlineData(1.5)]
    [InlineData(1.8)]
    [InlineData(2.5)]
    [InlineData(4.0)]
    public void Apply_AnotherRunHasJustSetItsRates_NoRateIsLeftBehind(double after)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        using var elsewhere = new TemporaryDirectory();
        scenario.Cluster.AddTopic("other", 40 * Megabyte, [[4, 5, 6]]);
        ImmutableArray<PartitionChange> changes =
            [new(new TopicPartition("other", 0), [4, 5, 6], [4, 5, 1], DataSize.FromBytes(40 * Megabyte))];
        var other = scenario.Request(new ExecutionOptions { Throttle = ThrottleSetting.Rate(5 * Megabyte) }) with
        {
            Directory = elsewhere.Path,
            Plan = scenario.Request().Plan with
            {
                Fingerprint = PlanFingerprint.Compute(scenario.Cluster.Options.ClusterId, changes),
                Changes = changes,
            },
        };
        var one = scenario.Request(new ExecutionOptions { Throttle = ThrottleSetting.Rate(9 * Megabyte) });
        var hooks = new JournalHooks(null, IsDurable: false);

        var reports = scenario.Drive(async () =>
        {
            var first = new Executor(scenario.Admin, scenario.Time, null, hooks).ApplyAsync(other);
            await Task.Delay(TimeSpan.FromSeconds(after), scenario.Time);
            var second = new Executor(scenario.Admin, scenario.Time, null, hooks).ApplyAsync(one);
            return await Task.WhenAll(first, second);
        });

        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        reports[0].Outcome.ShouldBe(ExecutionOutcome.Completed, reports[0].Summary);
        reports[1].Outcome.ShouldBeOneOf(ExecutionOutcome.Completed, ExecutionOutcome.Refused);
    }

    [Fact]
    public void Apply_RatesOfOthersAndNothingMoves_ArePutBack()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.SetConfig(ConfigResource.Broker(1), "leader.replication.throttled.rate", "7000000");

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.ThrottleKeys().ShouldHaveSingleItem().ShouldContain("7000000");
    }
}
