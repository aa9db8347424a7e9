using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>Plans that go through: every release, every kind of change.</summary>
public sealed class ApplyTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.KRaft39)]
    [InlineData(SimulatedRelease.ZooKeeper39)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Apply_ReplicasAndOrders_ListsLeadersAndThrottlesAsPlanned(SimulatedRelease release)
    {
        using var scenario = Mixed(release);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        report.MovesDone.ShouldBe(4);
        report.BytesMoved.ShouldBe(160 * Megabyte);
        scenario.Verify().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Status().Advice.ShouldStartWith("Nothing is left to do");
        File.Exists(Path.Combine(scenario.Directory, "execution-report.json")).ShouldBeTrue();
    }

    [Fact]
    public void Apply_SecondTime_ChangesNothing()
    {
        using var scenario = Mixed();
        scenario.Apply();
        var requests = scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments);

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(requests);
    }

    [Fact]
    public void Apply_OrderOnly_SetsNoThrottle()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 50 * Megabyte, ([1, 2, 3], [2, 3, 1]), ([4, 5, 6], [6, 5, 4]));

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.RequestCount(KafkaApiKeys.IncrementalAlterConfigs).ShouldBe(0);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_WholePartition_SendsOneListAPartition()
    {
        using var scenario = Mixed();

        scenario.Apply(new ExecutionOptions { WholePartition = true }).Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Events.OfType<MovesStarted>().SelectMany(e => e.Moves).Count().ShouldBe(scenario.Changes.Length);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Apply_InternalTopic_GoesLast()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("__consumer_offsets", Megabyte, ([1, 2, 3], [4, 2, 3]))
            .Topic("t", 40 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 5, 3]));

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Events.OfType<PartitionEnded>().Last().TopicPartition.Topic.ShouldBe("__consumer_offsets");
    }

    [Fact]
    public void Apply_Throttled_TakesTheTimeThatTheRateAsksFor()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [4, 2, 3]));

        var report = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(4 * Megabyte) });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        (report.EndedAt - report.StartedAt).ShouldBeInRange(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(75));
    }

    [Fact]
    public void Apply_ThrottleNone_TouchesNoConfiguration()
    {
        using var scenario = Mixed();

        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.None }).Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.RequestCount(KafkaApiKeys.IncrementalAlterConfigs).ShouldBe(0);
    }

    [Fact]
    public void Apply_ExistingThrottles_ArePutBack()
    {
        using var scenario = Mixed();
        scenario.Cluster.SetConfig(ConfigResource.Broker(4), "follower.replication.throttled.rate", "123456789");
        scenario.Cluster.SetConfig(ConfigResource.Topic("big"), "leader.replication.throttled.replicas", "9:9,0:1");
        var before = scenario.Cluster.ThrottleKeys();

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.ThrottleKeys().ShouldBe(before);
        scenario.Cluster.ConfigValueOf(ConfigResource.Broker(4), "follower.replication.throttled.rate").ShouldBe("123456789");
        scenario.Cluster.ConfigValueOf(ConfigResource.Topic("big"), "leader.replication.throttled.replicas").ShouldBe("9:9,0:1");
    }

    internal static ExecutionScenario Mixed(SimulatedRelease release = SimulatedRelease.KRaft43)
    {
        var scenario = new ExecutionScenario(release);
        scenario.Topic("big", 40 * Megabyte, ([1, 2, 3], [4, 8, 3]), ([2, 3, 1], [2, 6, 1]), ([3, 1, 2], [1, 3, 2]))
            .Topic("other", 40 * Megabyte, ([4, 5, 6], [4, 5, 6]), ([4, 5, 6], [5, 7, 6]));
        return scenario;
    }
}
