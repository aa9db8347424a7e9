using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Reading;
using Rebalancer.KafkaIntegration.Tests.Clusters;
using Shouldly;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>
/// A cluster behind TLS, SASL and ACLs: who may, reads it through both clients; who may not, is told why, soon, and without a secret.
/// </summary>
public abstract class SaslSslFacts(KafkaFixture fixture)
{
    private const string Password = "rebalancer-secret";
    private const string WrongPassword = "another-secret";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KafkaCluster Kafka => fixture.Cluster;

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    [InlineData("OAUTHBEARER")]
    public async Task Snapshot_WithTheRightCredentials_ReadsEverything(string mechanism)
    {
        using var log = new CapturedLog();
        await using var admin = Clients.Connect(Kafka.BootstrapServers, log, [.. Trust(), .. Sasl(mechanism, "rebalancer", Password)]);

        var snapshot = await new ClusterReader(admin).ReadAsync(cancellationToken: Token);

        snapshot.Brokers.ShouldHaveSingleItem().Rack.ShouldBe("FD0UD0");
        snapshot.Topics.Single(t => t.Name == "guarded").Partitions.Length.ShouldBe(2);
        snapshot.Warnings.ShouldBeEmpty();
        ShouldNotHold(log, Password);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    public async Task Connect_WithAWrongPassword_IsRefused(string mechanism)
    {
        var failure = await FailureAsync(Kafka.BootstrapServers, [.. Trust(), .. Sasl(mechanism, "rebalancer", WrongPassword)]);

        failure.Failure.ShouldBe(KafkaFailure.Authentication);
        failure.Message.ShouldContain(mechanism);
    }

    [Fact]
    public async Task Connect_WithAMechanismThatTheListenerLacks_NamesThoseItHas()
    {
        // GSSAPI would need Kerberos before anything is sent; SCRAM over a listener of another kind is not at hand, so the other way round:
        // a wrong kind of SASL on the inner listener
        var failure = await FailureAsync(Kafka.InternalServers, Sasl("PLAIN", "rebalancer", Password, "SASL_PLAINTEXT"));

        failure.Failure.ShouldBe(KafkaFailure.Authentication);
    }

    [Fact]
    public async Task Connect_WithAWrongCa_IsRefusedByTheClient()
    {
        var failure = await FailureAsync(
            Kafka.BootstrapServers,
            [$"ssl.truststore.type=PEM", $"ssl.truststore.location={AnotherCa()}", .. Sasl("PLAIN", "rebalancer", Password)]);

        failure.Failure.ShouldBe(KafkaFailure.Tls);
        failure.Message.ShouldContain("certificate");
    }

    [Fact]
    public async Task Connect_PlaintextToATlsPort_SaysSo()
    {
        var failure = await FailureAsync(Kafka.BootstrapServers, []);

        failure.Failure.ShouldBe(KafkaFailure.Tls);
        failure.Message.ShouldContain("TLS");
    }

    [Fact]
    public async Task Connect_TlsToAPlaintextPort_SaysSo()
    {
        var failure = await FailureAsync(Kafka.InternalServers, ["security.protocol=SSL", .. Trust()]);

        failure.Failure.ShouldBe(KafkaFailure.Tls);
        failure.Message.ShouldContain("TLS");
    }

    [Fact]
    public async Task Connect_NobodyListening_NamesTheServer()
    {
        var nobody = Kafka.BootstrapServers.Replace("127.0.1.1:", "127.0.1.200:", StringComparison.Ordinal);
        var failure = await FailureAsync(nobody, [.. Trust(), .. Sasl("PLAIN", "rebalancer", Password)]);

        failure.Failure.ShouldBe(KafkaFailure.Unreachable);
        failure.Message.ShouldContain(nobody);
    }

    [Fact]
    public async Task Snapshot_WithoutRights_NamesThePermission()
    {
        var failure = await FailureAsync(Kafka.BootstrapServers, [.. Trust(), .. Sasl("PLAIN", "nobody", "nobody-secret")]);

        failure.Failure.ShouldBe(KafkaFailure.Authorization);
        failure.Message.ShouldContain("DESCRIBE on CLUSTER");
    }

    [Fact]
    public async Task Changes_WithoutRights_AreRefusedItemByItem()
    {
        await using var admin = Clients.Connect(Kafka.BootstrapServers, [.. Trust(), .. Sasl("PLAIN", "nobody", "nobody-secret")]);
        var broker = (await admin.DescribeClusterAsync(Token)).Brokers.Single().Id;
        var guarded = new Cluster.TopicPartition("guarded", 0);

        (await admin.AlterReassignmentsAsync([new ReassignmentChange(guarded, [broker])], false, Token))
            .Single().Error!.Code.ShouldBe(KafkaErrorCode.ClusterAuthorizationFailed);
        (await admin.ElectPreferredLeadersAsync([guarded], Token)).Single().Error!.Code.ShouldBe(KafkaErrorCode.ClusterAuthorizationFailed);
        (await admin.AlterConfigsAsync([
            new(ConfigResource.Topic("guarded"), "retention.ms", "1"),
            new(ConfigResource.Broker(broker), "leader.replication.throttled.rate", "1")
        ], Token))
            .Select(r => r.Error!.Code).ShouldBe([KafkaErrorCode.TopicAuthorizationFailed, KafkaErrorCode.ClusterAuthorizationFailed]);
        (await admin.DescribeTopicsAsync(["guarded"], Token)).Single().Error!.Code.ShouldBe(KafkaErrorCode.TopicAuthorizationFailed);
        (await admin.DescribeTopicsAsync(null, Token)).ShouldBeEmpty();
        (await Should.ThrowAsync<KafkaClusterException>(() => admin.ListReassignmentsAsync(Token))).Failure.ShouldBe(
            KafkaFailure.Authorization);
        PermissionCheck.Check(
            ClusterAccess.Apply,
            await admin.DescribeClusterAsync(Token),
            await admin.DescribeTopicsAsync(["guarded"], Token)).Missing.Length.ShouldBe(7);
    }

    [Fact]
    public async Task Permissions_OfTheSuperUser_AreComplete()
    {
        await using var admin = Clients.Connect(Kafka.BootstrapServers, [.. Trust(), .. Sasl("SCRAM-SHA-512", "rebalancer", Password)]);

        var report = PermissionCheck.Check(
            ClusterAccess.Apply, await admin.DescribeClusterAsync(Token), await admin.DescribeTopicsAsync(["guarded"], Token));

        report.Describe().ShouldBeNull();
        report.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public async Task Permissions_GrantedOneByOne_AreMissingUntilGranted()
    {
        await using var admin = Clients.Connect(Kafka.BootstrapServers, [.. Trust(), .. Sasl("PLAIN", "nobody", "nobody-secret")]);
        string[] cluster = ["--cluster"], topic = ["--topic", "guarded"];
        try
        {
            await ShouldMissAsync(admin, "DESCRIBE on CLUSTER, ALTER on CLUSTER, DESCRIBE_CONFIGS on CLUSTER, ALTER_CONFIGS on CLUSTER, "
                + "DESCRIBE on TOPIC guarded, DESCRIBE_CONFIGS on TOPIC guarded, ALTER_CONFIGS on TOPIC guarded");
            await GrantAsync(cluster, "Describe");
            await GrantAsync(topic, "DescribeConfigs");
            await ShouldMissAsync(admin, "ALTER on CLUSTER, DESCRIBE_CONFIGS on CLUSTER, ALTER_CONFIGS on CLUSTER, DESCRIBE on TOPIC "
                + "guarded, DESCRIBE_CONFIGS on TOPIC guarded, ALTER_CONFIGS on TOPIC guarded");
            (await new ClusterReader(admin).ReadAsync(cancellationToken: Token)).Topics.ShouldNotContain(
                t => t.Name == "guarded", "who may not see a topic is not told of it");
            await GrantAsync(topic, "Describe");
            await ShouldMissAsync(
                admin, "ALTER on CLUSTER, DESCRIBE_CONFIGS on CLUSTER, ALTER_CONFIGS on CLUSTER, ALTER_CONFIGS on TOPIC guarded");
            var snapshot = await new ClusterReader(admin).ReadAsync(cancellationToken: Token);
            snapshot.Topics.ShouldHaveSingleItem().Name.ShouldBe("guarded");
            snapshot.Warnings.ShouldBeEmpty();
            await GrantAsync(cluster, "Alter", "AlterConfigs");
            await ShouldMissAsync(admin, "ALTER_CONFIGS on TOPIC guarded");
            (await admin.AlterReassignmentsAsync(
                [new ReassignmentChange(new Cluster.TopicPartition("guarded", 0), [snapshot.Brokers[0].Id])],
                true,
                Token)).Single().Error.ShouldBeNull();
            await GrantAsync(topic, "AlterConfigs");
            await ShouldMissAsync(admin, string.Empty);
            foreach (var value in new[] { "*", null })
            {
                (await admin.AlterConfigsAsync(
                    [new(ConfigResource.Topic("guarded"), "leader.replication.throttled.replicas", value)],
                    Token)).Single().Error.ShouldBeNull();
            }
        }
        finally
        {
            (await Kafka.RunToolAsync("kafka-acls", ["--remove", "--force", .. cluster])).EnsureSuccess("kafka-acls");
            (await Kafka.RunToolAsync("kafka-acls", ["--remove", "--force", .. topic])).EnsureSuccess("kafka-acls");
        }

        await ShouldMissAsync(admin, "DESCRIBE on CLUSTER, ALTER on CLUSTER, DESCRIBE_CONFIGS on CLUSTER, ALTER_CONFIGS on CLUSTER, "
            + "DESCRIBE on TOPIC guarded, DESCRIBE_CONFIGS on TOPIC guarded, ALTER_CONFIGS on TOPIC guarded");
    }

    private async Task GrantAsync(string[] resource, params IEnumerable<string> operations) =>
        (await Kafka.RunToolAsync("kafka-acls", [
            "--add", "--allow-principal", "User:nobody", .. resource, .. operations.SelectMany(o => new[] { "--operation", o })
        ])).EnsureSuccess("kafka-acls");

    // a broker takes an ACL up some time after the tool has made it
    private static async Task ShouldMissAsync(IClusterAdmin admin, string expected) => await Eventually.GetAsync(
        async () => string.Join(", ", PermissionCheck.Check(
            ClusterAccess.Apply,
            await admin.DescribeClusterAsync(Token),
            await admin.DescribeTopicsAsync(["guarded"], Token)).Missing.Select(p => p.ToString().Split(" (")[0])),
        missing => missing == expected, $"'{expected}' and nothing else missing");

    private static async Task<KafkaClusterException> FailureAsync(string servers, IEnumerable<string> properties)
    {
        using var log = new CapturedLog();
        await using var admin = Clients.Connect(servers, log, properties);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1)); // seconds on an idle machine; a client that retries for ever ends here
        var failure = await Should.ThrowAsync<KafkaClusterException>(
            () => new ClusterReader(admin).ReadAsync(cancellationToken: limit.Token));
        foreach (var secret in new[] { Password, WrongPassword, "nobody-secret", "changeit" })
        {
            failure.ToString().ShouldNotContain(secret);
            ShouldNotHold(log, secret);
        }

        failure.Message.ShouldNotContain('\n');
        return failure;
    }

