using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Admin;

/// <summary>What is done by Confluent.Kafka: one result for each thing asked, whatever the call as a whole came to.</summary>
public sealed class ConfluentClusterAdminTests : IAsyncDisposable
{
    private const string Rate = "leader.replication.throttled.rate";

    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions { MetadataLag = TimeSpan.Zero }, new FakeTimeProvider());
    private readonly SimulatedClusterServer _server;
    private readonly ConfluentClusterAdmin _admin;

    public ConfluentClusterAdminTests()
    {
        _cluster.AddBroker(1, "FD0UD0");
        _cluster.AddBroker(2, "FD1UD0");
        _cluster.AddBroker(3);
        _cluster.AddTopic("t", 1000, [1, 2], [2, 3]);
        _server = SimulatedClusterServer.Start(_cluster);
        _admin = new(new ClientProperties().WithBootstrapServers(_server.BootstrapServers), NullLogger.Instance);
    }

    [Fact]
    public async Task DescribeConfigsAsync_KnownAndUnknownInAnyOrder_OneAnswerEachInThatOrder()
    {
        _cluster.SetConfig(ConfigResource.Broker(2), Rate, "5");
        ConfigResource[] asked = [
            ConfigResource.Topic("no"), ConfigResource.Broker(2), ConfigResource.Topic("t"), ConfigResource.Broker(1),
            ConfigResource.Broker(2),
        ];

        var answers = await _admin.DescribeConfigsAsync(asked, [Rate], default);

        answers.Select(a => a.Resource).ShouldBe(asked.Distinct());
        answers[0].Error!.Code.ShouldBe(KafkaErrorCode.UnknownTopicOrPartition);
        answers[1].Entries.ShouldHaveSingleItem().Value.Value.ShouldBe("5");
        answers[1].Entries[Rate].Source.ShouldBe(ConfigSource.DynamicBroker);
        answers[2].Entries.ShouldBeEmpty("only the keys that were asked for are told");
        answers.Skip(1).ShouldAllBe(a => a.Error == null);
    }

    [Fact]
    public async Task AlterConfigsAsync_SetsAndDeletesOfSeveral_OneResultEach()
    {
        _cluster.SetConfig(ConfigResource.Broker(1), Rate, "5");

        var results = await _admin.AlterConfigsAsync(
            [
                new(ConfigResource.Broker(1), Rate, null),
                new(ConfigResource.Topic("no"), "follower.replication.throttled.replicas", "0:1"),
                new(ConfigResource.Topic("t"), "follower.replication.throttled.replicas", "0:1"),
                new(ConfigResource.Topic("t"), "leader.replication.throttled.replicas", "0:2"),
            ],
            default);

        results.Select(r => r.Resource).ShouldBe([ConfigResource.Broker(1), ConfigResource.Topic("no"), ConfigResource.Topic("t")]);
        results.Select(r => r.Error?.Code).ShouldBe([null, KafkaErrorCode.UnknownTopicOrPartition, null]);
        _cluster.ThrottleKeys().ShouldBe([
            "topic t follower.replication.throttled.replicas=0:1", "topic t leader.replication.throttled.replicas=0:2",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task AlterConfigsAsync_OneBrokerRefuses_TheOthersAreDone()
    {
        using var refuses = _cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, request =>
            request.BrokerId == 2 ? RequestFault.Error(KafkaErrorCode.ClusterAuthorizationFailed, "no") : null);

        var results = await _admin.AlterConfigsAsync(
            [.. new[] { 1, 2, 3 }.Select(id => new ConfigChange(ConfigResource.Broker(id), Rate, "9"))], default);

        results.Select(r => r.Error?.Code).ShouldBe([null, KafkaErrorCode.ClusterAuthorizationFailed, null]);
        _cluster.ThrottleKeys().ShouldBe([$"broker 1 {Rate}=9", $"broker 3 {Rate}=9"], ignoreOrder: true);
    }

    [Fact]
    public async Task ElectPreferredLeadersAsync_None_IsNotAll()
    {
        var before = _cluster.RequestCount(KafkaApiKeys.ElectLeaders);

        (await _admin.ElectPreferredLeadersAsync([], default)).ShouldBeEmpty();

        _cluster.RequestCount(KafkaApiKeys.ElectLeaders).ShouldBe(before);
    }

    [Fact]
    public async Task ElectPreferredLeadersAsync_NeedlessAndUnknown_OneResultEachInOrder()
    {
        var results = await _admin.ElectPreferredLeadersAsync([new("no", 0), new("t", 1), new("t", 0)], default);

        results.Select(r => $"{r.TopicPartition} {r.Error?.Code}").ShouldBe([
            "no-0 UnknownTopicOrPartition", "t-1 ElectionNotNeeded", "t-0 ElectionNotNeeded",
        ]);
    }

    [Fact]
    public async Task ElectPreferredLeadersAsync_WholeCallIsRefused_StandsForEach()
    {
        _cluster.FailNext(KafkaApiKeys.ElectLeaders, RequestFault.Error(KafkaErrorCode.ClusterAuthorizationFailed, "no"));

        var results = await _admin.ElectPreferredLeadersAsync([new("t", 0), new("t", 1)], default);

        results.Select(r => r.Error?.Code).ShouldBe([KafkaErrorCode.ClusterAuthorizationFailed, KafkaErrorCode.ClusterAuthorizationFailed]);
    }

    [Fact]
    public async Task CreateTopicsAsync_OneExists_TheOtherIsMade()
    {
        var results = await _admin.CreateTopicsAsync([New("t"), New("new")], default);

        results.Select(r => $"{r.Topic} {r.Error?.Code}").Order().ShouldBe(["new ", "t TopicAlreadyExists"]);
        _cluster.Partition("new", 0)!.Replicas.ShouldBe([3, 1]);
    }

    [Fact]
    public async Task AddPartitionsAsync_UnknownTopic_IsItsResult()
    {
        var results = await _admin.AddPartitionsAsync([new("no", 3, [[1, 2]]), new("t", 3, [[3, 1]])], default);

        results.Select(r => $"{r.Topic} {r.Error?.Code}").Order().ShouldBe(["no UnknownTopicOrPartition", "t "]);
        _cluster.Partition("t", 2)!.Replicas.ShouldBe([3, 1]);
    }

    [Fact]
    public async Task DescribeClusterAsync_Stopped_EndsTheWait()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => _admin.DescribeClusterAsync(stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
        _cluster.Dispose();
    }

    private static NewTopic New(string name) =>
        new(name, [[3, 1]], System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty);
}
