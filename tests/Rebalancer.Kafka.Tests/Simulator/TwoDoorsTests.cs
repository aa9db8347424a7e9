using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;
using static Rebalancer.Kafka.Simulator.SimulatedRelease;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>The product's real client over the protocol and the one in process answer the same, call by call, on one cluster.</summary>
public sealed class TwoDoorsTests : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(ZooKeeper24)]
    [InlineData(ZooKeeper39)]
    [InlineData(KRaft39)]
    [InlineData(KRaft43)]
    public async Task Reading_BothDoors_SayTheSame(SimulatedRelease release)
    {
        var (cluster, wire, memory) = Open(release);
        cluster.LimitReplica("t", 0, 4, 0);
        cluster.ReassignByOthers("t", 0, 4, 2, 1).ShouldBeNull();
        cluster.StopBroker(3);
        cluster.SetConfig(ConfigResource.Broker(2), "leader.replication.throttled.rate", "5");
        cluster.SetConfig(ConfigResource.Topic("t"), "follower.replication.throttled.replicas", "0:4");
        _time.Advance(TimeSpan.FromSeconds(20));

        var (here, there) = (await memory.DescribeClusterAsync(default), await wire.DescribeClusterAsync(default));
        there.ClusterId.ShouldBe(here.ClusterId);
        there.Brokers.ShouldBe(here.Brokers);
        there.IsKRaft.ShouldBe(here.IsKRaft);
        there.SupportsReassignment.ShouldBe(here.SupportsReassignment);
        there.CanForbidReplicationFactorChange.ShouldBe(here.CanForbidReplicationFactorChange);
        there.ThrottleRatesReadable.ShouldBe(here.ThrottleRatesReadable);
        there.AuthorizedOperations!.Order().ShouldBe(here.AuthorizedOperations!.Order());

        Text(await wire.DescribeTopicsAsync(null, default)).ShouldBe(Text(await memory.DescribeTopicsAsync(null, default)));
        Text(await wire.DescribeTopicsAsync(["t", "no"], default)).ShouldBe(Text(await memory.DescribeTopicsAsync(["t", "no"], default)));
        (await wire.ListReassignmentsAsync(default)).Select(Text).ShouldBe((await memory.ListReassignmentsAsync(default)).Select(Text));
        Text(await wire.DescribeLogDirsAsync([1, 2, 4], null, default)).ShouldBe(
            Text(await memory.DescribeLogDirsAsync([1, 2, 4], null, default)));
        Text(await wire.DescribeLogDirsAsync([1], [new("t", 0)], default)).ShouldBe(
            Text(await memory.DescribeLogDirsAsync([1], [new("t", 0)], default)));
        ConfigResource[] resources = [ConfigResource.Broker(2), ConfigResource.Topic("t"), ConfigResource.Topic("no")];
        Text(await wire.DescribeConfigsAsync(resources, null, default)).ShouldBe(
            Text(await memory.DescribeConfigsAsync(resources, null, default)));
    }

    [Theory]
    [InlineData(ZooKeeper24)]
    [InlineData(ZooKeeper39)]
    [InlineData(KRaft39)]
    [InlineData(KRaft43)]
    public async Task Changing_BothDoors_DoTheSame(SimulatedRelease release)
    {
        var (cluster, wire, _) = Open(release);
        var (twin, _, twinMemory) = Open(release);
        foreach (var step in Steps())
        {
            (await step(wire)).ShouldBe(await step(twinMemory));
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        State(cluster).ShouldBe(State(twin));
        cluster.ThrottleKeys().ShouldBe(twin.ThrottleKeys());
        cluster.Partition("t", 0)!.Replicas.ShouldBe([4, 2, 1]);
        cluster.Partition("u", 0)!.Replicas.ShouldBe([1, 2]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in Enumerable.Reverse(_open))
        {
            await open.DisposeAsync();
        }
    }

    private static IEnumerable<Func<IClusterAdmin, Task<string>>> Steps()
    {
        yield return async admin => Text(await admin.AlterReassignmentsAsync(
            [
                new(new("t", 0), [4, 2, 1]), new(new("t", 1), [3, 2, 1]), new(new("t", 2), null), new(new("t", 3), [9]),
                new(new("no", 0), [1]), new(new("u", 0), [5, 1]),
            ],
            true,
            default));
        yield return async admin => Text(
            await admin.ElectPreferredLeadersAsync([new("t", 0), new("t", 1), new("t", 2), new("t", 99)], default));
        yield return async admin => Text(await admin.AlterConfigsAsync(
            [
                new(ConfigResource.Topic("t"), "leader.replication.throttled.replicas", "0:1"),
                new(ConfigResource.Topic("t"), "follower.replication.throttled.replicas", ""),
                new(ConfigResource.Broker(1), "follower.replication.throttled.rate", "77"),
                new(ConfigResource.Topic("u"), "leader.replication.throttled.replicas", "none"),
            ],
            default));
        yield return async admin => Text(
            await admin.AlterConfigsAsync([new(ConfigResource.Broker(1), "follower.replication.throttled.rate", null)], default));
        yield return async admin => Text(await admin.AlterReassignmentsAsync([new(new("u", 0), null)], true, default));
        yield return async admin => Text(await admin.AlterReassignmentsAsync([new(new("t", 2), [1, 2])], false, default));
    }

    private (SimulatedCluster Cluster, IClusterAdmin Wire, IClusterAdmin Memory) Open(SimulatedRelease release)
    {
        var cluster = new SimulatedCluster(new SimulatedClusterOptions
        {
            Release = release,
            MetadataLag = TimeSpan.Zero,
            ReassignmentCost = TimeSpan.Zero,
            LogDirsPerBroker = 2
        }, _time);
        for (var id = 1; id <= 5; id++)
        {
            cluster.AddBroker(id, id == 5 ? null : $"FD{id % 3}UD{id % 2}");
        }

        cluster.AddTopic("t", 40_000_000, [1, 2, 3], [1, 2, 3], [2, 3, 1], [3, 1, 2]);
        cluster.AddTopic("u", 1000, [1, 2]);
        cluster.LimitReplica("u", 0, 5, 0);
        var server = SimulatedClusterServer.Start(cluster);
        var wire = KafkaClusterAdmin.Connect(new ClientProperties().WithBootstrapServers(server.BootstrapServers));
        _open.Add(new Disposing(cluster));
        _open.Add(server);
        _open.Add(wire);
        return (cluster, wire, new SimulatedClusterAdmin(cluster));
    }

    private static string State(SimulatedCluster cluster) =>
        string.Join('\n', cluster.Partitions.Select(
            p => $"{p.TopicPartition} {Ids(p.Replicas)} {p.Leader} {Ids(p.Isr)} +{Ids(p.AddingReplicas)} -{Ids(p.RemovingReplicas)}"));

    private static string Text(IEnumerable<PartitionResult> results) =>
        string.Join('\n', results.OrderBy(r => r.TopicPartition).Select(r => $"{r.TopicPartition} {r.Error?.Code}"));

    private static string Text(IEnumerable<ConfigResult> results) =>
        string.Join('\n', results.OrderBy(r => $"{r.Resource}", StringComparer.Ordinal).Select(r => $"{r.Resource} {r.Error?.Code}"));

    private static string Text(IEnumerable<ConfigDescription> results) =>
        string.Join('\n', results.OrderBy(r => $"{r.Resource}", StringComparer.Ordinal)
        .Select(r => $"{r.Resource} {r.Error?.Code} "
            + $"{string.Join(' ', r.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}"))}"));

    private static string Text(OngoingReassignment r) =>
        $"{r.TopicPartition} {Ids(r.Replicas)} +{Ids(r.AddingReplicas)} -{Ids(r.RemovingReplicas)}";

    private static string Text(IEnumerable<TopicDescription> topics) =>
        string.Join('\n', topics.OrderBy(t => t.Name, StringComparer.Ordinal)
        .Select(
            t => $"{t.Name} {t.TopicId} {t.Error?.Code}\n"
                + string.Join('\n', t.Partitions.Select(Text))));

    private static string Text(PartitionDescription p) =>
        $"{p.Partition} {p.Leader} {Ids(p.Replicas)} {Ids(p.Isr)} !{Ids(p.OfflineReplicas)} "
        + (p.EligibleLeaderReplicas.IsDefault ? "" : Ids(p.EligibleLeaderReplicas));

    private static string Text(IEnumerable<BrokerLogDirs> brokers) => string.Join('\n', brokers.OrderBy(b => b.BrokerId)
        .Select(
            b => $"{b.BrokerId} {b.Error?.Code}\n"
                + string.Join('\n', b.LogDirs.Select(d => $"{d.Path} {d.Error?.Code} {d.TotalBytes} {d.UsableBytes} {d.IsCordoned} "
                    + string.Join(' ', d.Replicas.OrderBy(r => r.TopicPartition))))));

    private static string Ids(IEnumerable<int> ids) => string.Join(',', ids);

    private sealed class Disposing(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
