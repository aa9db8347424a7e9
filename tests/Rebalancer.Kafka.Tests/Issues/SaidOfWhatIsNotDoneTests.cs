using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// What was not done was told as if it were: by progress, by status after an undo of nothing, by the question before a resume.
/// </summary>
public sealed class SaidOfWhatIsNotDoneTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Undo_OfWhatWasNeverApplied_LeavesThePlanToBeCarriedOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 10 * Megabyte, ([1, 2, 3], [1, 2, 6]));

        var undo = scenario.Undo();
        var status = scenario.Status();

        undo.Summary.ShouldBe("There was nothing to undo: no run of this plan has moved anything. This is verified.");
        status.PercentDone.ShouldBe(0);
        status.Counts.Keys.ShouldBe([PartitionState.Pending]);
        status.Advice.ShouldNotContain("Everything is as it was before");
        var verify = scenario.Verify();
        verify.Outcome.ShouldBe(ExecutionOutcome.Partial);
        verify.Summary.ShouldBe("1 of 1 partition is not on its planned replicas.");
    }

    [Fact]
    public void Progress_FailedPartitions_AreGivenUpAndStayInTheTotal()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([1, 2, 3], [1, 2, 7]));
        scenario.Cluster.After(TimeSpan.FromSeconds(8), () => scenario.Cluster.StopBroker(6));

        var report = scenario.Apply(new ExecutionOptions
        {
            Throttle = ThrottleSetting.Rate(5 * Megabyte),
            DeadBrokerGrace = TimeSpan.FromSeconds(5),
        });

        report.Counts[PartitionState.Failed].ShouldBe(1);
        var last = scenario.Events.OfType<RunProgress>().Last();
        (last.PartitionsEnded, last.PartitionsGivenUp, last.MovesDone, last.MovesGivenUp).ShouldBe((2, 1, 1, 1));
        last.BytesDone.ShouldBe(100 * Megabyte);
        last.BytesTotal.ShouldBe(200 * Megabyte);
    }

    [Fact]
    public void Apply_NothingCameToItsEnd_IsNotCalledPartlyDone()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.After(TimeSpan.FromSeconds(8), () => scenario.Cluster.StopBroker(6));

        scenario.Apply(new ExecutionOptions
        {
            Throttle = ThrottleSetting.Rate(5 * Megabyte),
            DeadBrokerGrace = TimeSpan.FromSeconds(5),
        }).Summary.ShouldStartWith("Not done: 1 of 1 partition is not done");
    }

    [Fact]
    public void Preview_OfAResumeWithADestinationThatIsDown_Warns()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(8), stop);
        var stopped = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(5 * Megabyte) }, stop.Token);
        scenario.Cluster.StopBroker(6);
        scenario.Advance(60);

        var preview = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request()));

        preview.Refusals.ShouldBeEmpty();
        preview.Warnings.ShouldContain("Broker 6 is not up: 1 partition of this plan should be on it.");
        ReportWriter.ToText(stopped).ShouldContain("Moved       0 replicas, not counting what is in flight\n");
    }

    [Fact]
    public void Verify_ListsAreAsPlannedAndOneReplicaLags_SaysInSync()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 10 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.StopBroker(6);
        scenario.Advance(60);

        scenario.Verify().Summary.ShouldBe("1 of 1 partition is not in sync on its planned replicas.");
    }
}
