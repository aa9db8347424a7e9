using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Security;

public sealed class OAuthBearerTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task StartAsync_TokenAndExtensions_HaveTheBytesOfRfc7628()
    {
        var settings = new OAuthBearerSettings();
        var mechanism = new OAuthBearerMechanism(new FixedTokens("TOKEN"), settings.Extensions.Add("b", "2").Add("a", "1"));
        Encoding.UTF8.GetString(await mechanism.StartAsync(default)).ShouldBe("n,,\u0001auth=Bearer TOKEN\u0001a=1\u0001b=2\u0001\u0001");
        mechanism.Respond([]).ShouldBeNull();
    }

    [Fact]
    public void Respond_StatusOfARefusedToken_IsAnsweredWithOneByteSoThatTheErrorComes()
    {
        var mechanism = new OAuthBearerMechanism(new FixedTokens("TOKEN"), new OAuthBearerSettings().Extensions);
        mechanism.Respond("""{"status":"invalid_token"}"""u8).ShouldBe([1]);
        Should.Throw<SaslException>(() => mechanism.Respond([])).Message.ShouldBe("the server refused the token");
    }

    [Fact]
    public async Task GetTokenAsync_Unsecured_HasKafkasClaims()
    {
        var settings = new OAuthBearerSettings { UnsecuredLifetime = TimeSpan.FromMinutes(1) };
        settings = settings with { UnsecuredStringClaims = settings.UnsecuredStringClaims.Add("sub", "ann") };
        var token = (await new UnsecuredTokenSource(settings, new FakeTimeProvider(s_now)).GetTokenAsync(default)).Reveal();
        var parts = token.Split('.');
        parts.Length.ShouldBe(3);
        parts[2].ShouldBe("");
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).ShouldBe("""{"alg":"none"}""");
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        claims.RootElement.GetProperty("sub").GetString().ShouldBe("ann");
        claims.RootElement.GetProperty("exp").GetInt64().ShouldBe(s_now.ToUnixTimeSeconds() + 60);
    }

    [Fact]
    public async Task GetTokenAsync_ClientCredentials_AsksOnceUntilATenthIsLeft()
    {
        var time = new FakeTimeProvider(s_now);
        using var server = new FakeTokenServer(HttpStatusCode.OK, """{"access_token":"t","token_type":"Bearer","expires_in":100}""");
        using var source = new ClientCredentialsTokenSource(Settings(), new HttpMessageInvoker(server), time);
        (await source.GetTokenAsync(default)).Reveal().ShouldBe("t");
        time.Advance(TimeSpan.FromSeconds(89));
        await source.GetTokenAsync(default);
        server.Requests.ShouldBe(["POST https://idp.example/token Basic bWU6Z2VoZWltLTEyMw== grant_type=client_credentials&scope=kafka"]);
        time.Advance(TimeSpan.FromSeconds(2));
        await source.GetTokenAsync(default);
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "{}", "answered 401 (Unauthorized). Perhaps the client's id or secret is wrong.")]
    [InlineData(HttpStatusCode.InternalServerError, "geheim-123", "answered 500")]
    [InlineData(HttpStatusCode.OK, "geheim-123", "without an access_token")]
    [InlineData(HttpStatusCode.OK, """["geheim-123"]""", "without an access_token")]
    [InlineData(HttpStatusCode.OK, """{"access_token":7,"x":"geheim-123"}""", "without an access_token")]
    public async Task GetTokenAsync_ServerWithoutAToken_IsAClearErrorWithoutItsText(HttpStatusCode status, string body, string reason)
    {
        using var server = new FakeTokenServer(status, body);
        using var source = new ClientCredentialsTokenSource(Settings(), new HttpMessageInvoker(server), new FakeTimeProvider(s_now));
        var error = await Should.ThrowAsync<SaslException>(async () => await source.GetTokenAsync(default));
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain("https://idp.example/token");
        error.ToString().ShouldNotContain("geheim-123");
    }

    private static OAuthBearerSettings Settings() =>
        new()
        {
            TokenEndpoint = new Uri("https://idp.example/token?key=geheim-123"),
            ClientId = "me",
            ClientSecret = new Secret("geheim-123"),
            Scope = "kafka"
        };

    private sealed class FixedTokens(string token) : IOAuthTokenSource
    {
        public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new Secret(token));
    }

    private sealed class FakeTokenServer(HttpStatusCode status, string body) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.GetLeftPart(UriPartial.Path)} {request.Headers.Authorization} "
                + $"{await request.Content!.ReadAsStringAsync(cancellationToken)}");
            return new HttpResponseMessage(status) { Content = new StringContent(body) };
        }
    }
}
