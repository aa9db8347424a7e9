using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>Which broker gets a request, and what happens when it is the wrong one or gone.</summary>
public sealed class WireClientTests
{
    private static readonly AlterPartitionReassignmentsRequest s_alter = new(30_000, [new("t", [new(0, [1])])]);
    private static readonly ListPartitionReassignmentsRequest s_list = new(30_000, null);

    [Fact]
    public async Task SendToControllerAsync_NotTheController_FollowsTheMetadata()
    {
        await using var one = new FakeBroker();
        await using var two = new FakeBroker();
        one.Members = [(1, one.Address), (2, two.Address)];
        two.Members = one.Members;
        two.ControllerId = 2;
        one.On<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>((_, _) =>
        {
            one.ControllerId = 2; // it knows by the next metadata
            return new(KafkaErrorCode.NotController, null, []);
        });
        two.On<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>((_, _) => new(KafkaErrorCode.None, "two", []));
        await using var client = Client(one.Address);
        (await client.SendToControllerAsync(s_alter, default)).ErrorMessage.ShouldBe("two");
        one.Received.ShouldBe([ApiKey.AlterPartitionReassignments]);
    }

    [Fact]
    public async Task SendToControllerAsync_ControllerNobodyCanReach_AsksAgainUntilThereIsAnother()
    {
        await using var one = new FakeBroker();
        one.Members = [(1, one.Address), (2, FakePeer.Nobody())];
        one.ControllerId = 2;
        var asked = 0;
        one.On<MetadataRequest, MetadataResponse>((_, _) => new(
            [.. one.Members.Select(member => new MetadataResponse.Broker(member.Id, member.Address.Host, member.Address.Port, null))],
            "c",
            ++asked < 3 ? 2 : 1,
            []));
        one.On<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>((_, _) => new(KafkaErrorCode.None, "one", []));
        await using var client = Client(one.Address);
        (await client.SendToControllerAsync(s_alter, default)).ErrorMessage.ShouldBe("one");
        asked.ShouldBe(3);
    }

    [Fact]
    public async Task SendToControllerAsync_ElectionRefusedPerPartition_CountsAsNotTheController()
    {
        await using var one = new FakeBroker();
        var calls = 0;
        one.On<ElectLeadersRequest, ElectLeadersResponse>((
            _,
            _) => new(KafkaErrorCode.None, [new("t", [new(0, ++calls == 1 ? KafkaErrorCode.NotController : KafkaErrorCode.None, null)])]));
        await using var client = Client(one.Address);
        (await client.SendToControllerAsync(
            new ElectLeadersRequest(0, [new("t", [0])], 30_000),
            default)).ReplicaElectionResults[0].Partitions[0].ErrorCode.ShouldBe(KafkaErrorCode.None);
        calls.ShouldBe(2);
    }

    [Fact]
    public async Task SendToControllerAsync_ChangeWhoseAnswerIsLost_IsNotSentAgain()
    {
        await using var one = new FakeBroker();
        one.On(ApiKey.AlterPartitionReassignments, (_, _) => Task.FromResult<byte[]?>(null));
        await using var client = Client(one.Address);
        var error = await Should.ThrowAsync<KafkaClusterException>(() => client.SendToControllerAsync(s_alter, default));
        error.Failure.ShouldBe(KafkaFailure.Unreachable);
        one.Received.ShouldBe([ApiKey.AlterPartitionReassignments]);
    }

    [Fact]
    public async Task SendToControllerAsync_QuestionWhoseAnswerIsLost_IsAskedAgain()
    {
        await using var one = new FakeBroker();
        var calls = 0;
        one.On(ApiKey.ListPartitionReassignments, (request, _) => Task.FromResult(++calls == 1 ? null : KafkaFrame.EncodeResponse(
            ApiKey.ListPartitionReassignments, new ListPartitionReassignmentsResponse(KafkaErrorCode.None, "there", []), 0,
            KafkaFrame.ReadRequestHeader(request.Frame).CorrelationId)));
        await using var client = Client(one.Address);
        (await client.SendToControllerAsync(s_list, default)).ErrorMessage.ShouldBe("there");
    }

    [Fact]
    public async Task SendToBrokerAsync_EachBroker_GetsItsOwn()
    {
        await using var one = new FakeBroker();
        await using var two = new FakeBroker();
        one.Members = [(1, one.Address), (2, two.Address)];
        one.On<DescribeLogDirsRequest, DescribeLogDirsResponse>((_, _) => new(KafkaErrorCode.None, [new(KafkaErrorCode.None, "/one", [])]));
        two.On<DescribeLogDirsRequest, DescribeLogDirsResponse>((_, _) => new(KafkaErrorCode.None, [new(KafkaErrorCode.None, "/two", [])]));
        await using var client = Client(one.Address);
        (await client.SendToBrokerAsync(2, new DescribeLogDirsRequest(null), default)).Results[0].Path.ShouldBe("/two");
        (await client.SendToBrokerAsync(1, new DescribeLogDirsRequest(null), default)).Results[0].Path.ShouldBe("/one");
    }

