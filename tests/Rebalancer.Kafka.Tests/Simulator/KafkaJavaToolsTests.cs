using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>Kafka's own Java tools of 4.3.1 against the simulated cluster. Each call starts a JVM, so there are few.</summary>
public sealed class KafkaJavaToolsTests : IAsyncDisposable
{
    private const string Topics = "org.apache.kafka.tools.TopicCommand";
    private const string Configs = "kafka.admin.ConfigCommand";
    private const string LogDirs = "org.apache.kafka.tools.LogDirsCommand";
    private const string LeaderElection = "org.apache.kafka.tools.LeaderElectionCommand";
    private const string Reassign = "org.apache.kafka.tools.reassign.ReassignPartitionsCommand";

    private readonly FakeTimeProvider _time = new();
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedClusterServer _server;
    private readonly string _json = Path.GetTempFileName();

    public KafkaJavaToolsTests()
    {
        _cluster = new SimulatedCluster(new SimulatedClusterOptions { MetadataLag = TimeSpan.Zero, LogDirsPerBroker = 2 }, _time);
        for (var id = 1; id <= 5; id++)
        {
            _cluster.AddBroker(id, $"FD{id % 3}UD{id % 2}");
        }

        _cluster.AddTopic("t", 40_000_000, [1, 2, 3], [2, 3, 4]);
        _server = SimulatedClusterServer.Start(_cluster);
    }

    [Fact]
    public async Task KafkaTopics_CreateDescribeAlterDelete_Done()
    {
        (await RunAsync(
            Topics,
            "--create",
            "--topic",
            "new",
            "--partitions",
            "2",
            "--replication-factor",
            "3",
            "--config",
            "min.insync.replicas=2")).ShouldContain("Created topic new.");
        _cluster.Partition("new", 1)!.Replicas.Length.ShouldBe(3);

        await RunAsync(Topics, "--alter", "--topic", "new", "--partitions", "4");
        _cluster.Partition("new", 3)!.Replicas.Length.ShouldBe(3);

        var described = await RunAsync(Topics, "--describe");
        described.ShouldContain("Topic: t\tPartition: 1\tLeader: 2\tReplicas: 2,3,4\tIsr: 2,3,4");
        described.ShouldContain("PartitionCount: 4\tReplicationFactor: 3\tConfigs: min.insync.replicas=2");

        await RunAsync(Topics, "--delete", "--topic", "new");
        _cluster.Partition("new", 0).ShouldBeNull();
    }

    [Fact]
    public async Task KafkaConfigs_BrokerRate_SetAndDescribed()
    {
        await RunAsync(
            Configs,
            "--alter",
            "--entity-type",
            "brokers",
            "--entity-name",
            "2",
            "--add-config",
            "leader.replication.throttled.rate=12345");

        _cluster.ThrottleKeys().ShouldBe(["broker 2 leader.replication.throttled.rate=12345"]);
        (await RunAsync(Configs, "--describe", "--entity-type", "brokers", "--entity-name", "2"))
            .ShouldContain("leader.replication.throttled.rate=12345 sensitive=false "
                + "synonyms={DYNAMIC_BROKER_CONFIG:leader.replication.throttled.rate=12345}");
    }

    [Fact]
    public async Task KafkaReassignPartitions_ExecuteListVerify_EndsAtTargetWithoutThrottles()
    {
        await WriteJsonAsync(
            """
            {"version":1,"partitions":[
              {"topic":"t","partition":0,"replicas":[5,1,2]},
              {"topic":"t","partition":1,"replicas":[2,3,5],"log_dirs":["any","any","/kafka/b"]}]}
            """);

        (await RunAsync(Reassign, "--reassignment-json-file", _json, "--execute", "--throttle", "4000000")).ShouldContain(
            "Successfully started partition reassignments for t-0,t-1");
        _cluster.ThrottleKeys().ShouldContain("topic t leader.replication.throttled.replicas=0:1,0:2,0:3,1:2,1:3,1:4");
        _cluster.ThrottleKeys().ShouldContain("topic t follower.replication.throttled.replicas=0:5,1:5");
        _time.Advance(TimeSpan.FromSeconds(5));

        var listed = await RunAsync(Reassign, "--list");
        listed.ShouldContain("t-0: replicas: 5,1,2,3. adding: 5. removing: 3.");
        listed.ShouldContain("t-1: replicas: 2,3,5,4. adding: 5. removing: 4.");

        // 80 MB at 4 MB/s to broker 5.
        _time.Advance(TimeSpan.FromSeconds(16));
        var verified = await RunAsync(Reassign, "--reassignment-json-file", _json, "--verify");
        verified.ShouldContain("Reassignment of partition t-0 is completed.");
        verified.ShouldContain("Reassignment of replica t-1-5 completed successfully.");
        _cluster.ThrottleKeys().ShouldBeEmpty();

        (await RunAsync(LeaderElection, "--election-type", "preferred", "--topic", "t", "--partition", "0")).ShouldContain(
            "Successfully completed leader election (PREFERRED) for partitions t-0");
        _cluster.Partition("t", 0)!.Leader.ShouldBe(5);

        (await RunAsync(LogDirs, "--describe", "--broker-list", "5")).ShouldContain(
            """{"partitions":[{"partition":"t-1","size":40000000,"offsetLag":0,"isFuture":false}],"error":null,"logDir":"/kafka/b"}""");
    }

    [Fact]
    public async Task KafkaReassignPartitions_Cancel_BackToOriginalSet()
    {
        _cluster.LimitReplica("t", 0, 4, 0);
        _cluster.ReassignByOthers("t", 0, 3, 4, 2).ShouldBeNull();
        _cluster.SetConfig(ConfigResource.Broker(4), "follower.replication.throttled.rate", "1000");
        await WriteJsonAsync("""{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[3,4,2]}]}""");

        (await RunAsync(Reassign, "--reassignment-json-file", _json, "--cancel")).ShouldContain(
            "Successfully cancelled partition reassignment for: t-0");

        _cluster.Reassigning.ShouldBeEmpty();
        _cluster.Partition("t", 0)!.Replicas.ShouldBe([3, 2, 1]);
        _cluster.ThrottleKeys().ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cluster.Dispose();
        File.Delete(_json);
    }

    private Task<string> RunAsync(string tool, params string[] arguments) =>
        KafkaJavaTools.RunAsync(tool, _server.BootstrapServers, arguments);

    private Task WriteJsonAsync(string json) => File.WriteAllTextAsync(_json, json);
}
