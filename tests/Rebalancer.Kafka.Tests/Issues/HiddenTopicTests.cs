using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// Kafka leaves topics that the caller may not describe out of its metadata: they were taken for deleted, "verify" said that all is well,
/// and "apply" completed.
/// </summary>
public sealed class HiddenTopicTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Apply_TopicOfThePlanIsHidden_IsRefusedWithTheRightThatIsMissing(SimulatedRelease release)
    {
        using var scenario = Two(release);
        scenario.Cluster.HideTopic("hidden");

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Refused);
        report.Refusals.ShouldHaveSingleItem().ShouldStartWith("Topic hidden cannot be seen. Missing on it: DESCRIBE");
        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(0);
    }

    [Fact]
    public void Verify_TopicIsHidden_IsPartialAndSaysSo()
    {
        using var scenario = Two();
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.HideTopic("hidden");

        var report = scenario.Verify();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Exceptions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.State.ShouldBe(PartitionState.Unseen),
            e => e.Reason.ShouldStartWith("its topic cannot be seen: TopicAuthorizationFailed"));
        report.Summary.ShouldContain("1 cannot be seen");
        scenario.Status().Counts[PartitionState.Unseen].ShouldBe(1);
    }

    [Fact]
    public void Apply_TopicIsHiddenInTheMiddle_IsPartialAndNeverCalledDone()
    {
        using var scenario = Two();
        scenario.Cluster.After(TimeSpan.FromSeconds(4), () => scenario.Cluster.HideTopic("hidden"));

        var report = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(20 * Megabyte) });

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Exceptions.ShouldHaveSingleItem().State.ShouldBe(PartitionState.Unseen);
        report.Counts[PartitionState.Done].ShouldBe(1);
        report.ThrottlesLeft.ShouldAllBe(t => t.Contains("topic hidden"));
        report.ThrottlesLeft.ShouldNotBeEmpty("its lists cannot be taken back");

        scenario.Cluster.HideTopic("hidden", hidden: false);
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_ResumedWhileATopicIsHidden_GoesOnWithTheRest()
    {
        using var scenario = Two();
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(4), stop);
        scenario.Apply(new ExecutionOptions { MaxMoves = 1, Throttle = ThrottleSetting.Rate(20 * Megabyte) }, stop.Token).Outcome
            .ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Advance(60);
        scenario.Cluster.HideTopic("hidden");

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Counts[PartitionState.Done].ShouldBe(1);
        report.Counts[PartitionState.Unseen].ShouldBe(1);
    }

    [Fact]
    public void Cancel_TopicOfAMoveIsHidden_LeavesItToItsEnd()
    {
        using var scenario = Two();
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(4), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(5 * Megabyte) }, stop.Token);
        scenario.Cluster.HideTopic("hidden");

        var report = scenario.Cancel();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Exceptions.ShouldContain(e => e.TopicPartition == new TopicPartition("hidden", 0)
            && e.Reason.Contains("nobody can tell whether a cancel would lose data"));
        scenario.Partition("hidden").IsReassigning.ShouldBeTrue();
    }

    private static ExecutionScenario Two(SimulatedRelease release = SimulatedRelease.KRaft43)
    {
        var scenario = new ExecutionScenario(release);
        return scenario.Topic("open", 100 * Megabyte, ([1, 2, 3], [1, 2, 6])).Topic("hidden", 300 * Megabyte, ([4, 5, 6], [4, 8, 6]));
    }
}