    [Fact]
    public async Task SendToBrokerAsync_BrokerThatJoinedLater_IsFound()
    {
        await using var one = new FakeBroker();
        await using var two = new FakeBroker();
        two.On<DescribeLogDirsRequest, DescribeLogDirsResponse>((_, _) => new(KafkaErrorCode.None, []));
        await using var client = Client(one.Address);
        await client.DescribeAsync(default);
        one.Members = [(1, one.Address), (2, two.Address)];
        (await client.SendToBrokerAsync(2, new DescribeLogDirsRequest(null), default)).ErrorCode.ShouldBe(KafkaErrorCode.None);
    }

    [Fact]
    public async Task SendToBrokerAsync_BrokerNotAlive_SaysSo()
    {
        await using var one = new FakeBroker();
        await using var client = Client(one.Address);
        (await Should.ThrowAsync<KafkaClusterException>(
            () => client.SendToBrokerAsync(9, new DescribeLogDirsRequest(null), default))).Message
            .ShouldBe("Broker 9 is not alive: the cluster's metadata does not name it.");
    }

    [Fact]
    public async Task SendToAnyAsync_FirstServerDown_UsesTheNext()
    {
        await using var one = new FakeBroker();
        one.On<DescribeClusterRequest, DescribeClusterResponse>((_, _) => new(KafkaErrorCode.None, null, "cluster-1", 1, []));
        await using var client = Client(FakePeer.Nobody(), one.Address);
        (await client.SendToAnyAsync(new DescribeClusterRequest(true), default)).ClusterId.ShouldBe("cluster-1");
    }

    [Fact]
    public async Task SendToAnyAsync_AllDown_SaysTheReasonOnce()
    {
        var (one, two) = (FakePeer.Nobody(), FakePeer.Nobody());
        await using var client = Client(one, two);
        var error = await Should.ThrowAsync<KafkaClusterException>(() => client.SendToAnyAsync(new DescribeClusterRequest(true), default));
        error.Failure.ShouldBe(KafkaFailure.Unreachable);
        error.Message.ShouldBe(
            $"Neither of the 2 brokers can be used. {one} (and 1 more) refuses the connection: nothing is listening there. Perhaps "
            + "another port, or the broker is down.");
    }

    [Fact]
    public async Task SendToAnyAsync_SilentBrokers_AreAskedNoLongerThanOneQuestionMayTake()
    {
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource();
        await using var one = new FakePeer(async (stream, token) =>
        {
            await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, token);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        var properties = ClientProperties.Parse("default.api.timeout.ms=2000", "f");
        await using var client = new WireClient(properties with { BootstrapServers = [one.Address, FakePeer.Nobody()] }, time);

        var asking = client.DescribeAsync(default);
        await arrived.Task;
        time.Advance(TimeSpan.FromSeconds(2));

        (await Should.ThrowAsync<KafkaClusterException>(() => asking)).Message.ShouldBe(
            $"Neither of the 2 brokers can be used. {one.Address} took the connection, and did not answer the first request "
            + "(ApiVersions) within "
            + "2 s (default.api.timeout.ms). Perhaps a firewall drops what is sent, or it is no Kafka broker. 1 more was not asked within "
            + "2 s (default.api.timeout.ms).");
    }

    [Fact]
    public async Task SendToAnyAsync_WrongCredentials_AreNotTriedOnTheNextBroker()
    {
        await using var one = new FakeBroker();
        await using var two = new FakeBroker();
        foreach (var broker in new[] { one, two })
        {
            broker.On<SaslHandshakeRequest, SaslHandshakeResponse>((_, _) => new(KafkaErrorCode.None, ["PLAIN"]));
            broker.On<SaslAuthenticateRequest, SaslAuthenticateResponse>(
                (_, _) => new(KafkaErrorCode.SaslAuthenticationFailed, "no", [], 0));
        }

        var properties = ClientProperties.Parse(
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n"
                + "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" "
                + "password=\"geheim-123\";", "f");
        await using var client = new WireClient(properties with { BootstrapServers = [one.Address, two.Address] });
        (await Should.ThrowAsync<KafkaClusterException>(() => client.DescribeAsync(default))).Failure.ShouldBe(KafkaFailure.Authentication);
        (one.Connections + two.Connections).ShouldBe(1);
    }

    [Fact]
    public async Task DescribeAsync_AddressesLeadToAnotherCluster_IsRefused()
    {
        await using var one = new FakeBroker();
        await using var client = Client(one.Address);
        await client.DescribeAsync(default);
        one.ClusterId = "cluster-2";
        (await Should.ThrowAsync<KafkaClusterException>(() => client.DescribeAsync(default))).Message
            .ShouldBe("The brokers belong to the cluster cluster-2 now; this run began with the cluster cluster-1.");
    }

    [Fact]
    public async Task DescribeAsync_MetadataWithoutBrokers_IsAnError()
    {
        await using var one = new FakeBroker { Members = [] };
        await using var client = Client(one.Address);
        (await Should.ThrowAsync<KafkaClusterException>(() => client.DescribeAsync(default))).Message.ShouldContain(
            "names no broker in its metadata");
    }

    [Fact]
    public void New_NoServers_IsAnInputError() => Should.Throw<InputException>(() => new WireClient(new ClientProperties())).Message
        .ShouldBe("No bootstrap server is named. Perhaps --bootstrap-server host:9092.");

    private static WireClient Client(params BrokerAddress[] servers) =>
        new(new ClientProperties { BootstrapServers = [.. servers], ReconnectBackoff = TimeSpan.Zero });
}
