using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Makes an encrypted stream of a plain one, as the settings say.</summary>
internal sealed class TlsClient : IDisposable
{
    private readonly TlsSettings _settings;
    private readonly TlsMaterial _material;
    private readonly SslStreamCertificateContext? _clientCertificate;

    /// <summary>Reads the key and trust stores.</summary>
    /// <exception cref="InputException">A store cannot be read.</exception>
    public TlsClient(TlsSettings settings)
    {
        _settings = settings;
        _material = TlsMaterial.Load(settings);
        _clientCertificate = _material.Client is [var own, ..] client
            ? SslStreamCertificateContext.Create(own, [.. client.Skip(1)], offline: true)
            : null;
    }

    /// <summary>Shakes hands.</summary>
    /// <param name="stream">The plain stream, which the result owns.</param>
    /// <param name="host">The name that the server's certificate must carry; sent as SNI.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TlsRefusedException">The server's certificate is not trusted.</exception>
    /// <exception cref="AuthenticationException">The server refused, or does not speak TLS.</exception>
    public async Task<Stream> AuthenticateAsync(Stream stream, string host, CancellationToken cancellationToken)
    {
        string? refusal = null;
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ClientCertificateContext = _clientCertificate,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                CertificateChainPolicy = ChainPolicy(),
                RemoteCertificateValidationCallback = (
                    _, certificate, chain, errors) => (refusal = Refusal(certificate, chain, errors, host)) is null,
            };
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (refusal is not null)
            {
                throw new TlsRefusedException(refusal, e);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _material.Dispose();

    private X509ChainPolicy? ChainPolicy()
    {
        if (_material.Trusted is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true
        };
        policy.CustomTrustStore.AddRange(_material.Trusted);
        return policy;
    }

    private string? Refusal(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "the server shows no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsAnchored(chain))
        {
            var problems = string.Join(", ", (chain?.ChainStatus ?? []).Select(status => status.Status).Distinct().Order());
            var cause = _material.Trusted is null
                ? "ssl.truststore.location is not set, so only the system's authorities are trusted"
                : "the certificates of ssl.truststore.* do not vouch for it";
            return $"certificate {certificate.Subject}, issued by {certificate.Issuer} ({problems}); {cause}";
        }

        return _settings.CheckHostName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"its certificate ({certificate.Subject}; {Names(certificate)}) does not name '{host}'. Perhaps another host name in "
                + "bootstrap.servers, or an empty ssl.endpoint.identification.algorithm, which checks no name"
            : null;
    }

    /// <summary>
    /// Java takes every certificate of a trust store as an anchor; here a chain that ends at one that is no root is called partial, so that
    /// case is looked at.
    /// </summary>
    private bool IsAnchored(X509Chain? chain) =>
        _material.Trusted is { } trusted
        && chain is not null
        && chain.ChainStatus.All(status => status.Status is X509ChainStatusFlags.PartialChain)
        && chain.ChainElements.Any(
            element => trusted.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));

    private static string Names(X509Certificate certificate)
    {
        var names = (certificate as X509Certificate2)?.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames()
                .Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()))).ToArray();
        return names is { Length: > 0 } ? $"for {string.Join(", ", names)}" : "without alternative names";
    }
}

/// <summary>We refused the server's certificate.</summary>
/// <param name="reason">Why, for a person.</param>
/// <param name="innerException">What the handshake threw.</param>
internal sealed class TlsRefusedException(string reason, Exception innerException) : AuthenticationException(reason, innerException);
