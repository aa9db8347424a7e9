using Rebalancer.KafkaIntegration.Tests.Clusters;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>A broker behind SASL_SSL with every mechanism and an authorizer.</summary>
public abstract class SaslSslFixture(string version, bool onlyWithAll = false) : KafkaFixture(Options(version), onlyWithAll)
{
    /// <inheritdoc/>
    protected override async Task PrepareAsync(KafkaCluster cluster, CancellationToken cancellationToken) =>
        (await cluster.RunToolAsync(
            "kafka-topics",
            "--create",
            "--topic",
            "guarded",
            "--partitions",
            "2",
            "--replication-factor",
            "1")).EnsureSuccess("kafka-topics");

    private static KafkaClusterOptions Options(string version) =>
        new()
        {
            Version = version,
            Mode = version == KafkaClusterOptions.DefaultVersion ? "kraft" : "zookeeper",
            Racks = ["FD0UD0"],
            Security = "sasl_ssl",
            Sasl = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"],
            Acls = true
        };
}

/// <summary>A broker behind TLS that wants a client certificate.</summary>
public abstract class MutualTlsFixture(string version, bool onlyWithAll = false) : KafkaFixture(Options(version), onlyWithAll)
{
    private static KafkaClusterOptions Options(string version) =>
        new()
        {
            Version = version,
            Mode = version == KafkaClusterOptions.DefaultVersion ? "kraft" : "zookeeper",
            Racks = ["FD0UD0"],
            Security = "ssl",
            Settings = ["listener.name.client.ssl.client.auth=required"]
        };
}

/// <summary>4.3.1.</summary>
public sealed class SaslSsl431Fixture() : SaslSslFixture(KafkaClusterOptions.DefaultVersion);

/// <summary>3.9.2 with ZooKeeper.</summary>
public sealed class SaslSsl392Fixture() : SaslSslFixture("3.9.2", onlyWithAll: true);

/// <summary>2.4.1.</summary>
public sealed class SaslSsl241Fixture() : SaslSslFixture("2.4.1", onlyWithAll: true);

/// <summary>4.3.1.</summary>
public sealed class MutualTls431Fixture() : MutualTlsFixture(KafkaClusterOptions.DefaultVersion);

/// <summary>3.9.2 with ZooKeeper.</summary>
public sealed class MutualTls392Fixture() : MutualTlsFixture("3.9.2", onlyWithAll: true);

/// <summary>2.4.1.</summary>
public sealed class MutualTls241Fixture() : MutualTlsFixture("2.4.1", onlyWithAll: true);

[CollectionDefinition(nameof(SaslSsl431Collection))]
public sealed class SaslSsl431Collection : ICollectionFixture<SaslSsl431Fixture>;

[CollectionDefinition(nameof(SaslSsl392Collection))]
public sealed class SaslSsl392Collection : ICollectionFixture<SaslSsl392Fixture>;

[CollectionDefinition(nameof(SaslSsl241Collection))]
public sealed class SaslSsl241Collection : ICollectionFixture<SaslSsl241Fixture>;

[CollectionDefinition(nameof(MutualTls431Collection))]
public sealed class MutualTls431Collection : ICollectionFixture<MutualTls431Fixture>;

[CollectionDefinition(nameof(MutualTls392Collection))]
public sealed class MutualTls392Collection : ICollectionFixture<MutualTls392Fixture>;

[CollectionDefinition(nameof(MutualTls241Collection))]
public sealed class MutualTls241Collection : ICollectionFixture<MutualTls241Fixture>;
