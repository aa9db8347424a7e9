using System.Collections.Immutable;
using System.Text;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>SASL OAUTHBEARER (RFC 7628, KIP-255, KIP-342).</summary>
/// <remarks>
/// A refused token comes back with error 0 and a JSON status; only after the client has answered it with 0x01 does the broker send error
/// 58. A client that stopped at error 0 would believe it is in.
/// </remarks>
internal sealed class OAuthBearerMechanism(IOAuthTokenSource tokens, ImmutableSortedDictionary<string, string> extensions) : SaslMechanism
{
    private const char Separator = '\u0001';
    private bool _isRefused;

    public override string Name => "OAUTHBEARER";

    public override async ValueTask<byte[]> StartAsync(CancellationToken cancellationToken)
    {
        var token = await tokens.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var message = new StringBuilder($"n,,{Separator}auth=Bearer {token.Reveal()}");
        foreach (var (key, value) in extensions)
        {
            message.Append(Separator).Append(key).Append('=').Append(value);
        }

        return Encoding.UTF8.GetBytes(message.Append(Separator).Append(Separator).ToString());
    }

    public override byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        if (challenge.IsEmpty)
        {
            return _isRefused ? throw new SaslException("the server refused the token") : null;
        }

        if (_isRefused)
        {
            throw new SaslException("the server refused the token");
        }

        _isRefused = true;
        return [(byte)Separator];
    }
}
