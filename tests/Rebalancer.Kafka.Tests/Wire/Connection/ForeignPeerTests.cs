using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>The wrong port, the wrong protocol, nobody at all: each is told for what it is.</summary>
public sealed class ForeignPeerTests
{
    private static readonly byte[] s_alert = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50];
    private static readonly byte[] s_http = "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray();

    [Fact]
    public async Task ConnectAsync_NobodyListens_SaysSo() =>
        await ShouldFailAsync(
            new ClientProperties(),
            FakePeer.Nobody(),
            KafkaFailure.Unreachable,
            "refuses the connection: nothing is listening there. Perhaps another port, or the broker is down.");

    /// <summary>Without a resolver: what a machine's DNS answers, and how slowly, is not ours to test.</summary>
    [Theory]
    [InlineData(
        SocketError.HostNotFound,
        "cannot be found: its host name is not known here. Perhaps a name that only resolves within the cluster's network")]
    [InlineData(SocketError.HostUnreachable, "cannot be reached: there is no route to it")]
    [InlineData(SocketError.AccessDenied, "cannot be connected (AccessDenied)")]
    public void OfSocket_OtherCause_SaysWhich(SocketError cause, string reason)
    {
        var failure = ConnectionFailures.OfSocket(new SocketException((int)cause));
        failure.Failure.ShouldBe(KafkaFailure.Unreachable);
        failure.Message.ShouldBe(reason);
    }

    [Theory]
    [InlineData("", "SSL")]
    [InlineData("SASL_PLAINTEXT", "SASL_SSL")]
    public async Task ConnectAsync_PlaintextToATlsPort_NamesTheProtocolToSet(string protocol, string wanted)
    {
        await using var peer = FakePeer.Saying(s_alert);
        await ShouldFailAsync(
            Properties(protocol),
            peer.Address,
            KafkaFailure.Tls,
            $"speaks TLS, and this client was told not to. Perhaps security.protocol={wanted}.");
    }

    [Fact]
    public async Task ConnectAsync_WebServer_SaysSo()
    {
        await using var peer = FakePeer.Saying(s_http);
        await ShouldFailAsync(
            new ClientProperties(),
            peer.Address,
            KafkaFailure.Protocol,
            "answers in HTTP: it is a web server, no Kafka broker. Perhaps another port.");
    }

    /// <summary>It greets as a broker does, and whoever then asked for metadata by librdkafka waited for 30 s.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("SASL_PLAINTEXT")]
    public async Task ConnectAsync_KRaftController_SaysSoBeforeAnyCredentials(string protocol)
    {
        await using var controller = new FakeBroker();
        controller.On<ApiVersionsRequest, ApiVersionsResponse>((_, _) => new(
            KafkaErrorCode.None, [new(18, 0, 4), new(1, 11, 17), new(52, 0, 1), new(60, 0, 2), new(62, 0, 4), new(63, 0, 1)]));

        await ShouldFailAsync(
            Properties(protocol),
            controller.Address,
            KafkaFailure.Protocol,
            "is a KRaft controller, which answers no clients. Perhaps the port of a broker is meant, often 9092: 'listeners' in the "
                + "brokers' server.properties names it.");
        controller.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task ConnectAsync_WebServerAskedByTls_SaysSo()
    {
        await using var peer = FakePeer.Saying(s_http);
        await ShouldFailAsync(
            Properties("SSL"),
            peer.Address,
            KafkaFailure.Protocol,
            "answers in HTTP: it is a web server, no Kafka broker. Perhaps another port.");
    }

    [Fact]
    public async Task ConnectAsync_SomethingElse_ShowsItsFirstBytes()
    {
        await using var peer = FakePeer.Saying("SSH-2.0-OpenSSH"u8.ToArray());
        await ShouldFailAsync(
            new ClientProperties(),
            peer.Address,
            KafkaFailure.Protocol,
            "does not speak Kafka's protocol: its answer starts with the bytes 5353482d. Perhaps another port.");
    }

    [Theory]
    [InlineData("SSL", "PLAINTEXT")]
    [InlineData("SASL_SSL", "SASL_PLAINTEXT")]
    public async Task ConnectAsync_TlsToAPlaintextPort_NamesTheProtocolToSet(string protocol, string wanted)
    {
        await using var peer = FakePeer.Saying([]); // a broker takes the ClientHello for a huge size and closes
        await ShouldFailAsync(
            Properties(protocol),
            peer.Address,
            KafkaFailure.Tls,
            $"closed the connection when TLS was offered. Perhaps it speaks no TLS there: security.protocol={wanted}.");
    }

    [Fact]
    public async Task ConnectAsync_ClosedAtTheGreeting_SaysSo()
    {
        await using var peer = FakePeer.Saying([]);
        await ShouldFailAsync(
            new ClientProperties(),
            peer.Address,
            KafkaFailure.Unreachable,
            "closed the connection at the first request. Perhaps it speaks TLS, or is no Kafka broker.");
    }

    [Theory]
    [InlineData("", null, "took the connection, and did not answer the first request (ApiVersions) within 10 s (socket.connection.setup.")]
    [InlineData("SSL", null, "did not finish the TLS handshake within 10 s (socket.connection.setup.timeout.ms).")]
    [InlineData("", "socket.connection.setup.timeout.ms", "within 2.5 s (socket.connection.setup.timeout.ms).")]
    [InlineData("", "request.timeout.ms", "within 2.5 s (request.timeout.ms).")]
    [InlineData("", "default.api.timeout.ms", "within 2.5 s (default.api.timeout.ms).")]
    public async Task ConnectAsync_SilentPeer_TimesOutAndSaysWhatWasWaitedFor(string protocol, string? key, string expected)
    {
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource();
        await using var peer = new FakePeer(async (stream, token) =>
        {
            await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, token);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        using var connector = new KafkaConnector(
            key is null ? Properties(protocol) : ClientProperties.Parse($"{key}=2500", "f"), time);
        var connecting = connector.ConnectAsync(peer.Address, default);
        await arrived.Task;
        time.Advance(TimeSpan.FromSeconds(key is null ? 10 : 2.5));
        var error = await Should.ThrowAsync<KafkaClusterException>(() => connecting);
        error.Failure.ShouldBe(KafkaFailure.TimedOut);
        error.Message.ShouldContain(expected);
        error.Message.ShouldNotContain("authentication");
    }

    [Fact]
    public async Task ConnectAsync_CallerGivesUp_IsCancelled()
    {
        var arrived = new TaskCompletionSource();
        await using var peer = new FakePeer(async (stream, token) =>
        {
            await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, token);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        using var connector = new KafkaConnector(new ClientProperties(), TimeProvider.System);
        using var source = new CancellationTokenSource();
        var connecting = connector.ConnectAsync(peer.Address, source.Token);
        await arrived.Task;
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => connecting);
    }

    private static ClientProperties Properties(string protocol) => ClientProperties.Parse(
        $"security.protocol={(protocol.Length == 0 ? "PLAINTEXT" : protocol)}\nsasl.mechanism=PLAIN\n"
            + "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" password=\"geheim-123\";",
            "f");

    private static async Task ShouldFailAsync(ClientProperties properties, BrokerAddress address, KafkaFailure failure, string reason)
    {
        using var connector = new KafkaConnector(properties, TimeProvider.System);
        var error = await Should.ThrowAsync<KafkaClusterException>(() => connector.ConnectAsync(address, default));
        error.Message.ShouldBe($"{address} {reason}");
        error.Failure.ShouldBe(failure);
    }
}
