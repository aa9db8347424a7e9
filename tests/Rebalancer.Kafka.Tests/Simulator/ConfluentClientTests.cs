using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;
using TopicPartition = Confluent.Kafka.TopicPartition;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>librdkafka against the simulated cluster's listeners: every admin call that the product makes through it.</summary>
public sealed class ConfluentClientTests : IAsyncDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions { MetadataLag = TimeSpan.Zero }, new FakeTimeProvider());
    private readonly SimulatedClusterServer _server;
    private readonly IAdminClient _admin;

    public ConfluentClientTests()
    {
        _cluster.AddBroker(1, "FD0UD0");
        _cluster.AddBroker(2, "FD1UD0");
        _cluster.AddBroker(3);
        _cluster.AddTopic("t", 1000, [1, 2], [2, 3], [3, 1]);
        _server = SimulatedClusterServer.Start(_cluster);
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _server.BootstrapServers }).Build();
    }

    [Fact]
    public void GetMetadata_All_BrokersTopicsAndReplicas()
    {
        var metadata = _admin.GetMetadata(s_timeout);

        metadata.Brokers.Select(b => b.BrokerId).Order().ShouldBe([1, 2, 3]);
        var topic = metadata.Topics.ShouldHaveSingleItem();
        topic.Topic.ShouldBe("t");
        topic.Partitions.OrderBy(p => p.PartitionId).Select(p => string.Join(',', p.Replicas)).ShouldBe(["1,2", "2,3", "3,1"]);
        topic.Partitions.OrderBy(p => p.PartitionId).Select(p => p.Leader).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task DescribeCluster_Asked_IdRacksAndOperations()
    {
        var cluster = await _admin.DescribeClusterAsync(
            new DescribeClusterOptions { IncludeAuthorizedOperations = true, RequestTimeout = s_timeout });

        cluster.ClusterId.ShouldBe(_cluster.Options.ClusterId);
        cluster.Nodes.OrderBy(n => n.Id).Select(n => n.Rack).ShouldBe(["FD0UD0", "FD1UD0", null]);
        cluster.AuthorizedOperations.ShouldContain(AclOperation.AlterConfigs);
    }

    [Fact]
    public async Task DescribeTopics_KnownAndUnknown_DescribedAndRefused()
    {
        var described = await _admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames(["t"]), new DescribeTopicsOptions { RequestTimeout = s_timeout });

        described.TopicDescriptions.ShouldHaveSingleItem().Partitions
            .Select(p => string.Join(',', p.ISR.Select(n => n.Id))).ShouldBe(["1,2", "2,3", "3,1"]);

        var unknown = await Should.ThrowAsync<DescribeTopicsException>(() => _admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames(["no"]), new DescribeTopicsOptions { RequestTimeout = s_timeout }));
        unknown.Results.TopicDescriptions.ShouldHaveSingleItem().Error.Code.ShouldBe(ErrorCode.UnknownTopicOrPart);
    }

    [Fact]
    public async Task IncrementalAlterConfigs_BrokerAndTopic_ReadBackByDescribeConfigs()
    {
        await _admin.IncrementalAlterConfigsAsync(
            new Dictionary<ConfigResource, List<ConfigEntry>>
            {
                [Broker(2)] = [new ConfigEntry
                {
                    Name = "leader.replication.throttled.rate",
                    Value = "1000000",
                    IncrementalOperation = AlterConfigOpType.Set
                }],
                [Topic("t")] = [new ConfigEntry
                {
                    Name = "leader.replication.throttled.replicas",
                    Value = "0:1,0:2",
                    IncrementalOperation = AlterConfigOpType.Set
                }],
            },
            new IncrementalAlterConfigsOptions { RequestTimeout = s_timeout });

        var broker = await _admin.DescribeConfigsAsync([Broker(2)], new DescribeConfigsOptions { RequestTimeout = s_timeout });
        broker.ShouldHaveSingleItem().Entries["leader.replication.throttled.rate"].Value.ShouldBe("1000000");
        var topic = await _admin.DescribeConfigsAsync([Topic("t")], new DescribeConfigsOptions { RequestTimeout = s_timeout });
        topic.ShouldHaveSingleItem().Entries["leader.replication.throttled.replicas"].Value.ShouldBe("0:1,0:2");
        _cluster.ThrottleKeys().Count.ShouldBe(2);
    }

    [Fact]
    public async Task IncrementalAlterConfigs_BadValue_RefusedPerResource()
    {
        var refused = await Should.ThrowAsync<IncrementalAlterConfigsException>(() => _admin.IncrementalAlterConfigsAsync(
            new Dictionary<ConfigResource, List<ConfigEntry>>
            {
                [Topic("t")] = [new ConfigEntry
                {
                    Name = "leader.replication.throttled.replicas",
                    Value = "none",
                    IncrementalOperation = AlterConfigOpType.Set
                }],
            },
            new IncrementalAlterConfigsOptions { RequestTimeout = s_timeout }));

        refused.Results.ShouldHaveSingleItem().Error.Code.ShouldBe(ErrorCode.InvalidConfig);
    }

    [Fact]
    public async Task ElectLeaders_NeededNotNeededUnknown_AnsweredPerPartition()
    {
        _cluster.ReassignByOthers("t", 0, 2, 1).ShouldBeNull();

        var refused = await Should.ThrowAsync<ElectLeadersException>(() => _admin.ElectLeadersAsync(
            ElectionType.Preferred,
            [new TopicPartition("t", 0), new TopicPartition("t", 1), new TopicPartition("no", 0)],
            new ElectLeadersOptions { RequestTimeout = s_timeout }));

        refused.Results.TopicPartitions.ToDictionary(p => p.TopicPartition.ToString(), p => p.Error.Code).ShouldBe(
            new Dictionary<string, ErrorCode>
            {
                ["t [[0]]"] = ErrorCode.NoError,
                ["t [[1]]"] = ErrorCode.ElectionNotNeeded,
                ["no [[0]]"] = ErrorCode.UnknownTopicOrPart,
            },
            ignoreOrder: true);
        _cluster.Partition("t", 0)!.Leader.ShouldBe(2);
    }

    [Fact]
    public async Task CreateTopicsAndPartitions_Asked_Created()
    {
        await _admin.CreateTopicsAsync(
            [new TopicSpecification { Name = "new", NumPartitions = 2, ReplicationFactor = 3 }],
            new CreateTopicsOptions { RequestTimeout = s_timeout });
        await _admin.CreatePartitionsAsync(
            [new PartitionsSpecification { Topic = "new", IncreaseTo = 4 }], new CreatePartitionsOptions { RequestTimeout = s_timeout });
        _cluster.Partition("new", 3)!.Replicas.Length.ShouldBe(3);

        await _admin.DeleteTopicsAsync(["new"], new DeleteTopicsOptions { RequestTimeout = s_timeout });
        _cluster.Partition("new", 0).ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
        _cluster.Dispose();
    }

    private static ConfigResource Broker(int id) => new() { Type = ResourceType.Broker, Name = $"{id}" };

    private static ConfigResource Topic(string name) => new() { Type = ResourceType.Topic, Name = name };
}
