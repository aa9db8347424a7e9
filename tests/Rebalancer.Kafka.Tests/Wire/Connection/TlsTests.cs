using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>Who is trusted and who is not, with certificates made on the spot.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Password = "geheim-123";
    private readonly X509Certificate2 _authority = TestCertificates.Authority("test authority");
    private readonly string _folder = Directory.CreateTempSubdirectory("rebalancer-tls-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("pem file")]
    [InlineData("pem text")]
    [InlineData("pem text on one line")]
    [InlineData("pkcs12")]
    public async Task ConnectAsync_TrustedAuthority_IsFine(string kind)
    {
        var pem = _authority.ExportCertificatePem();
        var trust = kind switch
        {
            "pem file" => new TlsSettings { TrustStoreLocation = Save("ca.pem", pem) },
            "pem text" => new TlsSettings { TrustedCertificates = pem },
            "pem text on one line" => new TlsSettings { TrustedCertificates = pem.ReplaceLineEndings(" ") },
            _ => new TlsSettings { TrustStoreLocation = Save("ca.p12", TrustStore()), TrustStorePassword = new Secret(Password) },
        };
        using var certificate = TestCertificates.Leaf("127.0.0.1", _authority);
        await using var broker = new FakeBroker(certificate);
        await ConnectAsync(broker.Address, trust);
    }

    [Fact]
    public async Task ConnectAsync_AnchorThatIsNoRoot_IsTrustedAsInJava()
    {
        using var below = TestCertificates.Authority("below", _authority);
        using var certificate = TestCertificates.Leaf("127.0.0.1", below);
        await using var broker = new FakeBroker(certificate);
        await ConnectAsync(broker.Address, new TlsSettings { TrustedCertificates = below.ExportCertificatePem() });
    }

    [Fact]
    public async Task ConnectAsync_ChainSentByTheServer_IsFollowedToTheRoot()
    {
        using var below = TestCertificates.Authority("below", _authority);
        using var certificate = TestCertificates.Leaf("127.0.0.1", below);
        await using var broker = new FakeBroker(certificate, chain: [below]);
        await ConnectAsync(broker.Address, Trusting());
    }

    [Fact]
    public async Task ConnectAsync_OtherAuthority_SaysWhoseCertificateItIs()
    {
        using var other = TestCertificates.Authority("another authority");
        using var certificate = TestCertificates.Leaf("127.0.0.1", other);
        await using var broker = new FakeBroker(certificate);
        var error = await FailureAsync(broker.Address, Trusting());
        error.Failure.ShouldBe(KafkaFailure.Tls);
        error.Message.ShouldStartWith($"{broker.Address} is not trusted: certificate CN=127.0.0.1, issued by CN=another authority (");
        error.Message.ShouldEndWith("; the certificates of ssl.truststore.* do not vouch for it.");
    }

    [Fact]
    public async Task ConnectAsync_NoTrustStore_SaysThatOnlyTheSystemIsTrusted()
    {
        using var certificate = TestCertificates.Leaf("127.0.0.1", _authority);
        await using var broker = new FakeBroker(certificate);
        (await FailureAsync(broker.Address, TlsSettings.Default)).Message.ShouldContain(
            "ssl.truststore.location is not set, so only the system's authorities are trusted");
    }

    [Fact]
    public async Task ConnectAsync_OtherHostName_SaysForWhomTheCertificateIs()
    {
        using var certificate = TestCertificates.Leaf("broker-7.example", _authority);
        await using var broker = new FakeBroker(certificate);
        (await FailureAsync(broker.Address, Trusting())).Message.ShouldBe(
            $"{broker.Address} is not trusted: its certificate (CN=broker-7.example; for broker-7.example) does not name '127.0.0.1'. "
            + "Perhaps another host name in bootstrap.servers, or an empty ssl.endpoint.identification.algorithm, which checks no name.");
        await ConnectAsync(broker.Address, Trusting() with { CheckHostName = false });
    }

    [Theory]
    [InlineData("pem text")]
    [InlineData("encrypted pem text")]
    [InlineData("pem file")]
    [InlineData("pkcs12")]
    public async Task ConnectAsync_ClientCertificate_IsPresented(string kind)
    {
        using var server = TestCertificates.Leaf("127.0.0.1", _authority);
        using var client = TestCertificates.Leaf("ann", _authority);
        await using var broker = new FakeBroker(server, requireClientCertificate: true);
        await ConnectAsync(broker.Address, WithClient(kind, client));
    }

    [Fact]
    public async Task ConnectAsync_NoClientCertificateWhereOneIsWanted_SaysWhatToSet()
    {
        using var server = TestCertificates.Leaf("127.0.0.1", _authority);
        await using var broker = new FakeBroker(server, requireClientCertificate: true);
        var error = await FailureAsync(broker.Address, Trusting());
        error.Message.ShouldContain("Perhaps it wants a client certificate: ssl.keystore.location");
    }

    [Fact]
    public void ToConfluentConfig_KeyAndTrustStores_AreHandedOverAsPem()
    {
        using var client = TestCertificates.Leaf("ann", _authority);
        foreach (var kind in new[] { "pem text", "encrypted pem text", "pem file", "pkcs12" })
        {
            var config = Properties(WithClient(kind, client)).WithBootstrapServers("a:1").ToConfluentConfig();
            config.SslCaPem.ShouldBe(_authority.ExportCertificatePem());
            config.SslCertificatePem.ShouldBe(client.ExportCertificatePem());
            config.SslKeyPem.ShouldStartWith("-----BEGIN PRIVATE KEY-----");
        }
    }

    [Theory]
    [InlineData("jks", "is a Java key store (JKS), which only Java reads. Convert it: keytool -importkeystore -srckeystore")]
    [InlineData("wrong password", "cannot be opened as PKCS#12. Perhaps ssl.truststore.password is wrong")]
    [InlineData("no password", "cannot be opened as PKCS#12. Perhaps ssl.truststore.password is missing")]
    [InlineData("nothing", "cannot be opened as PKCS#12")]
    [InlineData("pem without certificate", "it holds no certificate (-----BEGIN CERTIFICATE-----)")]
    [InlineData("no file", "cannot be read")]
    [InlineData("key needs password", "its private key is encrypted. Perhaps ssl.key.password is missing.")]
    [InlineData("key password wrong", "Perhaps ssl.key.password is wrong.")]
    [InlineData("key of another", "does not belong to its first certificate")]
    [InlineData("trust store as key store", "holds no private key. Perhaps it is a trust store.")]
    public void Load_StoreThatCannotBeUsed_IsAClearErrorWithoutSecrets(string kind, string reason)
    {
        using var client = TestCertificates.Leaf("ann", _authority);
        using var other = TestCertificates.Leaf("bob", _authority);
        var settings = kind switch
        {
            "jks" => new TlsSettings { TrustStoreLocation = Save("a.jks", [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]) },
            "wrong password" =>
                new TlsSettings { TrustStoreLocation = Save("a.p12", TrustStore()), TrustStorePassword = new Secret($"not-{Password}") },
            "no password" => new TlsSettings { TrustStoreLocation = Save("a.p12", TrustStore()) },
            "nothing" => new TlsSettings { TrustStoreLocation = Save("a.p12", []) },
            "pem without certificate" => new TlsSettings { TrustedCertificates = KeyPem(client) },
            "no file" => new TlsSettings { TrustStoreLocation = Path.Combine(_folder, "none.pem") },
            "key needs password" => WithClient("encrypted pem text", client) with { KeyPassword = null },
            "key password wrong" => WithClient("encrypted pem text", client) with { KeyPassword = new Secret($"not-{Password}") },
            "key of another" => WithClient("pem text", client) with { PrivateKey = new Secret(KeyPem(other)) },
            _ => new TlsSettings { KeyStoreLocation = Save("a.p12", TrustStore()), KeyStorePassword = new Secret(Password) },
        };
        var error = Should.Throw<InputException>(() => TlsMaterial.Load(settings));
        error.Message.ShouldContain(reason);
        error.ToString().ShouldNotContain(Password);
        error.ToString().ShouldNotContain("PRIVATE KEY-----\n");
    }

    private TlsSettings Trusting() => new() { TrustedCertificates = _authority.ExportCertificatePem() };

    private TlsSettings WithClient(string kind, X509Certificate2 client) => kind switch
    {
        "pem text" => Trusting() with { CertificateChain = client.ExportCertificatePem(), PrivateKey = new Secret(KeyPem(client)) },
        "encrypted pem text" => Trusting() with
        {
            CertificateChain = client.ExportCertificatePem(),
            PrivateKey = new Secret(EncryptedKeyPem(client)),
            KeyPassword = new Secret(Password)
        },
        "pem file" => Trusting() with { KeyStoreLocation = Save("client.pem", $"{KeyPem(client)}\n{client.ExportCertificatePem()}") },
        _ => Trusting() with
        {
            KeyStoreLocation = Save("client.p12", client.Export(X509ContentType.Pkcs12, Password)),
            KeyStorePassword = new Secret(Password)
        },
    };

    private byte[] TrustStore()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(_authority.RawData);
        return certificate.Export(X509ContentType.Pkcs12, Password);
    }

    private string Save(string name, string text) => Save(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Save(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string EncryptedKeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportEncryptedPkcs8PrivateKeyPem(
            Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
    }

    private static ClientProperties Properties(TlsSettings tls) => new() { SecurityProtocol = SecurityProtocol.Ssl, Tls = tls };

    private static async Task ConnectAsync(BrokerAddress address, TlsSettings tls)
    {
        using var connector = new KafkaConnector(Properties(tls), TimeProvider.System);
        await using var connection = await connector.ConnectAsync(address, default);
        connection.Stage.ShouldBe(ConnectionStage.Ready);
    }

    private static async Task<KafkaClusterException> FailureAsync(BrokerAddress address, TlsSettings tls)
    {
        using var connector = new KafkaConnector(Properties(tls), TimeProvider.System);
        return await Should.ThrowAsync<KafkaClusterException>(() => connector.ConnectAsync(address, default));
    }
}
