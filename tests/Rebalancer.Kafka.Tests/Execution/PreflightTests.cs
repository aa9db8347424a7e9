using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Reading;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>What is refused before anything is changed: the reason is named, nothing is sent, no journal is left.</summary>
public sealed class PreflightTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Apply_OtherCluster_IsRefused()
    {
        using var scenario = ApplyTests.Mixed();
        var request = scenario.Request();

        var report = scenario.Drive(e => e.ApplyAsync(request with { Plan = request.Plan with { ClusterId = "another-cluster" } }));

        ShouldBeRefused(scenario, report, "The plan is for cluster another-cluster");
    }

    [Theory]
    [InlineData(AclOperation.Alter, "ALTER")]
    [InlineData(AclOperation.AlterConfigs, "ALTER_CONFIGS")]
    public void Apply_WithoutARight_IsRefused(AclOperation missing, string name)
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.Authorize(cluster: Enum.GetValues<AclOperation>().Except([missing]));

        ShouldBeRefused(scenario, scenario.Apply(), $"Missing on the cluster: {name}");
    }

    [Fact]
    public void Apply_WithoutRightsOnTheTopics_NamesEach()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.Authorize(topics: [AclOperation.Describe]);

        ShouldBeRefused(scenario, scenario.Apply(), "Missing on topic big: DESCRIBE_CONFIGS, ALTER_CONFIGS. Perhaps: kafka-acls --add "
            + "--allow-principal ... --topic big --operation DescribeConfigs --operation AlterConfigs");
        ShouldBeRefused(
            scenario,
            scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.None }),
            "Missing on topic big: DESCRIBE_CONFIGS. Perhaps");
    }

    [Fact]
    public void Status_WithReadingRightsOnly_Works()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.Authorize(cluster: [AclOperation.Describe], topics: [AclOperation.Describe, AclOperation.DescribeConfigs]);

        scenario.Status().Advice.ShouldBe("'apply' carries the plan out.");
        ShouldBeRefused(scenario, scenario.Apply(), "Missing on the cluster: ALTER, DESCRIBE_CONFIGS, ALTER_CONFIGS.");
    }

    [Theory]
    [InlineData("wn0-kafka", false, "kafka-reassign-partitions.sh of the brokers' own version")]
    [InlineData("b0-pkc-1.eu-west-1.aws.confluent.cloud", true, "Confluent Cloud")]
    public void Apply_ClusterThatTakesNoReassignments_SaysWhatToDoInstead(string host, bool offered, string text)
    {
        using var scenario = ApplyTests.Mixed();
        var admin = new FakeClusterAdmin();
        admin.Cluster = admin.Cluster with { Brokers = [new LiveBroker(1, host, 9092, null)], SupportsReassignment = offered };

        foreach (var command in new Func<Executor, Task>[]
        {
            e => e.ApplyAsync(scenario.Request()),
            e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request()),
            e => e.StatusAsync(scenario.Request())
        })
        {
            var failure = Should.Throw<KafkaClusterException>(
                () => scenario.Drive(async e => { await command(e); return true; }, admin: admin));
            failure.Failure.ShouldBe(KafkaFailure.Unsupported);
            failure.Message.ShouldContain(text);
        }

        admin.Calls.ShouldAllBe(c => c == "cluster", "nothing that such a cluster does not know is asked");
    }

    [Fact]
    public void Apply_RefusedByAService_NamesTheLikelyReason()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.FailNext(
            KafkaApiKeys.AlterPartitionReassignments, RequestFault.Error(KafkaErrorCode.PolicyViolation), times: 1000);
        scenario.Cluster.AddBroker(10, "FD0UD0", host: "b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com");

        var report = scenario.Apply();

        report.Exceptions.ShouldNotBeEmpty();
        report.Exceptions.ShouldAllBe(
            e => e.Reason!.Contains("PolicyViolation", StringComparison.OrdinalIgnoreCase) && e.Reason.Contains("intelligent rebalancing"));
    }

    [Fact]
    public void Apply_DestinationDown_IsRefused()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.StopBroker(8);
        scenario.Advance(15);

        ShouldBeRefused(scenario, scenario.Apply(), "big-0: broker 8 of its target is not up");
    }

    [Fact]
    public void Apply_DestinationCordoned_IsRefused()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.CordonBroker(7);

        ShouldBeRefused(scenario, scenario.Apply(), "Broker 7 is cordoned");
    }

    [Fact]
    public void Apply_NoRoomOnADestination_IsRefused()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.SetUsableBytes(7, 200_000_000_000);

        ShouldBeRefused(scenario, scenario.Apply(), "Broker 7 has room for 0 B beside a reserve of 15 %");
    }

    [Fact]
    public void Apply_ForeignReassignment_IsRefusedUnlessNamed()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Topic("foreign", 400 * Megabyte, ([4, 5, 6], [4, 5, 6]));
        scenario.Cluster.LimitReplica("foreign", 0, 9, 0);
        scenario.Drive(() => scenario.Admin.AlterReassignmentsAsync(
            [new ReassignmentChange(new TopicPartition("foreign", 0), [4, 5, 9])], true, CancellationToken.None));
        scenario.Advance(1);

        ShouldBeRefused(scenario, scenario.Apply(), "A reassignment of somebody else is in flight: foreign-0. Wait until "
            + "it has ended, or cancel it first with --cancel-foreign foreign-0.", sent: 1);

        var report = scenario.Apply(new ExecutionOptions { CancelForeign = [new TopicPartition("foreign", 0)] });
        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Partition("foreign").Replicas.ShouldBe([4, 5, 6], ignoreOrder: true);
    }

    [Fact]
    public void Apply_CancelOfAForeignReassignmentIsRefused_SaysSoAtOnce()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Topic("foreign", 400 * Megabyte, ([4, 5, 6], [4, 5, 6]));
        scenario.Cluster.LimitReplica("foreign", 0, 9, 0);
        scenario.Cluster.ReassignByOthers("foreign", 0, 4, 5, 9);
        scenario.Advance(1);
        scenario.Cluster.OnRequest(
            KafkaApiKeys.AlterPartitionReassignments, _ => RequestFault.Error(KafkaErrorCode.ClusterAuthorizationFailed, "not you"));

        var report = scenario.Apply(new ExecutionOptions { CancelForeign = [new TopicPartition("foreign", 0)] });

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Summary.ShouldStartWith("foreign-0: the cluster refused the cancel: ");
        report.Summary.ShouldContain("not you");
        (report.EndedAt - report.StartedAt).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Apply_UnderReplicatedBesideThePlan_IsRefusedWhereTheClusterMustBeHealthy()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [4, 2, 3])).Topic("ill", 0, ([5, 6, 9], [5, 6, 9]));
        scenario.Cluster.StopBroker(9);
        scenario.Advance(15);

        ShouldBeRefused(
            scenario,
            scenario.Apply(new ExecutionOptions { RequireHealthyCluster = true }),
            "Under-replicated, and not repaired by the plan: ill-0.");

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
    }

    [Fact]
    public void Apply_KeptReplicaOutOfSync_IsRefused()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.StopBroker(3);
        scenario.Advance(15);

        ShouldBeRefused(scenario, scenario.Apply(), "Each of 2 partitions (big-0, big-2): broker 3 of its target is not up.");
    }

    [Fact]
    public void Apply_PlanThatReplacesADeadBroker_IsCarriedOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([3, 1, 2], [6, 7, 2]));
        scenario.Cluster.StopBroker(3);
        scenario.Advance(15);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Events.OfType<MovesStarted>().SelectMany(e => e.Moves)
            .Single(m => m.TopicPartition.Partition == 1 && m.From.Contains(3)).To.ShouldBe([1, 2, 6], ignoreOrder: true);
        report.Notes.ShouldContain(n => n.StartsWith("Broker 3 was not up", StringComparison.Ordinal));

        var undo = scenario.Undo();
        undo.Outcome.ShouldBe(ExecutionOutcome.Partial);
        undo.Exceptions.Length.ShouldBe(2);
        undo.Exceptions.ShouldAllBe(e => e.Reason == "its old list names broker 3, which is not up");
    }

    [Fact]
    public void Apply_ReplicationFactorChanges_IsRefusedUnlessAllowed()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2], [1, 2, 3]));

        ShouldBeRefused(scenario, scenario.Apply(), "t-0: its target changes the replication factor from 2 to 3");

        scenario.Apply(new ExecutionOptions { AllowReplicationFactorChange = true }).Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_TargetBelowMinimumIsr_IsRefused()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2]));
        scenario.Cluster.SetConfig(ConfigResource.Topic("t"), "min.insync.replicas", "2");
        scenario.Advance(1);

        ShouldBeRefused(scenario, scenario.Apply(new ExecutionOptions { AllowReplicationFactorChange = true }), "min.insync.replicas is 2");
    }

    [Fact]
    public void Apply_ManyTargetsBelowMinimumIsr_AreOneLineWithTheWayOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, [.. Enumerable.Range(0, 7).Select(_ => ((int[])[1, 2, 3], (int[])[1, 2]))]);
        scenario.Cluster.SetConfig(ConfigResource.Topic("t"), "min.insync.replicas", "2");
        scenario.Advance(1);

        scenario.Apply(new ExecutionOptions { AllowReplicationFactorChange = true }).Refusals.ShouldHaveSingleItem().ShouldBe(
            "Each of 7 partitions (t-0, t-1, t-2, t-3, t-4 and 2 more): its target has 2 replicas, min.insync.replicas is 2: one broker "
            + "down would stop producers with acks=all; lower min.insync.replicas to 1 first, or plan a replication factor of at least 3.");
        scenario.Apply().Refusals.ShouldHaveSingleItem().ShouldBe(
            "Each of 7 partitions (t-0, t-1, t-2, t-3, t-4 and 2 more): its target changes the replication factor from 3 to 2. Perhaps "
            + "--allow-replication-factor-change is meant.");
    }

    [Theory]
    [InlineData("1,2,2")]
    [InlineData("")]
    public void Apply_TargetIsNoList_IsRefused(string target)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], target.Length == 0 ? [] : [.. target.Split(',').Select(int.Parse)]));

        ShouldBeRefused(
            scenario, scenario.Apply(new ExecutionOptions { AllowReplicationFactorChange = true }), "is empty or names a broker twice");
    }

    [Fact]
    public void Apply_DriftedBefore_IsListedAndRefusedOrSkipped()
    {
        using var drifted = new ExecutionScenario();
        drifted.Topic("t", 20 * Megabyte, ([1, 2, 3], [1, 2, 3]), ([4, 5, 6], [4, 8, 6]));
        drifted.Plan("t", 0, [9, 2, 3], [1, 2, 6], 20 * Megabyte);

        ShouldBeRefused(drifted, drifted.Apply(), "t-0: it has [1,2,3], neither the list before [9,2,3] nor the planned [1,2,6].");
        ShouldBeRefused(drifted, drifted.Apply(), "Plan again, or add --skip-drifted to leave out what is not as planned.");

        var report = drifted.Apply(new ExecutionOptions { SkipDrifted = true });
        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Exceptions.ShouldHaveSingleItem().State.ShouldBe(PartitionState.Skipped);
        drifted.Partition("t", 1).Replicas.ShouldBe([4, 8, 6]);
    }

    [Fact]
    public void Apply_HiddenRateOnOldBroker_IsLeftAloneUnlessTold()
    {
        foreach (var told in new[] { false, true })
        {
            using var scenario = new ExecutionScenario(SimulatedRelease.ZooKeeper24);
            scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [4, 2, 3]));
            scenario.Cluster.SetConfig(ConfigResource.Broker(4), "follower.replication.throttled.rate", "5000000");
            scenario.Advance(1);

            var report = scenario.Apply(new ExecutionOptions { OverwriteHiddenRates = told });

            report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
            scenario.Cluster.ThrottleKeys().ShouldBe(told ? [] : ["broker 4 follower.replication.throttled.rate=5000000"]);
            report.Notes.Any(n => n == ("Rates that are set, but not shown (Kafka before 2.6), are left as they are: broker 4 "
                + "follower.replication.throttled.rate.")).ShouldBe(!told);
        }
    }

    private static void ShouldBeRefused(ExecutionScenario scenario, ExecutionReport report, string reason, int sent = 0)
    {
        report.Outcome.ShouldBe(ExecutionOutcome.Refused);
        report.Refusals.ShouldContain(r => r.Contains(reason), string.Join(" | ", report.Refusals));
        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(sent);
        scenario.Cluster.RequestCount(KafkaApiKeys.IncrementalAlterConfigs).ShouldBe(0);
        System.IO.Directory.GetFiles(scenario.Directory, "journal*").ShouldBeEmpty();
    }
}
