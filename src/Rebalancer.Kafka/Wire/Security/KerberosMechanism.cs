using System.Buffers;
using System.Net;
using System.Net.Security;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>
/// SASL GSSAPI (RFC 4752) by the operating system's Kerberos. Experimental: no Kerberos cluster was at hand to try it on.
/// </summary>
/// <remarks>
/// It takes the ticket cache (<c>kinit</c>) or KRB5_CLIENT_KTNAME; a keytab of sasl.jaas.config cannot be handed to the operating system
/// and is not read. Kafka never uses the security layer: after the exchange everything goes as it is, or within TLS.
/// </remarks>
internal sealed class KerberosMechanism(SaslSettings settings, string host) : SaslMechanism, IDisposable
{
    private const byte NoSecurityLayer = 1;
    private readonly NegotiateAuthentication _context = new(new NegotiateAuthenticationClientOptions
    {
        Package = "Kerberos",
        Credential = CredentialCache.DefaultNetworkCredentials,
        TargetName = $"{settings.KerberosServiceName}/{host}",
        RequiredProtectionLevel = ProtectionLevel.Sign,
    });

    private bool _hasAnsweredLayers;

    public override string Name => "GSSAPI";

    public override ValueTask<byte[]> StartAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Step([]) ?? []);

    public override byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        if (_hasAnsweredLayers)
        {
            return null;
        }

        // When our side is complete, an empty token asks the server for its security layers.
        return _context.IsAuthenticated ? AnswerLayers(challenge) : Step(challenge) ?? [];
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private byte[]? Step(ReadOnlySpan<byte> challenge)
    {
        var token = _context.GetOutgoingBlob(challenge, out var status);
        return status is NegotiateAuthenticationStatusCode.Completed or NegotiateAuthenticationStatusCode.ContinueNeeded
            ? token
            : throw new SaslException($"Kerberos says {status} for the service {settings.KerberosServiceName}/{host}. Perhaps there is no "
                + "ticket: kinit gets one");
    }

    private byte[] AnswerLayers(ReadOnlySpan<byte> challenge)
    {
        var offered = new ArrayBufferWriter<byte>();
        if (_context.Unwrap(challenge, offered, out _) != NegotiateAuthenticationStatusCode.Completed
            || offered.WrittenCount < 4
            || (offered.WrittenSpan[0] & NoSecurityLayer) == 0)
        {
            throw new SaslException("the server insists on a Kerberos security layer, which Kafka does not use");
        }

        var answer = new ArrayBufferWriter<byte>();
        if (_context.Wrap([NoSecurityLayer, 0, 0, 0], answer, requestEncryption: false, out _)
            != NegotiateAuthenticationStatusCode.Completed)
        {
            throw new SaslException("the Kerberos answer cannot be wrapped");
        }

        _hasAnsweredLayers = true;
        return answer.WrittenSpan.ToArray();
    }
}
