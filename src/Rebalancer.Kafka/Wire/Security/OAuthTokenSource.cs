using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Where OAUTHBEARER gets its tokens.</summary>
internal interface IOAuthTokenSource
{
    /// <summary>Gives a token that is good for now.</summary>
    /// <exception cref="SaslException">There is none to be had.</exception>
    ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken);
}

/// <summary>Unsecured JWS (RFC 7515, algorithm "none"), as Kafka's own client makes them for test clusters.</summary>
internal sealed class UnsecuredTokenSource(OAuthBearerSettings settings, TimeProvider time) : IOAuthTokenSource
{
    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iat"] = now, ["exp"] = now + (long)settings.UnsecuredLifetime.TotalSeconds };
        foreach (var (name, value) in settings.UnsecuredStringClaims)
        {
            claims[name] = value;
        }

        return ValueTask.FromResult(new Secret($"{Encode("""{"alg":"none"}""")}.{Encode(claims.ToJsonString())}."));
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

/// <summary>Tokens of an OAuth 2 server by the client credentials grant (RFC 6749, 4.4; KIP-768).</summary>
/// <remarks>
/// A token is used until a tenth of its life is left, so that many connections need one request. Safe for concurrent use.
/// </remarks>
internal sealed class ClientCredentialsTokenSource(OAuthBearerSettings settings, HttpMessageInvoker http, TimeProvider time)
    : IOAuthTokenSource, IDisposable
{
    private const int MostAnswerBytes = 1 << 20;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Secret? _token;
    private DateTimeOffset _goodUntil;

    public async ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is null || time.GetUtcNow() >= _goodUntil)
            {
                (_token, var lifetime) = await RequestAsync(cancellationToken).ConfigureAwait(false);
                _goodUntil = time.GetUtcNow() + (lifetime * 0.9);
            }

            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.Dispose();
        http.Dispose();
    }

    private string Where => settings.TokenEndpoint!.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private async Task<(Secret Token, TimeSpan Lifetime)> RequestAsync(CancellationToken cancellationToken)
    {
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (settings.Scope is { } scope)
        {
            form.Add(new("scope", scope));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, settings.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.ClientId}:{settings.ClientSecret!.Reveal()}")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var cause = (int)response.StatusCode is 400 or 401 ? " Perhaps the client's id or secret is wrong." : "";
                throw new SaslException(
                    $"the token endpoint {Where} answered {(int)response.StatusCode} ({response.ReasonPhrase}).{cause}");
            }

            await response.Content.LoadIntoBufferAsync(MostAnswerBytes, cancellationToken).ConfigureAwait(false);
            return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (HttpRequestException e)
        {
            throw new SaslException($"the token endpoint {Where} cannot be asked: {e.Message}");
        }
    }

    /// <summary>Reads the answer; it holds the token, so no error shows any of it.</summary>
    private (Secret Token, TimeSpan Lifetime) Read(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("access_token", out var token)
                && token.ValueKind == JsonValueKind.String
                && token.GetString() is { Length: > 0 } text)
            {
                var seconds = json.RootElement.TryGetProperty("expires_in", out var expires)
                    && expires.ValueKind == JsonValueKind.Number
                    && expires.TryGetInt64(out var given) ? given : 0;
                return (new Secret(text), TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)));
            }
        }
        catch (JsonException)
        {
            // Said below, without the text.
        }

        throw new SaslException($"the token endpoint {Where} answered without an access_token");
    }
}
