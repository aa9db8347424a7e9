using System.Text;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>The SASL exchange on the wire; what a real broker answered stands in the notes and in BrokerFrames.txt.</summary>
public sealed class SaslTests
{
    private const string Plain = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n"
        + "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" password=\"geheim-123\";";
    private const string Bearer = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=OAUTHBEARER\n"
        + "sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required "
        + "unsecuredLoginStringClaim_sub=\"ann\";";
    private const string Scram = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-256\n"
        + "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"ann\" password=\"geheim-123\";";

    [Fact]
    public async Task ConnectAsync_Plain_SendsUserAndPasswordAfterTheHandshake()
    {
        await using var broker = Broker(
            (token, _) => new(KafkaErrorCode.None, "", [], Encoding.UTF8.GetString(token) == "\0ann\0geheim-123" ? 0 : 1));
        await using var connection = await ConnectAsync(broker, Plain);
        broker.Received.ShouldBe([ApiKey.SaslHandshake, ApiKey.SaslAuthenticate]);
        connection.ReplaceAt.ShouldBeNull();
    }

    [Fact]
    public async Task ConnectAsync_BrokerBefore22_IsSentTokensInTheVersionThatItHas()
    {
        short version = -1;
        await using var broker = Broker((_, _) => new(KafkaErrorCode.None, "", [], 0));
        broker.On<ApiVersionsRequest, ApiVersionsResponse>((_, _) => new(KafkaErrorCode.None, [new(17, 0, 1), new(36, 0, 0)]));
        broker.On<SaslAuthenticateRequest, SaslAuthenticateResponse>((_, request) =>
        {
            version = KafkaFrame.ReadRequestHeader(request.Frame).ApiVersion;
            return new(KafkaErrorCode.None, "", [], 0);
        });
        await using var connection = await ConnectAsync(broker, Plain);
        version.ShouldBe((short)0);
    }

