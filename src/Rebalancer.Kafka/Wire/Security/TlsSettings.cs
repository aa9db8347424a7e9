namespace Rebalancer.Kafka.Wire.Security;

/// <summary>How to speak TLS: Kafka's <c>ssl.*</c> keys.</summary>
/// <remarks>Files are named here and read when a client is made.</remarks>
public sealed record TlsSettings
{
    /// <summary>What Kafka does without any <c>ssl.*</c> key: the system's trust, the host name checked, no client certificate.</summary>
    public static TlsSettings Default { get; } = new();

    /// <summary><c>ssl.truststore.location</c>: PEM or PKCS#12.</summary>
    /// <value>Null (the default) means the system's certificate authorities, unless <see cref="TrustedCertificates"/> is set.</value>
    public string? TrustStoreLocation { get; init; }

    /// <summary><c>ssl.truststore.password</c>, for PKCS#12.</summary>
    public Secret? TrustStorePassword { get; init; }

    /// <summary><c>ssl.truststore.certificates</c>: PEM text.</summary>
    public string? TrustedCertificates { get; init; }

    /// <summary><c>ssl.keystore.location</c>: PEM (certificate chain and private key in one file) or PKCS#12.</summary>
    public string? KeyStoreLocation { get; init; }

    /// <summary><c>ssl.keystore.password</c>, for PKCS#12.</summary>
    public Secret? KeyStorePassword { get; init; }

    /// <summary><c>ssl.keystore.certificate.chain</c>: PEM text.</summary>
    public string? CertificateChain { get; init; }

    /// <summary><c>ssl.keystore.key</c>: a PKCS#8 private key as PEM text.</summary>
    public Secret? PrivateKey { get; init; }

    /// <summary><c>ssl.key.password</c>: opens an encrypted private key.</summary>
    public Secret? KeyPassword { get; init; }

    /// <summary><c>ssl.endpoint.identification.algorithm</c>: whether the server's certificate must name the host.</summary>
    /// <value>The default is true (<c>https</c>); false stands for the empty value.</value>
    public bool CheckHostName { get; init; } = true;

    /// <summary>Where the keys stand; null where they come from no file.</summary>
    internal KeyPlaces? Places { get; init; }

    /// <summary>Whether a client certificate is configured.</summary>
    public bool HasClientCertificate => KeyStoreLocation is not null || CertificateChain is not null;
}
