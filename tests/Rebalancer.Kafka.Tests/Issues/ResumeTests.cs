using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>After a crash somebody changed a planned partition: the resume was refused, and left its throttles behind.</summary>
public sealed class ResumeTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Apply_PartitionWasChangedAfterACrash_GoesOnWithTheRestAndTakesItsThrottlesBack()
    {
        using var scenario = Crashed();
        scenario.Cluster.ReassignByOthers("t", 1, 9, 8, 7);
        scenario.Advance(120);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial, report.Summary);
        report.Resumed.ShouldBeTrue();
        report.Exceptions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.TopicPartition.ShouldBe(new TopicPartition("t", 1)), e => e.State.ShouldBe(PartitionState.Skipped));
        scenario.Partition("t", 0).Replicas.ShouldBe([1, 2, 6]);
        scenario.Partition("t", 2).Replicas.ShouldBe([1, 5, 3]);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Undo_RefusedWhileThrottlesAreSet_MentionsThem()
    {
        using var scenario = Crashed();
        scenario.Cluster.Authorize(cluster: [AclOperation.Describe, AclOperation.DescribeConfigs]);

        var report = scenario.Undo();

        report.Outcome.ShouldBe(ExecutionOutcome.Refused);
        report.Refusals[^1].ShouldMatch("^\\d+ throttle values of this plan's runs are still set; 'unthrottle' removes them\\.$");
        report.ThrottlesLeft.ShouldNotBeEmpty();
    }

    [Fact]
    public void Apply_MovesOfAnEarlierRunAreTakenOver_ProgressCountsThisRunAlone()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 4000 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]), ([1, 2, 3], [1, 5, 3]));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(8), scenario.Time);
        var first = scenario.Apply(new ExecutionOptions { MaxMoves = 1, Throttle = ThrottleSetting.None }, stop.Token);
        first.Outcome.ShouldBe(ExecutionOutcome.Interrupted, first.Summary);
        scenario.Events.Clear();

        var report = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.None });

        report.BytesMoved.ShouldBeInRange(8000 * Megabyte, (12_000 * Megabyte) - 1);
        var told = scenario.Events.OfType<RunProgress>().ToList();
        told.Count.ShouldBeGreaterThan(3);
        told.ShouldAllBe(p => p.BytesTotal == report.BytesMoved && p.BytesDone <= p.BytesTotal);
        told[^1].BytesDone.ShouldBe(report.BytesMoved);
    }

    [Theory]
    [InlineData(KafkaApiKeys.DescribeConfigs)]
    [InlineData(KafkaApiKeys.IncrementalAlterConfigs)]
    public void Unthrottle_OneAnswerIsLost_IsAskedAgain(short api)
    {
        using var scenario = Crashed();
        scenario.Cluster.FailNext(api, RequestFault.LoseAnswer);

        var report = scenario.Unthrottle();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    private static ExecutionScenario Crashed()
    {
        var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]), ([1, 2, 3], [1, 5, 3]));
        var moves = 0;
        Should.Throw<InvalidOperationException>(
            () => scenario.Drive(e => e.ApplyAsync(scenario.Request(new ExecutionOptions { MaxMoves = 1 })), record =>
        {
            moves += record is Kafka.Execution.Journal.Format.MovesSubmitted ? 1 : 0;
            if (moves == 1)
            {
                throw new InvalidOperationException("crash");
            }
        }));
        return scenario;
    }
}
