using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>One connection against a broker that behaves, and against brokers that do not.</summary>
public sealed class KafkaConnectionTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SendAsync_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using var broker = new FakeBroker();
        broker.On<DescribeLogDirsRequest, DescribeLogDirsResponse>(
            (request, _) => new(KafkaErrorCode.None, [new(KafkaErrorCode.None, request.Topics!.Value[0].Name, [])]));
        await using var connection = await ConnectAsync(broker.Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            (i, (await connection.SendAsync(new DescribeLogDirsRequest([new($"topic-{i}", [])]), s_timeout, default)).Results[0].Path)));
        foreach (var (i, path) in answers)
        {
            path.ShouldBe($"topic-{i}");
        }

        broker.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_NoAnswer_TimesOutAndBreaksTheConnection()
    {
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource();
        await using var broker = new FakeBroker();
        broker.On(ApiKey.ListPartitionReassignments, (_, _) =>
        {
            arrived.TrySetResult();
            return Task.FromResult<byte[]?>([]);
        });
        await using var connection = await ConnectAsync(broker.Address, time);
        var sending = connection.SendAsync(List(), s_timeout, default);
        await arrived.Task;
        sending.IsCompleted.ShouldBeFalse();
        time.Advance(s_timeout);
        var error = await Should.ThrowAsync<KafkaClusterException>(() => sending);
        error.Failure.ShouldBe(KafkaFailure.TimedOut);
        error.Message.ShouldBe($"{broker.Address} gave no answer to ListPartitionReassignments within 30 s.");
        connection.IsBroken.ShouldBeTrue();
    }

    [Fact]
    public async Task SendAsync_CallerGivesUp_LaterRequestsStillGetTheirOwnAnswers()
    {
        var release = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        await using var broker = new FakeBroker();
        broker.On(ApiKey.ListPartitionReassignments, async (request, _) =>
        {
            arrived.TrySetResult();
            await release.Task;
            var id = KafkaFrame.ReadRequestHeader(request.Frame).CorrelationId;
            return KafkaFrame.EncodeResponse(
                ApiKey.ListPartitionReassignments,
                new ListPartitionReassignmentsResponse(KafkaErrorCode.None, $"answer {request.Number}", []),
                0,
                id);
        });
        await using var connection = await ConnectAsync(broker.Address);
        using var source = new CancellationTokenSource();
        var first = connection.SendAsync(List(), s_timeout, source.Token);
        await arrived.Task;
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        var second = connection.SendAsync(List(), s_timeout, default);
        release.SetResult();
        (await second).ErrorMessage.ShouldBe("answer 3"); // after the greeting and the one that nobody waits for
        connection.IsBroken.ShouldBeFalse();
    }

    [Fact]
    public async Task SendAsync_ConnectionDropped_EveryWaitingRequestFails()
    {
        await using var broker = new FakeBroker();
        broker.On(ApiKey.ListPartitionReassignments, (_, _) => Task.FromResult<byte[]?>(null));
        await using var connection = await ConnectAsync(broker.Address);
        var sent = Enumerable.Range(0, 5).Select(_ => connection.SendAsync(List(), s_timeout, default)).ToArray();
        foreach (var task in sent)
        {
            (await Should.ThrowAsync<KafkaClusterException>(() => task)).Message.ShouldStartWith($"{broker.Address} ");
        }

        connection.IsBroken.ShouldBeTrue();
    }

    [Fact]
    public async Task SendAsync_HalfAnAnswer_SaysHowMuchCame()
    {
        await using var peer = Saying(answer => answer[..10]);
        await ShouldFailAsync(peer.Address, KafkaFailure.Protocol, "closed the connection after 6 of the 14 bytes of an answer.");
    }

    [Fact]
    public async Task SendAsync_SizeCut_SaysHowMuchCame()
    {
        await using var peer = Saying(answer => answer[..3]);
        await ShouldFailAsync(peer.Address, KafkaFailure.Protocol, "closed the connection after 3 bytes of an answer.");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(FrameStream.DefaultMaxFrameBytes + 1)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(3)]
    public async Task SendAsync_SizeThatIsNone_IsAProtocolError(int size)
    {
        await using var peer = Saying(_ => Size(size));
        await ShouldFailAsync(peer.Address, KafkaFailure.Protocol, $"announced an answer of {size} bytes; 4 to 268435456 are accepted.");
    }

    [Fact]
    public void ReadAsync_HugeSizeAndLittleMore_TakesLittleMemory()
    {
        using var bytes = new MemoryStream([.. Size(FrameStream.DefaultMaxFrameBytes), 1, 2, 3]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = new FrameStream(bytes, SecurityProtocol.Plaintext).ReadAsync(default);
        reading.IsCompleted.ShouldBeTrue(); // so all of it ran on this thread
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
        reading.Exception!.InnerException!.Message.ShouldBe("closed the connection after 3 of the 268435456 bytes of an answer");
    }

    [Fact]
    public async Task ReadAsync_LargeFrame_ComesWhole()
    {
        var body = new byte[3_000_000];
        new Random(1).NextBytes(body);
        using var bytes = new MemoryStream([.. Size(body.Length), .. body]);
        (await new FrameStream(bytes, SecurityProtocol.Plaintext).ReadAsync(default)).ShouldBe(body);
    }

    [Fact]
    public async Task SendAsync_WrongCorrelationId_IsAProtocolError()
    {
        await using var broker = new FakeBroker();
        broker.On(ApiKey.ListPartitionReassignments, (_, _) => Task.FromResult<byte[]?>(KafkaFrame.EncodeResponse(
            ApiKey.ListPartitionReassignments, new ListPartitionReassignmentsResponse(KafkaErrorCode.None, null, []), 0, 99)));
        await ShouldFailAsync(broker.Address, KafkaFailure.Protocol, "answered with correlation id 99 where 2 was due.");
    }

    [Fact]
    public async Task SendAsync_AnswerThatCannotBeRead_NamesTheMessageAndTheByte()
    {
        await using var broker = new FakeBroker();
        broker.On(ApiKey.ListPartitionReassignments, (_, _) => Task.FromResult<byte[]?>([.. Size(7), 0, 0, 0, 2, 0, 1, 2]));
        await ShouldFailAsync(
            broker.Address, KafkaFailure.Protocol, "gave an answer to ListPartitionReassignments version 0 that cannot be read: Expected "
                + "INT32 of 4 bytes at byte 5, found 2 bytes before the end.");
    }

    [Fact]
    public async Task SendAsync_ApiThatIsNotOffered_SaysSinceWhen()
    {
        await using var broker = new FakeBroker();
        broker.Missing.Add(ApiKey.ListPartitionReassignments);
        await ShouldFailAsync(
            broker.Address, KafkaFailure.Unsupported,
            "does not offer ListPartitionReassignments, which Kafka has since 2.4 (KIP-455). An older cluster takes "
                + "kafka-reassign-partitions; a managed one may not let clients move partitions at all.");
    }

    [Fact]
    public async Task SendAsync_OperationsOnTheCluster_AreAskedInAVersionThatHasThem()
    {
        await using var broker = new FakeBroker();
        short version = 0;
        broker.On<MetadataRequest, MetadataResponse>((_, request) =>
        {
            version = KafkaFrame.ReadRequestHeader(request.Frame).ApiVersion;
            return new([], null, -1, []);
        });
        await using var connection = await ConnectAsync(broker.Address);
        await connection.SendAsync(new MetadataRequest([], IncludeClusterAuthorizedOperations: true), s_timeout, default);
        version.ShouldBe((short)10);
        await connection.SendAsync(new MetadataRequest([]), s_timeout, default);
        version.ShouldBe((short)13);
    }

    [Fact]
    public async Task ConnectAsync_BrokerThatLacksVersion0_IsAskedInOneThatItHas()
    {
        await using var broker = new FakeBroker();
        var asked = new List<short>();
        broker.On(ApiKey.ApiVersions, (request, _) =>
        {
            var header = KafkaFrame.ReadRequestHeader(request.Frame);
            asked.Add(header.ApiVersion);
            return Task.FromResult<byte[]?>(header.ApiVersion < 3
                ? KafkaFrame.EncodeResponse(
                    ApiKey.ApiVersions,
                    new ApiVersionsResponse(KafkaErrorCode.UnsupportedVersion, [new(18, 3, 9)]),
                    0,
                    header.CorrelationId)
                : KafkaFrame.EncodeResponse(
                    ApiKey.ApiVersions,
                    new ApiVersionsResponse(KafkaErrorCode.None, [new(46, 0, 0)]),
                    header.ApiVersion,
                    header.CorrelationId));
        });
        await using var connection = await ConnectAsync(broker.Address);
        asked.ShouldBe([(short)0, (short)4]);
        connection.Apis!.Offers(ApiKey.ListPartitionReassignments).ShouldBeTrue();
        connection.Apis.Offers(ApiKey.AlterPartitionReassignments).ShouldBeFalse();
    }

    [Fact]
    public async Task Retire_RequestUnderWay_IsAnsweredBeforeTheConnectionCloses()
    {
        var release = new TaskCompletionSource();
        await using var broker = new FakeBroker();
        broker.On(ApiKey.ListPartitionReassignments, async (request, _) =>
        {
            await release.Task;
            return KafkaFrame.EncodeResponse(
                ApiKey.ListPartitionReassignments, new ListPartitionReassignmentsResponse(KafkaErrorCode.None, "late", []), 0,
                KafkaFrame.ReadRequestHeader(request.Frame).CorrelationId);
        });
        await using var connection = await ConnectAsync(broker.Address);
        var sending = connection.SendAsync(List(), s_timeout, default);
        connection.Retire();
        connection.IsBroken.ShouldBeFalse();
        release.SetResult();
        (await sending).ErrorMessage.ShouldBe("late");
        await connection.DisposeAsync();
        connection.IsBroken.ShouldBeTrue();
    }

    private static ListPartitionReassignmentsRequest List() => new(30_000, null);

    private static byte[] Size(int size)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, size);
        return bytes;
    }

    private static async Task<KafkaConnection> ConnectAsync(BrokerAddress address, TimeProvider? time = null)
    {
        using var connector = new KafkaConnector(new ClientProperties(), time ?? TimeProvider.System);
        return await connector.ConnectAsync(address, default);
    }

    private static async Task ShouldFailAsync(BrokerAddress address, KafkaFailure failure, string reason)
    {
        await using var connection = await ConnectAsync(address);
        var error = await Should.ThrowAsync<KafkaClusterException>(() => connection.SendAsync(List(), s_timeout, default));
        error.Message.ShouldBe($"{address} {reason}");
        error.Failure.ShouldBe(failure);
    }

    /// <summary>A peer that greets as a broker does, and then says what the test makes of an empty answer.</summary>
    private static FakePeer Saying(Func<byte[], byte[]> cut) => new(async (stream, token) =>
    {
        var frame = new byte[1024];
        await stream.ReadAtLeastAsync(frame, 1, throwOnEndOfStream: false, token);
        await stream.WriteAsync(
            KafkaFrame.EncodeResponse(ApiKey.ApiVersions, new ApiVersionsResponse(KafkaErrorCode.None, [new(46, 0, 0)]), 0, 1), token);
        await stream.ReadAtLeastAsync(frame, 1, throwOnEndOfStream: false, token);
        await stream.WriteAsync(cut(KafkaFrame.EncodeResponse(
            ApiKey.ListPartitionReassignments, new ListPartitionReassignmentsResponse(KafkaErrorCode.None, null, []), 0, 2)), token);
    });
}
