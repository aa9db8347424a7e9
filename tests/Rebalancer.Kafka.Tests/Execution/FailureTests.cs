using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Plans;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>
/// What goes wrong in the middle: the failures of docs/reassignments.md, "Failures in the middle", staged on the simulated cluster.
/// </summary>
public sealed class FailureTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    private static readonly ExecutionOptions s_patientless = new()
    {
        DeadBrokerGrace = TimeSpan.FromSeconds(30),
        HoldTimeout = TimeSpan.FromMinutes(2),
        StallTimeout = TimeSpan.FromSeconds(40)
    };

    [Theory]
    [InlineData("lose")]
    [InlineData("drop")]
    [InlineData("half")]
    [InlineData("not-controller")]
    [InlineData("timeout")]
    [InlineData("unknown")]
    public void Apply_SubmitGoesWrong_IsReadBackAndEndsAsPlanned(string fault)
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.FailNext(KafkaApiKeys.AlterPartitionReassignments, Fault(fault), times: 2);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Theory]
    [InlineData(KafkaApiKeys.ListPartitionReassignments)]
    [InlineData(KafkaApiKeys.Metadata)]
    [InlineData(KafkaApiKeys.DescribeLogDirs)]
    [InlineData(KafkaApiKeys.IncrementalAlterConfigs)]
    [InlineData(KafkaApiKeys.DescribeConfigs)]
    [InlineData(KafkaApiKeys.ElectLeaders)]
    public void Apply_AnswersAreLostForAWhile_EndsAsPlanned(short api)
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.After(TimeSpan.FromSeconds(4), () => scenario.Cluster.FailNext(api, RequestFault.LoseAnswer, times: 2));

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_ControllerAwayForHalfAMinute_EndsAsPlanned()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.After(TimeSpan.FromSeconds(3), scenario.Cluster.StopController);
        scenario.Cluster.After(TimeSpan.FromSeconds(33), scenario.Cluster.StartController);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_ControllerBrokerDiesOnZooKeeper_EndsAsPlanned()
    {
        using var scenario = ApplyTests.Mixed(SimulatedRelease.ZooKeeper39);
        scenario.Cluster.MoveController(9);
        scenario.Cluster.After(TimeSpan.FromSeconds(3), () => scenario.Cluster.StopBroker(9));
        scenario.Cluster.After(TimeSpan.FromSeconds(40), () => scenario.Cluster.StartBroker(9));

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_MetadataFarBehind_NothingIsTakenForLost()
    {
        using var scenario = new ExecutionScenario(configure: o => o with { MetadataLag = TimeSpan.FromSeconds(3) });
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [4, 5, 3]));
        scenario.Advance(4);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(2);
    }

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Apply_DestinationDies_ItsMovesAreTakenBackAndTheRestGoesOn(SimulatedRelease release)
    {
        using var scenario = new ExecutionScenario(release);
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 7]), ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]));
        scenario.Cluster.After(TimeSpan.FromSeconds(5), () => scenario.Cluster.StopBroker(7));

        var report = scenario.Apply(s_patientless);

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldContain("destination broker 7 did not come back");
        scenario.Partition("t", 0).Replicas.ShouldBe([1, 2, 3]);
        scenario.Partition("t", 1).Replicas.ShouldBe([1, 2, 6]);
        scenario.Cluster.ThrottleKeys().ShouldAllBe(k => k.StartsWith("broker 7 ", StringComparison.Ordinal));
        report.ThrottlesLeft.ShouldNotBeEmpty();

        scenario.Cluster.StartBroker(7);
        scenario.Advance(15);
        scenario.Unthrottle().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_DestinationAwayForAMoment_IsWaitedFor()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 7]));
        scenario.Cluster.After(TimeSpan.FromSeconds(5), () => scenario.Cluster.StopBroker(7));
        scenario.Cluster.After(TimeSpan.FromSeconds(25), () => scenario.Cluster.StartBroker(7));

        var report = scenario.Apply(s_patientless);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary + string.Join(' ', report.Exceptions));
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_KeptReplicaDies_NothingNewStartsUntilItIsBack()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [1, 2, 7]), ([1, 2, 3], [1, 2, 8]));
        scenario.Cluster.After(TimeSpan.FromSeconds(2), () => scenario.Cluster.StopBroker(2));
        scenario.Cluster.After(TimeSpan.FromSeconds(60), () => scenario.Cluster.StartBroker(2));

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1 });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Events.OfType<WindowHeld>().ShouldNotBeEmpty();
        scenario.Events.OfType<MovesStarted>().Last().At.ShouldBeGreaterThan(scenario.Events[0].At + TimeSpan.FromSeconds(57));
    }

    [Fact]
    public void Apply_LeaderDies_TheMoveGoesOnFromTheNextLeader()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 300 * Megabyte, ([1, 2, 3], [2, 3, 7]));
        scenario.Cluster.After(TimeSpan.FromSeconds(4), () => scenario.Cluster.StopBroker(1));

        var report = scenario.Apply(
            new ExecutionOptions { Throttle = ThrottleSetting.Rate(10 * Megabyte), HoldTimeout = TimeSpan.FromMinutes(2) });

        scenario.Partition("t").Replicas.ShouldBe([2, 3, 7]);
        report.Notes.ShouldContain(n => n.Contains("Broker 1 was not up when its copies were given up: the files stay on its disk when it "
            + "comes back, and their space is not free: t-0."));
    }

    [Fact]
    public void Apply_NothingGrows_SaysWhyAndTakesBackWhenTold()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [7, 2, 3]));
        scenario.Cluster.LimitReplica("t", 0, 7, 0);

        var report = scenario.Apply(s_patientless with { CancelStalled = true });

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Notes.ShouldContain(n => n.StartsWith("No growth for 40s", StringComparison.Ordinal)
            && n.Contains("throttle")
            && n.EndsWith(": t-0 on broker 7.", StringComparison.Ordinal));
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldContain("did not grow");
        scenario.Assignment().ShouldBe(scenario.Planned(undone: true));
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_ProducersWriteMoreThanTheThrottle_LeadersRateFollowsTheirFollowers()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 7]));
        scenario.Cluster.SetProduceRate("t", 0, 3 * Megabyte);

        var report = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(8 * Megabyte) });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        (report.EndedAt - report.StartedAt).ShouldBeLessThan(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Apply_TopicDeletedInTheMiddle_EndsWithTheTopicNamed()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("a", 200 * Megabyte, ([1, 2, 3], [7, 2, 3])).Topic("b", 200 * Megabyte, ([1, 2, 3], [1, 2, 8]));
        scenario.Cluster.After(TimeSpan.FromSeconds(5), () => scenario.Cluster.DeleteTopic("a"));

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.Exceptions.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(e => e.TopicPartition.Topic.ShouldBe("a"), e => e.State.ShouldBe(PartitionState.Gone));
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_TopicCreatedAnew_IsNeverSentTheOldTarget()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("a", 200 * Megabyte, ([1, 2, 3], [7, 8, 3])).Topic("b", 200 * Megabyte, ([1, 2, 3], [1, 2, 8]));
        scenario.Cluster.After(TimeSpan.FromSeconds(4), () =>
        {
            scenario.Cluster.DeleteTopic("a");
            scenario.Cluster.CreateTopic("a", [[1, 2, 3]]);
        });

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Summary.ShouldBe("Partly done: 1 of 2 partitions is not done (1 is of a topic that was created anew).");
        ReportWriter.ToText(report).ShouldContain(" skipped its topic was created anew\n");
        report.Exceptions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.State.ShouldBe(PartitionState.Skipped),
            e => e.Reason.ShouldBe("its topic was created anew"),
            e => e.Replicas.ShouldBeEmpty());
        scenario.Verify().Summary.ShouldBe(
            "1 of 2 partitions is not on its planned replicas (1 is of a topic that was created anew).");
        scenario.Status().Advice.ShouldBe(
            "1 partition is of a topic created anew. Nothing else is left to do. To include it, make a new plan.");
        scenario.Partition("a").Replicas.ShouldBe([1, 2, 3]);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_TopicGrowsWhileItMoves_NewPartitionsOfAnotherReplicationFactorAreNamed()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("a", 200 * Megabyte, ([1, 2, 3], [7, 8, 3]));
        scenario.Cluster.After(TimeSpan.FromSeconds(4), () => scenario.Cluster.CreatePartitions("a", 2));

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Notes.ShouldContain(n => n.Contains(
            "New partitions have another replication factor than the rest of their topic; perhaps a new plan should change that: a-1 ("));
    }

    [Fact]
    public void Apply_SomebodyCancelsOurMove_IsTold()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("a", 300 * Megabyte, ([1, 2, 3], [7, 2, 3])).Topic("b", 40 * Megabyte, ([1, 2, 3], [1, 2, 8]));
        scenario.Cluster.After(TimeSpan.FromSeconds(5), () => scenario.Admin.AlterReassignmentsAsync(
            [new ReassignmentChange(new TopicPartition("a", 0), null)], true, CancellationToken.None));

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldContain("somebody cancelled its move to [7,2,3]");
        scenario.Partition("b").Replicas.ShouldBe([1, 2, 8]);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_SomebodyStartsReassignments_TheWindowIsHeldAndTheirsAreLeftAlone()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("foreign", 400 * Megabyte, ([4, 5, 6], [4, 5, 6]))
            .Topic("t", 60 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 8, 3]));
        scenario.Cluster.LimitReplica("foreign", 0, 9, 8 * Megabyte);
        scenario.Cluster.After(TimeSpan.FromSeconds(2), () => scenario.Admin.AlterReassignmentsAsync(
            [new ReassignmentChange(new TopicPartition("foreign", 0), [4, 5, 9])], true, CancellationToken.None));

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1 });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Notes.ShouldContain(n => n.Contains("A reassignment of somebody else is in flight: foreign-0"));
        scenario.Partition("foreign").Replicas.ShouldBe([4, 5, 9]);
    }

    [Fact]
    public void Apply_OperatorRevertsThrottleLists_StopsAndSaysWhy()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [7, 8, 3]), ([4, 5, 6], [4, 9, 6]));
        scenario.Cluster.RevertThrottleLists(TimeSpan.FromSeconds(7));

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1 });

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Summary.ShouldContain("Strimzi");
        scenario.Cluster.Reassigning.ShouldBeEmpty();
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_PartitionChangesUnderIt_StopsOrSkips()
    {
        foreach (var skip in new[] { false, true })
        {
            using var scenario = new ExecutionScenario();
            scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 2, 8]), ([1, 2, 3], [1, 9, 3]));
            scenario.Cluster.After(TimeSpan.FromSeconds(2), () => scenario.Admin.AlterReassignmentsAsync(
                [new ReassignmentChange(new TopicPartition("t", 1), [3, 2, 1])], true, CancellationToken.None));

            var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1, SkipDrifted = skip });

            report.Outcome.ShouldBe(ExecutionOutcome.Partial);
            report.Exceptions.ShouldContain(
                e => e.TopicPartition == new TopicPartition("t", 1) && e.State == PartitionState.Skipped && e.Reason.Contains("[3,2,1]"));
            scenario.Partition("t", 2).Replicas.SequenceEqual([1, 9, 3]).ShouldBe(skip);
        }
    }

    [Fact]
    public void Apply_ListsAreTooLongForOneValue_MovesInPortions()
    {
        using var scenario = new ExecutionScenario(configure: o => o with { DiskBytesPerSecond = 2_000_000_000 });
        scenario.Topic("t", 0, [.. Enumerable.Range(0, 2500).Select(i => (new[] { 1, 2, 3 }, new[] { 1, 2, i % 2 == 0 ? 6 : 9 }))]);
        var longest = 0;
        scenario.Cluster.Observe(o => longest = Math.Max(
            longest, scenario.Cluster.ConfigValueOf(ConfigResource.Topic("t"), "leader.replication.throttled.replicas")?.Length ?? 0));

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 5000, MaxMovesIn = 5000, MaxMovesOut = 5000 });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        longest.ShouldBeInRange(10_000, 32_767);
    }

    [Fact]
    public void Apply_CancelledToken_StopsAndResumes()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 2, 8]));
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1, Throttle = ThrottleSetting.Rate(20 * Megabyte) }, stop.Token);

        report.Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        report.Summary.ShouldContain("1 partition is still moving under the throttle, 1 was not started");
        scenario.Status().IsUnfinished.ShouldBeTrue();

        var resumed = scenario.Apply();

        resumed.Outcome.ShouldBe(ExecutionOutcome.Completed);
        resumed.Resumed.ShouldBeTrue();
        resumed.Throttle.ShouldBe("20MB");
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_ClusterAwayForLong_EndsInterruptedAndResumes()
    {
        using var scenario = ApplyTests.Mixed();
        var away = true;
        scenario.Cluster.After(
            TimeSpan.FromSeconds(3),
            () => scenario.Cluster.OnRequest(KafkaApiKeys.ListPartitionReassignments, _ => away ? RequestFault.Drop : null));

        var report = scenario.Apply(s_patientless);

        report.Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        away = false;
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_DirectoryIsLocked_NamesTheProcess()
    {
        using var scenario = ApplyTests.Mixed();
        using var held = PlanLock.TryTake(scenario.Directory, out _);

        Should.Throw<InputException>(() => scenario.Apply()).Message.ShouldContain($"Process {Environment.ProcessId} is using");
        scenario.Status().ProcessId.ShouldBe(Environment.ProcessId);
    }

    private static RequestFault Fault(string name) => name switch
    {
        "lose" => RequestFault.LoseAnswer,
        "drop" => RequestFault.Drop,
        "half" => RequestFault.HalfAnswer,
        "not-controller" => RequestFault.Error(KafkaErrorCode.NotController),
        "timeout" => RequestFault.Error(KafkaErrorCode.RequestTimedOut),
        _ => RequestFault.Error(KafkaErrorCode.UnknownServerError),
    };
}
