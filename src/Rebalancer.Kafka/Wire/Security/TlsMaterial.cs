using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Rebalancer.Files;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>What the key and trust stores hold, read once and used by both clients.</summary>
internal sealed class TlsMaterial : IDisposable
{
    private static ReadOnlySpan<byte> JavaKeyStoreMagic => [0xfe, 0xed, 0xfe, 0xed];

    private TlsMaterial(X509Certificate2Collection? trusted, X509Certificate2Collection? client) => (Trusted, Client) = (trusted, client);

    /// <summary>The certificates to trust, and no others; null means the system's authorities.</summary>
    public X509Certificate2Collection? Trusted { get; }

    /// <summary>The client's certificate with its key, then the rest of its chain; null where none is configured.</summary>
    public X509Certificate2Collection? Client { get; }

    /// <summary>Reads the stores that the settings name.</summary>
    /// <exception cref="InputException">A store cannot be read: a wrong password, another format, no key in it.</exception>
    public static TlsMaterial Load(TlsSettings settings) => new(
        KeyPlaces.Reading(
            settings.Places,
            settings.TrustedCertificates is null ? "ssl.truststore.location" : "ssl.truststore.certificates",
            () => LoadTrusted(settings)),
        KeyPlaces.Reading(
            settings.Places,
            settings is { CertificateChain: not null, PrivateKey: not null } ? "ssl.keystore.key" : "ssl.keystore.location",
            () => LoadClient(settings)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in (Trusted ?? []).Concat(Client ?? []))
        {
            certificate.Dispose();
        }
    }

    private static X509Certificate2Collection? LoadTrusted(TlsSettings settings)
    {
        if (settings.TrustedCertificates is { } pem)
        {
            return PemCertificates(pem, "ssl.truststore.certificates");
        }

        if (settings.TrustStoreLocation is not { } path)
        {
            return null;
        }

        var bytes = ReadStore(path, "ssl.truststore.location");
        if (IsPem(bytes))
        {
            return PemCertificates(Encoding.UTF8.GetString(bytes), path);
        }

        var certificates = LoadPkcs12(bytes, settings.TrustStorePassword, path, "ssl.truststore.password");
        return certificates.Count > 0 ? certificates : throw new InputException($"The trust store '{path}' holds no certificate.");
    }

    private static X509Certificate2Collection? LoadClient(TlsSettings settings)
    {
        if (settings is { CertificateChain: { } chain, PrivateKey: { } key })
        {
            return PemKeyAndChain(chain, key.Reveal(), settings.KeyPassword, "ssl.keystore.key");
        }

        if (settings.KeyStoreLocation is not { } path)
        {
            return null;
        }

        var bytes = ReadStore(path, "ssl.keystore.location");
        if (IsPem(bytes))
        {
            var pem = Encoding.UTF8.GetString(bytes);
            return PemKeyAndChain(pem, pem, settings.KeyPassword, path);
        }

        var certificates = LoadPkcs12(bytes, settings.KeyStorePassword, path, "ssl.keystore.password");
        var own = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new InputException($"The key store '{path}' holds no private key. Perhaps it is a trust store.");
        return [own, .. certificates.Where(certificate => certificate != own)];
    }

    private static byte[] ReadStore(string path, string key)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{key}: '{path}' cannot be read: {FileFailure.OfReading(e)}.", e);
        }

        return !bytes.AsSpan().StartsWith(JavaKeyStoreMagic)
            ? bytes
            : throw new InputException(
                $"{key}: '{path}' is a Java key store (JKS), which only Java reads. Convert it: keytool -importkeystore -srckeystore "
                    + $"{path} -destkeystore {Path.ChangeExtension(path, ".p12")} -deststoretype PKCS12");
    }

    private static bool IsPem(byte[] bytes) => bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static X509Certificate2Collection PemCertificates(string pem, string place)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(UnfoldPem(pem));
        }
        catch (CryptographicException e)
        {
            throw new InputException($"{place}: a certificate in it cannot be read ({e.Message})", e);
        }

        return certificates.Count > 0
            ? certificates
            : throw new InputException($"{place}: it holds no certificate (-----BEGIN CERTIFICATE-----).");
    }

    private static X509Certificate2Collection PemKeyAndChain(string chainPem, string keyPem, Secret? password, string place)
    {
        var chain = PemCertificates(chainPem, place);
        var key = UnfoldPem(keyPem);
        var isEncrypted = key.Contains("-----BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        if (isEncrypted && password is null)
        {
            throw new InputException($"{place}: its private key is encrypted. Perhaps ssl.key.password is missing.");
        }

        try
        {
            // The key belongs to the chain's first certificate, whatever else the text holds.
            var leaf = chain[0].ExportCertificatePem();
            using var own = isEncrypted
                ? X509Certificate2.CreateFromEncryptedPem(leaf, key, password!.Reveal())
                : X509Certificate2.CreateFromPem(leaf, key);
            return [Usable(own), .. chain.Skip(1)];
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var cause = isEncrypted ? "Perhaps ssl.key.password is wrong" : "Perhaps it holds no PKCS#8 key (-----BEGIN PRIVATE KEY-----)";
            throw new InputException($"{place}: its private key cannot be read, or does not belong to its first certificate. {cause}.");
        }
    }

    /// <summary>
    /// Windows presents no certificate whose key lives in memory only, so the pair goes through PKCS#12 once (dotnet/runtime#23749).
    /// </summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(
        certificate.Export(X509ContentType.Pkcs12), null,
        OperatingSystem.IsWindows() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet);

    private static X509Certificate2Collection LoadPkcs12(byte[] bytes, Secret? password, string path, string passwordKey)
    {
        try
        {
            var flags = OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()
                ? X509KeyStorageFlags.Exportable
                : X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable;
            return X509CertificateLoader.LoadPkcs12Collection(bytes, password?.Reveal(), flags);
        }
        catch (CryptographicException)
        {
            throw new InputException($"'{path}' cannot be opened as PKCS#12. Perhaps {passwordKey} is "
                + $"{(password is null ? "missing" : "wrong")}, or the file is neither PKCS#12 nor PEM.");
        }
    }

    /// <summary>
    /// Properties files often hold PEM on one line, with blanks where the line ends were; Kafka takes that, so it is taken here.
    /// </summary>
    private static string UnfoldPem(string pem)
    {
        if (pem.Contains('\n', StringComparison.Ordinal))
        {
            return pem;
        }

        return pem.Replace("----- ", "-----\n", StringComparison.Ordinal).Replace(" -----", "\n-----", StringComparison.Ordinal);
    }
}