    [Fact]
    public async Task ConnectAsync_SessionWithALifetime_IsReplacedBeforeItEnds()
    {
        await using var broker = Broker((_, _) => new(KafkaErrorCode.None, "", [], 100_000));
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var link = Link(broker, Plain, time, out var connector);
        using (connector)
        {
            await using var owner = link;
            var first = await link.GetAsync(default);
            first.ReplaceAt.ShouldBe(time.GetUtcNow() + TimeSpan.FromSeconds(85));
            time.Advance(TimeSpan.FromSeconds(84));
            (await link.GetAsync(default)).ShouldBeSameAs(first);
            time.Advance(TimeSpan.FromSeconds(1));
            link.IsConnected.ShouldBeFalse();
            (await link.GetAsync(default)).ShouldNotBeSameAs(first);
            first.IsBroken.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task GetAsync_ConnectionThatIdled_IsReplaced()
    {
        await using var broker = Broker((_, _) => new(KafkaErrorCode.None, "", [], 0));
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var link = Link(broker, Plain, time, out var connector);
        using (connector)
        {
            await using var owner = link;
            var first = await link.GetAsync(default);
            time.Advance(BrokerLink.MaxIdleTime);
            (await link.GetAsync(default)).ShouldNotBeSameAs(first);
        }
    }

    [Fact]
    public async Task ConnectAsync_WrongPassword_HasTheBrokersWordsAndNoSecret()
    {
        await using var broker = Broker(
            (_, _) => new(KafkaErrorCode.SaslAuthenticationFailed, "Authentication failed: Invalid username or password", [], 0));
        await ShouldFailAsync(
            broker, Plain, "refuses the PLAIN credentials of 'ann': Authentication failed: Invalid username or password.");
    }

    [Fact]
    public async Task ConnectAsync_RefusedToken_IsAnsweredSoThatTheErrorComes()
    {
        var tokens = new List<byte[]>();
        await using var broker = Broker((token, _) =>
        {
            tokens.Add(token);
            return tokens.Count == 1
                ? new(KafkaErrorCode.None, "", """{"status":"invalid_token"}"""u8.ToArray(), 0)
                : new(KafkaErrorCode.SaslAuthenticationFailed, """{"status":"invalid_token"}""", [], 0);
        });
        await ShouldFailAsync(broker, Bearer, """refuses the OAUTHBEARER credentials: {"status":"invalid_token"}.""");
        tokens[1].ShouldBe([1]);
    }

    [Fact]
    public async Task ConnectAsync_MechanismThatIsNotOffered_ListsThoseThatAre()
    {
        await using var broker = new FakeBroker();
        broker.On<SaslHandshakeRequest, SaslHandshakeResponse>(
            (_, _) => new(KafkaErrorCode.UnsupportedSaslMechanism, ["SCRAM-SHA-512", "OAUTHBEARER"]));
        await ShouldFailAsync(broker, Plain, "does not take the SASL mechanism PLAIN; it takes OAUTHBEARER, SCRAM-SHA-512.");
    }

    [Fact]
    public async Task ConnectAsync_ListenerWithoutSasl_SaysSo()
    {
        await using var broker = new FakeBroker();
        broker.On<SaslHandshakeRequest, SaslHandshakeResponse>((_, _) => new(KafkaErrorCode.IllegalSaslState, []));
        await ShouldFailAsync(broker, Plain, "asks for no SASL on this port. Perhaps another port, or security.protocol=PLAINTEXT.");
    }

    [Fact]
    public async Task ConnectAsync_ClosedDuringAuthentication_SaysSo()
    {
        await using var broker = Broker((_, _) => throw new IOException("close"));
        await ShouldFailAsync(broker, Plain, "closed the connection during authentication by PLAIN. Perhaps the credentials are wrong.");
    }

    [Fact]
    public async Task ConnectAsync_ServerThatDoesNotKnowThePassword_IsRefused()
    {
        await using var broker = Broker((token, number) => number == 1
            ? new(
                KafkaErrorCode.None,
                "",
                Encoding.UTF8.GetBytes($"r={Encoding.UTF8.GetString(token).Split("r=")[1]}SERVER,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
                0)
            : new(KafkaErrorCode.None, "", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8.ToArray(), 0));
        await ShouldFailAsync(broker, Scram, "cannot be authenticated to by SCRAM-SHA-256: the server could not prove that it knows the "
            + "password: this is not the server it claims to be.");
    }

    [Fact]
    public async Task SendAsync_SaslListenerAndClientWithout_NamesTheProtocolToSet()
    {
        await using var broker = new FakeBroker();
        broker.On(ApiKey.Metadata, (_, _) => Task.FromResult<byte[]?>(null));
        await using var connection = await ConnectAsync(broker, "");
        var error = await Should.ThrowAsync<KafkaClusterException>(
            () => connection.SendAsync(new MetadataRequest([]), TimeSpan.FromSeconds(30), default));
        error.Failure.ShouldBe(KafkaFailure.Authentication);
        error.Message.ShouldBe($"{broker.Address} closed the connection at the first request after the greeting. Perhaps it wants SASL: "
            + "security.protocol=SASL_PLAINTEXT.");
    }

    /// <summary>A broker whose answer to each token is the test's; an IOException ends the connection.</summary>
    private static FakeBroker Broker(Func<byte[], int, SaslAuthenticateResponse> answer)
    {
        var broker = new FakeBroker();
        var number = 0;
        broker.On<SaslHandshakeRequest, SaslHandshakeResponse>((request, _) => new(KafkaErrorCode.None, [request.Mechanism]));
        broker.On<SaslAuthenticateRequest, SaslAuthenticateResponse>((request, _) => answer(request.AuthBytes, ++number));
        return broker;
    }

    private static BrokerLink Link(FakeBroker broker, string properties, TimeProvider time, out KafkaConnector connector)
    {
        var parsed = ClientProperties.Parse(properties, "f");
        connector = new KafkaConnector(parsed, time);
        return new BrokerLink(broker.Address, connector, parsed, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    private static async Task<KafkaConnection> ConnectAsync(FakeBroker broker, string properties)
    {
        using var connector = new KafkaConnector(ClientProperties.Parse(properties, "f"), TimeProvider.System);
        return await connector.ConnectAsync(broker.Address, default);
    }

    private static async Task ShouldFailAsync(FakeBroker broker, string properties, string reason)
    {
        var error = await Should.ThrowAsync<KafkaClusterException>(async () => await ConnectAsync(broker, properties));
        error.Message.ShouldBe($"{broker.Address} {reason}");
        error.Failure.ShouldBe(KafkaFailure.Authentication);
        error.ToString().ShouldNotContain("geheim-123");
    }
}
