using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>What the simulated brokers do with broken bytes and on command, seen through sockets.</summary>
public sealed class ProtocolFaultTests : IAsyncDisposable
{
    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions { MetadataLag = TimeSpan.Zero }, new FakeTimeProvider());
    private readonly SimulatedClusterServer _server;

    public ProtocolFaultTests()
    {
        _cluster.AddBroker(1001);
        _cluster.AddBroker(1002);
        _cluster.AddTopic("t", 0, [1001, 1002]);
        _server = SimulatedClusterServer.Start(_cluster);
    }

    [Theory] // docs/wire.md, "Framing" and "What closes a connection": what a broker closes a connection for.
    [InlineData("474554202f20485454502f312e310d0a")] // GET / HTTP/1.1
    [InlineData("00000000")] // size 0
    [InlineData("ffffffff")] // negative size
    [InlineData("0000000a03e7000000000007ffff")] // unknown API 999
    [InlineData("0000000a002e000900000007ffff")] // API 46, version 9
    [InlineData("0000000f002e00000000000700027262000075")] // API 46, body cut short
    public async Task Connection_BytesThatAreNoRequest_Closed(string hex)
    {
        using var client = await ConnectAsync();

        await client.GetStream().WriteAsync(Convert.FromHexString(hex));

        (await client.GetStream().ReadAsync(new byte[1])).ShouldBe(0);
    }

    [Theory] // Requests that 4.3.1 answered, and its answers.
    // ApiVersions version 9: 35 and its own range
    [InlineData("000000150012000900000007000272620003726204312e3000", "0000001000000007002300000001001200000004")]
    [InlineData("00000013001200030000000700027262000104312e3000", "0000000c00000007002a010000000000")] // ApiVersions, empty client name: 42
    // 45, cancel of nothing: 85
    [InlineData(
        "0000001d002d000000000007000272620000007530020274020000000000000000",
        "0000001a0000000700000000000000000202740200000000005500000000")]
    // 45, no time: 7 on both levels
    [InlineData(
        "00000025002d000000000007000272620000000000020274020000000003000003e9000003ea000000",
        "0000001a0000000700000000000007000202740200000000000700000000")]
    // 45 version 1: 38
    [InlineData(
        "00000022002d00010000000700027262000000753000020274020000000002000003e9000000",
        "0000004800000007000000000000000000020274020000000000262e546865207265706c69636174696f6e20666163746f72206973206368"
            + "616e6765642066726f6d203220746f2031000000")]
    // 45 version 1: 0
    [InlineData(
        "00000026002d00010000000700027262000000753000020274020000000003000003e9000003ea000000",
        "0000001b000000070000000000000000000202740200000000000000000000")]
    [InlineData("00000013002e0000000000070002726200000075300000", "0000000e0000000700000000000000000100")] // 46, all: none
    // 34, unknown log dir: 57
    [InlineData(
        "000000230022000100000007000272620000000100022f78000000010001740000000100000000",
        "0000001900000007000000000000000100017400000001000000000039")]
    public async Task Request_OfARealClient_AnsweredWithTheRealBrokersBytes(string request, string answer)
    {
        using var client = await ConnectAsync();

        await client.GetStream().WriteAsync(Convert.FromHexString(request));

        var received = new byte[answer.Length / 2];
        await client.GetStream().ReadExactlyAsync(received);
        Convert.ToHexStringLower(received).ShouldBe(answer);
    }

    [Fact]
    public async Task FailNext_AnswersLostHalfOrDropped_ClientSeesABrokenConnectionAndTheClusterWhatItDid()
    {
        await using var client = new WireClient(new ClientProperties().WithBootstrapServers(_server.BootstrapServers));

        _cluster.FailNext(KafkaApiKeys.AlterPartitionReassignments, RequestFault.Drop);
        await Should.ThrowAsync<KafkaClusterException>(() => ReorderAsync(client, 1002, 1001));
        _cluster.Partition("t", 0)!.Replicas.ShouldBe([1001, 1002]);

        _cluster.FailNext(KafkaApiKeys.AlterPartitionReassignments, RequestFault.LoseAnswer);
        await Should.ThrowAsync<KafkaClusterException>(() => ReorderAsync(client, 1002, 1001));
        _cluster.Partition("t", 0)!.Replicas.ShouldBe([1002, 1001]);

        _cluster.FailNext(KafkaApiKeys.AlterPartitionReassignments, RequestFault.HalfAnswer);
        await Should.ThrowAsync<KafkaClusterException>(() => ReorderAsync(client, 1001, 1002));
        _cluster.Partition("t", 0)!.Replicas.ShouldBe([1001, 1002]);

        (await ReorderAsync(client, 1002, 1001)).ErrorCode.ShouldBe(KafkaErrorCode.None);
        _cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(4);
    }

    [Fact]
    public async Task StopBroker_ClientConnected_ConnectionClosesAndReturnsOnTheSamePort()
    {
        using var client = await ConnectAsync();
        _cluster.StopBroker(1001);
        (await client.GetStream().ReadAsync(new byte[1])).ShouldBe(0);

        using var refused = await ConnectAsync();
        (await refused.GetStream().ReadAsync(new byte[1])).ShouldBe(0);

        _cluster.StartBroker(1001);
        using var again = await ConnectAsync();
        await again.GetStream().WriteAsync(Convert.FromHexString("00000013002e0000000000070002726200000075300000"));
        await again.GetStream().ReadExactlyAsync(new byte[18]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cluster.Dispose();
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _cluster.Brokers.Single(b => b.Id == 1001).Port);
        return client;
    }

    private static Task<AlterPartitionReassignmentsResponse> ReorderAsync(WireClient client, params int[] replicas) =>
        client.SendToControllerAsync(
        new AlterPartitionReassignmentsRequest(60_000, [new("t", [new(0, [.. replicas])])]), CancellationToken.None);
}