    /// <summary>Every line of both clients, at every level; neither the secret nor what SASL/PLAIN makes of it.</summary>
    private static void ShouldNotHold(CapturedLog log, string secret)
    {
        log.Text.ShouldNotBeEmpty();
        log.Text.ShouldNotContain(secret);
        log.Text.ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"\0rebalancer\0{secret}")));
    }

    private static IEnumerable<string> Sasl(string mechanism, string user, string password, string protocol = "SASL_SSL") =>
    [
        $"security.protocol={protocol}", $"sasl.mechanism={mechanism}",
        mechanism switch
        {
            "OAUTHBEARER" => "sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required "
                + $"unsecuredLoginStringClaim_sub=\"{user}\";",
            "PLAIN" => $"sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"{user}\" "
                + $"password=\"{password}\";",
            _ => $"sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{user}\" "
                + $"password=\"{password}\";",
        },
    ];

    private IEnumerable<string> Trust() =>
        ["ssl.truststore.type=PEM", $"ssl.truststore.location={Path.Combine(Kafka.TlsDirectory, "ca.pem")}"];

    private string AnotherCa()
    {
        var file = Path.Combine(Kafka.ScratchDirectory, "another-ca.pem");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=another CA",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }
}

/// <summary>4.3.1.</summary>
[Collection(nameof(SaslSsl431Collection))]
public sealed class SaslSsl431Facts(SaslSsl431Fixture fixture) : SaslSslFacts(fixture);

/// <summary>3.9.2 with ZooKeeper.</summary>
[Collection(nameof(SaslSsl392Collection))]
public sealed class SaslSsl392Facts(SaslSsl392Fixture fixture) : SaslSslFacts(fixture);

/// <summary>2.4.1.</summary>
[Collection(nameof(SaslSsl241Collection))]
public sealed class SaslSsl241Facts(SaslSsl241Fixture fixture) : SaslSslFacts(fixture);
