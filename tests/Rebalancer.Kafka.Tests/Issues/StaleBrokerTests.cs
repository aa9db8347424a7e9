using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Observing;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Kafka.Tests.Reading;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>A broker that is cut off from the controller goes on answering with old metadata: what it says must not decide.</summary>
public sealed class StaleBrokerTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Apply_FirstBrokerIsCutOff_EndsAsPlanned()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([4, 2, 3], [7, 2, 3]), ([5, 6, 4], [5, 6, 7]));
        scenario.Cluster.CutOffFromController(1);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Verify_CutOffBrokerKnowsTheTopicAsItWas_TheOthersDecide()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 20 * Megabyte, ([4, 2, 3], [7, 2, 3]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.CutOffFromController(1);
        scenario.Undo().Outcome.ShouldBe(ExecutionOutcome.Completed);

        // Broker 1 still shows the list that was planned, all in sync.
        scenario.Drive(() => scenario.Admin.DescribeTopicsAsync(1, ["t"], CancellationToken.None))[0].Partitions[0].Replicas
            .ShouldBe([7, 2, 3]);
        scenario.Verify().Summary.ShouldContain("its previous replica list");
    }

    [Fact]
    public async Task ReadAsync_AnswerFromThePast_OthersAreAsked()
    {
        var admin = new Brokers(3);
        var latest = new LatestTopics(admin);
        admin.Answer(1, Topic(epoch: 7, 1, 2, 3));
        (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Partitions[0].LeaderEpoch.ShouldBe(7);

        admin.Answer(1, Topic(epoch: 5, 9, 2, 3)).Answer(2, Topic(epoch: 8, 4, 2, 3)).Answer(3, Topic(epoch: 7, 1, 2, 3));
        (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Partitions[0].Replicas.ShouldBe([4, 2, 3]);
    }

    [Fact]
    public async Task ReadAsync_NobodyElseAnswers_WhatWasSeenStands()
    {
        var admin = new Brokers(3);
        var latest = new LatestTopics(admin);
        admin.Answer(1, Topic(epoch: 7, 1, 2, 3));
        await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken);

        admin.Answer(1, Topic(epoch: 5, 9, 2, 3)).Answer(2, null).Answer(3, null);
        (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Partitions[0].Replicas.ShouldBe([1, 2, 3]);

        admin.Answer(1, Unknown);
        (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Error.ShouldBeNull();
    }

    [Fact]
    public async Task ReadAsync_TwoBrokersSayTheTopicBeganAnew_IsBelieved()
    {
        // Before 2.8 topics have no ids: a lower epoch is all that tells.
        var admin = new Brokers(3);
        var latest = new LatestTopics(admin);
        admin.Answer(1, Topic(epoch: 7, 1, 2, 3));
        await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken);

        admin.Answer(1, Topic(epoch: 0, 4, 5, 6)).Answer(2, Topic(epoch: 0, 4, 5, 6)).Answer(3, null);
        (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Partitions[0].Replicas.ShouldBe([4, 5, 6]);
    }

    [Fact]
    public async Task ReadAsync_BrokersDisagreeAtFirstWhetherTheTopicExists_ItCannotBeSeen()
    {
        var admin = new Brokers(3);
        var latest = new LatestTopics(admin);
        admin.Answer(1, Unknown).Answer(2, Topic(epoch: 0, 4, 5, 6)).Answer(3, Unknown);
        (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Error!.ToString().ShouldBe(
            "brokers disagree on whether it exists (broker 2 knows it, broker 1 does not); look again when they agree");

        admin.Answer(2, Unknown);
        (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Error!.Code.ShouldBe(
            KafkaErrorCode.UnknownTopicOrPartition);
        var asked = admin.Asked;
        await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken);
        admin.Asked.ShouldBe(asked, "what is known to be gone is not asked of everybody again and again");
    }

    /// <summary>Seed 1122857 of the swarm: a run called a partition done whose topic had been deleted for half a minute.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task ReadAsync_SeenTopicThatTwoBrokersDoNotKnow_IsGone(int stillKnow, bool isGone)
    {
        var admin = new Brokers(3);
        var latest = new LatestTopics(admin);
        admin.Answer(1, Topic(epoch: 7, 1, 2, 3)).Answer(2, Topic(epoch: 7, 1, 2, 3));
        await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken);

        admin.Answer(1, Unknown).Answer(2, stillKnow > 1 ? Topic(epoch: 7, 1, 2, 3) : Unknown).Answer(3, Topic(epoch: 7, 1, 2, 3));

        ((await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Error is not null).ShouldBe(isGone);

        if (isGone)
        {
            // Nor does one that still knows it bring it back.
            admin.Answer(1, Topic(epoch: 7, 1, 2, 3)).Answer(2, Unknown);
            (await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Error!.Code.ShouldBe(
                KafkaErrorCode.UnknownTopicOrPartition);
        }
    }

    [Fact]
    public async Task ReadAsync_FirstAnswerIsFromThePast_AnotherBrokerIsAsked()
    {
        var admin = new Brokers(3);
        admin.Answer(1, Topic(epoch: 5, 9, 2, 3)).Answer(2, Topic(epoch: 8, 4, 2, 3)).Answer(3, null);

        (await new LatestTopics(admin).ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken))[0].Partitions[0].Replicas
            .ShouldBe([4, 2, 3]);
    }

    [Fact]
    public async Task ReadAsync_LaterLooks_AskOneBroker()
    {
        var admin = new Brokers(3);
        var latest = new LatestTopics(admin);
        admin.Answer(1, Topic(epoch: 7, 1, 2, 3)).Answer(2, Topic(epoch: 7, 1, 2, 3));
        await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken);
        admin.Asked.ShouldBe(2);

        await latest.ReadAsync(["t"], admin.Cluster, TestContext.Current.CancellationToken);
        admin.Asked.ShouldBe(2);
    }

    /// <summary>Seed 952649 of the swarm: "all is as planned" of a topic that was deleted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Verify_CutOffBrokerKnowsADeletedTopic_IsNotSaidToBeAsPlanned(int cutOff)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 20 * Megabyte, ([4, 2, 3], [7, 2, 3]));
        scenario.Topic("other", 20 * Megabyte, ([4, 2, 3], [7, 2, 3]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.CutOffFromController(cutOff);
        scenario.Cluster.DeleteTopic("t");
        scenario.Advance(5);

        var report = scenario.Verify();

        report.Outcome.ShouldNotBe(ExecutionOutcome.Completed);
        report.Summary.ShouldContain("1 cannot be seen");
        report.Exceptions.Single().Reason.ShouldNotBeNull().ShouldContain("brokers disagree on whether it exists");
    }

    private static TopicDescription Unknown => new("t", null, new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, null), []);

    private static TopicDescription Topic(int epoch, params int[] replicas) =>
        new("t", null, null, [new PartitionDescription(0, replicas[0], [.. replicas], [.. replicas], []) { LeaderEpoch = epoch }]);

    /// <summary>Brokers with an opinion each about one topic; broker 1 is the one that is asked first.</summary>
    private sealed class Brokers(int count) : FakeClusterAdminBase
    {
        private readonly Dictionary<int, TopicDescription?> _answers = [];

        public int Asked { get; private set; }

        public ClusterDescription Cluster { get; } = new FakeClusterAdmin().Cluster with
        {
            Brokers = [.. Enumerable.Range(1, count).Select(id => new LiveBroker(id, $"b{id}", 9092, null))],
        };

        public Brokers Answer(int broker, TopicDescription? answer)
        {
            _answers[broker] = answer;
            return this;
        }

        public override Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
            IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TopicDescription>>([_answers[1]!]);

        public override Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
            int broker, IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
        {
            Asked++;
            return _answers.GetValueOrDefault(broker) is { } answer
                ? Task.FromResult<IReadOnlyList<TopicDescription>>([answer])
                : throw new KafkaClusterException(KafkaFailure.Unreachable, $"Broker {broker} does not answer.");
        }
    }
}
