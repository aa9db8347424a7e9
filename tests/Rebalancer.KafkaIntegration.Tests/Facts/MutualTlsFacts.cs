using Rebalancer.Kafka;
using Rebalancer.Kafka.Reading;
using Rebalancer.KafkaIntegration.Tests.Clusters;
using Shouldly;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>A cluster that wants a client certificate.</summary>
public abstract class MutualTlsFacts(KafkaFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KafkaCluster Kafka => fixture.Cluster;

    [Fact]
    public async Task Snapshot_WithAClientCertificateAsPem_Reads()
    {
        var keyStore = Path.Combine(Kafka.ScratchDirectory, "client-store.pem");
        await File.WriteAllTextAsync(keyStore, Tls("client.pem") + Tls("client.key"), Token);

        await ReadsAsync(
            "ssl.truststore.type=PEM",
            $"ssl.truststore.location={Path.Combine(Kafka.TlsDirectory, "ca.pem")}",
            "ssl.keystore.type=PEM",
            $"ssl.keystore.location={keyStore}");
    }

    [Fact]
    public async Task Snapshot_WithAClientCertificateAsPkcs12_Reads()
    {
        var keyStore = Path.Combine(Kafka.ScratchDirectory, "client.p12");
        using (var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(
            Tls("client.pem"), Tls("client.key")))
        {
            await File.WriteAllBytesAsync(
                keyStore,
                certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "client-store-secret"),
                Token);
        }

        await ReadsAsync(
            "ssl.truststore.type=PKCS12", $"ssl.truststore.location={Path.Combine(Kafka.TlsDirectory, "trust.p12")}",
            "ssl.truststore.password=changeit",
            "ssl.keystore.type=PKCS12", $"ssl.keystore.location={keyStore}", "ssl.keystore.password=client-store-secret");
    }

    [Fact]
    public async Task Connect_WithoutAClientCertificate_SaysSo()
    {
        await using var admin = Clients.Connect(
            Kafka.BootstrapServers,
            "security.protocol=SSL",
            "ssl.truststore.type=PEM",
            $"ssl.truststore.location={Path.Combine(Kafka.TlsDirectory, "ca.pem")}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));

        var failure = await Should.ThrowAsync<KafkaClusterException>(
            () => new ClusterReader(admin).ReadAsync(cancellationToken: limit.Token));

        failure.Failure.ShouldBe(KafkaFailure.Tls);
        failure.Message.ShouldContain("certificate");
    }

    private async Task ReadsAsync(params string[] properties)
    {
        using var log = new CapturedLog();
        await using var admin = Clients.Connect(Kafka.BootstrapServers, log, ["security.protocol=SSL", .. properties]);
        var snapshot = await new ClusterReader(admin).ReadAsync(cancellationToken: Token);
        snapshot.Brokers.ShouldHaveSingleItem().Rack.ShouldBe("FD0UD0");
        snapshot.Warnings.ShouldBeEmpty();
        log.Text.ShouldNotBeEmpty();
        foreach (var secret in new[] { "client-store-secret", "changeit", "PRIVATE KEY" })
        {
            log.Text.ShouldNotContain(secret);
        }
    }

    private string Tls(string file) => File.ReadAllText(Path.Combine(Kafka.TlsDirectory, file));
}

/// <summary>4.3.1.</summary>
[Collection(nameof(MutualTls431Collection))]
public sealed class MutualTls431Facts(MutualTls431Fixture fixture) : MutualTlsFacts(fixture);

/// <summary>3.9.2 with ZooKeeper.</summary>
[Collection(nameof(MutualTls392Collection))]
public sealed class MutualTls392Facts(MutualTls392Fixture fixture) : MutualTlsFacts(fixture);

/// <summary>2.4.1.</summary>
[Collection(nameof(MutualTls241Collection))]
public sealed class MutualTls241Facts(MutualTls241Fixture fixture) : MutualTlsFacts(fixture);
