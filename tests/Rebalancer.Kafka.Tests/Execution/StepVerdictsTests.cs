using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Observing;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>The verdict table of docs/reassignments.md, "Progress and verdicts": move of t-0 from [1,2,3] to [4,2,1].</summary>
public sealed class StepVerdictsTests
{
    private static readonly TopicPartition s_partition = new("t", 0);
    private static readonly Guid s_id = new("11111111-1111-1111-1111-111111111111");

    [Theory]
    [InlineData("4,2,1,3 +4 -3", "4,2,1,3", "1,2,3", 0, "Running")]
    [InlineData("", "4,2,1", "1,2,4", 0, "Done")]
    [InlineData("", "4,2,1", "1,2,4,3", 0, "Unsettled")] // ZooKeeper: the removed replica is still in the ISR
    [InlineData("", "4,2,1", "1,4", 0, "Unsettled")]
    [InlineData("", "4,2,1", "1,4", 5, "DoneThin")]
    [InlineData("", "4,2,1,3", "1,2,3", 0, "Unsettled")] // the list of reassignments is ahead of metadata
    [InlineData("", "1,2,3", "1,2,3", 4, "Unsettled")]
    [InlineData("", "2,1,3", "1,2,3", 5, "Reverted")] // a cancel leaves another order
    [InlineData("", "5,2,1", "5,2,1", 5, "Overridden")]
    [InlineData("5,2,1,3,4 +5 -3,4", "5,2,1,3,4", "1,2,3", 0, "Overridden")]
    [InlineData("1,2,3,4 +4 -4", "1,2,3,4", "1,2,3,4", 0, "Overridden")]
    [InlineData("1,2,3,4 +4 -4", "1,2,3,4", "1,2,3,4", 31, "Stuck")]
    public void Judge_Answers_IsTheVerdict(string ongoing, string replicas, string isr, int oddSeconds, string verdict) =>
        StepVerdicts.Judge(Step, View(ongoing, replicas, isr, s_id), s_id, TimeSpan.FromSeconds(oddSeconds)).ToString().ShouldBe(verdict);

    [Fact]
    public void Judge_TopicOfAnotherId_IsGoneAtTheSecondLook()
    {
        var view = View("", "1,2,3", "1,2,3", Guid.Empty);

        StepVerdicts.Judge(Step, view, s_id, TimeSpan.Zero).ShouldBe(Verdict.Unsettled);
        StepVerdicts.Judge(Step, view, s_id, TimeSpan.FromSeconds(5)).ShouldBe(Verdict.Gone);
        StepVerdicts.Judge(Step, View("", "4,2,1", "4,2,1", null), null, TimeSpan.Zero).ShouldBe(Verdict.Done);
    }

    [Fact]
    public void Judge_NoTopic_IsGoneAtTheSecondLook()
    {
        var view = new ClusterView(
            Cluster,
            [],
            [new TopicDescription("t", null, new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, null), [])],
            null,
            default);

        StepVerdicts.Judge(Step, view, s_id, TimeSpan.Zero).ShouldBe(Verdict.Unsettled);
        StepVerdicts.Judge(Step, view, s_id, TimeSpan.FromSeconds(5)).ShouldBe(Verdict.Gone);
    }

    private static MoveStep Step => new(s_partition, [1, 2, 3], [4, 2, 1], 1, 0, 0, false);

    private static ClusterDescription Cluster => new()
    {
        ClusterId = "c",
        ControllerId = 1,
        Brokers = [],
        IsKRaft = true,
        SupportsReassignment = true,
        CanForbidReplicationFactorChange = true,
        ThrottleRatesReadable = true,
        AuthorizedOperations = null,
    };

    private static ClusterView View(string ongoing, string replicas, string isr, Guid? id)
    {
        var sets = ongoing.Split(' ');
        OngoingReassignment[] list = ongoing.Length == 0
            ? []
            : [new(s_partition, [.. Ids(sets[0])], [.. Ids(sets[1][1..])], [.. Ids(sets[2][1..])])];
        return new ClusterView(
            Cluster,
            list,
            [new TopicDescription("t", id, null, [new PartitionDescription(0, 1, [.. Ids(replicas)], [.. Ids(isr)], [])])],
            null,
            default);
    }

    private static IEnumerable<int> Ids(string text) => text.Split(',').Select(int.Parse);
}
