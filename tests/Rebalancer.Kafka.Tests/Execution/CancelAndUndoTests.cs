using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>The way back, on releases that each have a trap of their own.</summary>
public sealed class CancelAndUndoTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.KRaft39)]
    [InlineData(SimulatedRelease.ZooKeeper39)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Cancel_InTheMiddle_GivesTheOldOrderBackAndSaysWhatIsInBetween(SimulatedRelease release)
    {
        using var scenario = Interrupted(release);

        var report = scenario.Cancel();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.Reassigning.ShouldBeEmpty();
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        scenario.Partition("slow").Replicas.ShouldBe([1, 2, 3]);
        scenario.Partition("slow").Leader.ShouldBe(1);
        scenario.Partition("two").Replicas.Intersect([4, 8]).Count().ShouldBe(1);
        report.Exceptions.Single(e => e.TopicPartition.Topic == "two").Reason.ShouldBe("in between, spread no worse than before");

        scenario.Cluster.LimitReplica("slow", 0, 7, null);
        scenario.Cluster.LimitReplica("two", 0, 4, null);
        var resumed = scenario.Apply();
        resumed.Outcome.ShouldBe(ExecutionOutcome.Completed, resumed.Summary);
        resumed.Resumed.ShouldBeTrue();
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Undo_InTheMiddle_GoesBackToTheStart(SimulatedRelease release)
    {
        using var scenario = Interrupted(release);

        var report = scenario.Undo();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Resumed.ShouldBeFalse("it goes back; what it ends was no undo");
        scenario.Assignment().ShouldBe(scenario.Planned(undone: true));
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        scenario.Verify().Outcome.ShouldBe(ExecutionOutcome.Completed);
    }

    [Fact]
    public void Undo_AfterTheEnd_GoesBackAndApplyAgainGoesForward()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Undo().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned(undone: true));

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Theory]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    [InlineData(SimulatedRelease.KRaft43)]
    public void Cancel_OnlyNewReplicasAreInSync_IsNotSent(SimulatedRelease release)
    {
        using var scenario = new ExecutionScenario(release);
        scenario.Topic("t", 20 * Megabyte, ([1], [4, 5]));
        scenario.Cluster.LimitReplica("t", 0, 5, 0);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(12), stop);
        var options = new ExecutionOptions { AllowReplicationFactorChange = true, WholePartition = true };
        scenario.Apply(options, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Partition("t").Isr.ShouldBe([1, 4], ignoreOrder: true);
        scenario.Cluster.StopBroker(1);
        scenario.Advance(20);
        scenario.Partition("t").Isr.ShouldBe([4]);
        var sent = scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments);

        var report = scenario.Cancel();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldContain("only the new replicas [4] are in sync");
        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(sent);
        scenario.Partition("t").Leader.ShouldBe(4);
    }

    [Fact]
    public void Cancel_ReplicationFactorGrows_IsTakenBackToo()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 20 * Megabyte, ([1, 2], [1, 2, 6]));
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(8), stop);
        scenario.Apply(new ExecutionOptions { AllowReplicationFactorChange = true }, stop.Token);

        scenario.Cancel().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Partition("t").Replicas.ShouldBe([1, 2]);
        scenario.Cluster.Reassigning.ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_AfterAKill_GivesThrottlesBackWhileMovesRunOn()
    {
        using var scenario = Interrupted(SimulatedRelease.KRaft43);
        scenario.Cluster.ThrottleKeys().ShouldNotBeEmpty();

        var running = scenario.Status().Running.Length;
        var goesOn = (running == 1 ? "1 move in flight goes on" : $"{running} moves in flight go on")
            + " without a throttle, as fast as the brokers can";
        scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Unthrottle, scenario.Request())).Warnings
            .ShouldBe([$"{goesOn}; 'cancel' takes them back."]);
        var report = scenario.Unthrottle();
        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.Summary.ShouldBe($"No throttle set from this plan directory is left; {goesOn}.");

        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        scenario.Cluster.Reassigning.ShouldNotBeEmpty();
        scenario.Status().IsUnfinished.ShouldBeTrue();
    }

    [Fact]
    public void Cancel_NothingInFlight_ChangesNothing()
    {
        using var scenario = ApplyTests.Mixed();

        scenario.Cancel().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(0);
        scenario.Assignment().ShouldBe(scenario.Planned(undone: true));
    }

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Apply_AfterAnInterruptedUndo_TurnsItsMovesRoundAndSaysSo(SimulatedRelease release)
    {
        using var scenario = UndoInterrupted(release);
        scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request())).Warnings.ShouldContain(
            "1 partition is still moving the other way, by the run that was interrupted: these moves are cancelled first.");

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.MovesDone.ShouldBe(0, "the undo had brought nothing back yet");
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_WithoutThrottleAfterAThrottledRun_RemovesItFirst()
    {
        using var scenario = UndoInterrupted(SimulatedRelease.KRaft43);
        scenario.Cluster.ThrottleKeys().ShouldNotBeEmpty();
        IReadOnlyList<string>? whileMoving = null;
        scenario.Cluster.After(TimeSpan.FromSeconds(6), () => whileMoving = scenario.Cluster.ThrottleKeys());

        scenario.Cluster.After(TimeSpan.FromSeconds(8), () => scenario.Cluster.LimitReplica("slow", 0, 1, null));

        scenario.Undo(new ExecutionOptions { Throttle = ThrottleSetting.None }).Outcome.ShouldBe(ExecutionOutcome.Completed);

        whileMoving.ShouldNotBeNull().ShouldBeEmpty();
    }

    /// <summary>An apply that ended, and an undo that was stopped while "slow" had copied nothing back yet.</summary>
    private static ExecutionScenario UndoInterrupted(SimulatedRelease release)
    {
        var scenario = new ExecutionScenario(release);
        scenario.Topic("slow", 20 * Megabyte, ([1, 2, 3], [7, 2, 3]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.LimitReplica("slow", 0, 1, 100);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(25), stop);
        scenario.Drive(e => e.UndoAsync(scenario.Request(), null, stop.Token)).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Partition("slow").IsReassigning.ShouldBeTrue();
        return scenario;
    }

    /// <summary>An apply that was stopped while "slow" has copied nothing yet and "two" one of its two replicas.</summary>
    private static ExecutionScenario Interrupted(SimulatedRelease release)
    {
        var scenario = new ExecutionScenario(release);
        scenario.Topic("done", 20 * Megabyte, ([1, 2, 3], [6, 1, 2]))
            .Topic("slow", 100 * Megabyte, ([1, 2, 3], [7, 2, 3])).Topic("two", 20 * Megabyte, ([1, 2, 3], [4, 8, 3]));
        scenario.Cluster.LimitReplica("slow", 0, 7, 100);
        scenario.Cluster.LimitReplica("two", 0, 4, 1000);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(25), stop);
        scenario.Apply(null, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Partition("done").Replicas.ShouldBe([6, 1, 2]);
        scenario.Partition("two").IsReassigning.ShouldBeTrue();
        return scenario;
    }

    [Fact]
    public void Undo_ReplicationFactorWasRaised_GoesBackToTheListThatItHad()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1], [1, 2]));
        var options = new ExecutionOptions { AllowReplicationFactorChange = true };
        scenario.Apply(options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        var report = scenario.Undo(options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, string.Join(' ', report.Refusals));
        scenario.Partition("t").Replicas.ShouldBe([1]);
    }

    [Fact]
    public void Undo_SomebodyChangedAPartitionSince_OffersNoNewPlanWhichWouldUndoNothing()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1, 2, 3], [1, 2, 6]), ([1, 2, 3], [1, 2, 7]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ReassignByOthers("t", 0, 1, 2, 9);
        scenario.Advance(60);

        scenario.Undo().Refusals.ShouldBe(
        [
            "t-0: it has [1,2,9], neither the list before [1,2,3] nor the planned [1,2,6].",
            "Add --skip-drifted to leave out what is not as planned.",
        ]);

        scenario.Undo(new ExecutionOptions { SkipDrifted = true }).Outcome.ShouldBe(ExecutionOutcome.Partial);
        scenario.Partition("t", 1).Replicas.ShouldBe([1, 2, 3]);
        scenario.Status().Advice.ShouldBe("1 partition was changed by somebody else. Nothing else is left to undo.");
    }

    [Fact]
    public void Undo_ListBeforeIsBelowTheMinimumIsrByNow_IsRefused()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1], [1, 2, 3]));
        var options = new ExecutionOptions { AllowReplicationFactorChange = true };
        scenario.Apply(options).Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.SetConfig(Rebalancer.Kafka.Admin.ConfigResource.Topic("t"), "min.insync.replicas", "2");
        scenario.Advance(1);

        scenario.Undo(options).Refusals.ShouldHaveSingleItem().ShouldBe(
            "t-0: its target has 1 replica, min.insync.replicas is 2: producers with acks=all would stop; lower min.insync.replicas to 1 "
            + "first.");
    }

    [Fact]
    public void Undo_OldBrokerDiesWhileItsCopyIsOnTheWayBack_IsNotLeftMoving()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.LimitReplica("t", 0, 3, 0);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(20), stop);
        scenario.Drive(e => e.UndoAsync(scenario.Request(), null, stop.Token)).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Cluster.StopBroker(3);
        scenario.Advance(30);

        var report = scenario.Undo(new ExecutionOptions { DeadBrokerGrace = TimeSpan.FromSeconds(20) });

        report.Exceptions.ShouldHaveSingleItem().State.ShouldBe(PartitionState.Failed);
        scenario.Cluster.Reassigning.ShouldBeEmpty();
        scenario.Partition("t").Replicas.ShouldBe([1, 2, 6]);
    }

    [Fact]
    public void Cancel_SomebodyElseMovesAPartitionBackToItsListBefore_IsLeftAlone()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.LimitReplica("t", 0, 3, 0);
        scenario.Cluster.ReassignByOthers("t", 0, 1, 2, 3);
        scenario.Advance(5);

        scenario.Cancel();

        scenario.Cluster.Reassigning.ShouldHaveSingleItem().Target.ShouldBe([1, 2, 3]);
    }
}
