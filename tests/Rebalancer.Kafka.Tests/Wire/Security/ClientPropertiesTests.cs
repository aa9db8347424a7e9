using System.IO.Compression;
using System.Text;
using Confluent.Kafka;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Security;

public sealed class ClientPropertiesTests
{
    private const string NoSetting =
        "f, line 1: this line is no known setting and has no effect. Perhaps a backslash is missing at the end of the line before.";

    private const string Plain = "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" "
        + "password=\"geheim-123\";";
    private const string Scram = "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\\n  username='ann' "
        + "\\\n  password='geheim-123' ;";
    private const string Unsecured = "sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required "
        + "unsecuredLoginStringClaim_sub=\"ann\" unsecuredLoginLifetimeSeconds=\"60\" unsecuredLoginExtension_logicalCluster=\"lkc\";";

    [Fact]
    public void Parse_Empty_IsKafkasDefaults()
    {
        var properties = ClientProperties.Parse("", "f");
        properties.SecurityProtocol.ShouldBe(Rebalancer.Kafka.Wire.Security.SecurityProtocol.Plaintext);
        properties.Sasl.ShouldBeNull();
        properties.Tls.CheckHostName.ShouldBeTrue();
        properties.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        properties.Warnings.ShouldBeEmpty();
        properties.BootstrapServers.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_AFileOfKafkasTools_IsReadWithoutWarnings()
    {
        var properties = ClientProperties.Parse(
            $"""
            # client.properties
            bootstrap.servers=SASL_SSL://broker-1:9093, [::1]:9094
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            {Scram}
            ssl.truststore.location=/etc/kafka/trust.p12
            ssl.truststore.type=PKCS12
            ssl.truststore.password=changeit
            ssl.endpoint.identification.algorithm=
            request.timeout.ms=5000
            default.api.timeout.ms=20000
            client.id=me
            retries=3
            """,
            "f");
        properties.Warnings.ShouldBeEmpty();
        properties.BootstrapServers.ShouldBe([new BrokerAddress("broker-1", 9093), new BrokerAddress("::1", 9094)]);
        properties.Sasl.ShouldNotBeNull().Username.ShouldBe("ann");
        properties.Sasl.Password.ShouldNotBeNull().Reveal().ShouldBe("geheim-123");
        properties.Tls.TrustStorePassword.ShouldNotBeNull().Reveal().ShouldBe("changeit");
        properties.Tls.CheckHostName.ShouldBeFalse();
        properties.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        properties.ApiTimeout.ShouldBe(TimeSpan.FromSeconds(20));
        properties.ClientId.ShouldBe("me");
    }

    [Fact]
    public void WithBootstrapServers_PortMissing_HintsAtThePortOfTheFile() =>
        Should.Throw<InputException>(() => ClientProperties.Parse("bootstrap.servers=a:9094", "f").WithBootstrapServers("b"))
            .Message.ShouldBe("--bootstrap-server: 'b' is not host:port. Perhaps b:9094.");

    [Theory]
    [InlineData("security.protocol=TLS", "f, line 1: security.protocol is 'TLS'; it can be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.")]
    [InlineData("bootstrap.servers=broker", "f, line 1: 'broker' is not host:port. Perhaps broker:9092.")]
    [InlineData("bootstrap.servers=:9092", "f, line 1: ':9092' is not host:port. Perhaps localhost:9092, if the broker runs here.")]
    [InlineData("bootstrap.servers=broker:0", "f, line 1: 'broker:0': ports go from 1 to 65535. Perhaps broker:9092.")]
    [InlineData("bootstrap.servers=a:99999", "f, line 1: 'a:99999': ports go from 1 to 65535. Perhaps a:9092.")]
    [InlineData("bootstrap.servers=a:99999999999,b:9094", "f, line 1: 'a:99999999999': ports go from 1 to 65535. Perhaps a:9094.")]
    [InlineData("bootstrap.servers=a:9093,b", "f, line 1: 'b' is not host:port. Perhaps b:9093.")]
    [InlineData(
        "bootstrap.servers=a:9092 b:9092",
        "f, line 1: 'a:9092 b:9092' is not one broker: a comma separates brokers. Perhaps a:9092,b:9092.")]
    [InlineData("bootstrap.servers=http://a:8083", "f, line 1: 'http://a:8083' is a web address, and brokers do not speak HTTP. Perhaps "
        + "a:8083, if a broker listens there.")]
    [InlineData("bootstrap.servers=b:9094,HTTPS://a/x", "f, line 1: 'HTTPS://a/x' is a web address, and brokers do not speak HTTP. "
        + "Perhaps a:9094.")]
    [InlineData("bootstrap.servers=http://a:9092/", "f, line 1: 'http://a:9092/' is a web address, and brokers do not speak HTTP. Perhaps "
        + "a:9092, if a broker listens there.")]
    [InlineData("bootstrap.servers=a:1;b:2", "f, line 1: 'a:1;b:2' is not one broker: a comma separates brokers. Perhaps a:1,b:2.")]
    [InlineData("bootstrap.servers=a b", "f, line 1: 'a b' is not one broker: a comma separates brokers. Perhaps a,b.")]
    [InlineData(
        "bootstrap.servers=::1:9092", "f, line 1: '::1:9092' is not host:port. Perhaps [::1:9092]:9092, if this is an IPv6 address.")]
    [InlineData(
        "request.timeout.ms=30s",
        "f, line 1: request.timeout.ms is '30s'; it should be a whole number of milliseconds from 1 to 2147483647.")]
    [InlineData(
        "security.protocol=SASL_SSL\nsasl.mechanism=scram-sha-256",
        "f, line 2: sasl.mechanism is 'scram-sha-256'; it can be PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or GSSAPI, in capitals.")]
    [InlineData(
        "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN",
        "f, line 2: PLAIN needs sasl.jaas.config with a PlainLoginModule and its username and password.")]
    [InlineData(
        "security.protocol=SASL_SSL\n" + Plain,
        "f, line 2: sasl.mechanism is not set, and GSSAPI needs the Krb5LoginModule, but sasl.jaas.config names another login module.")]
    [InlineData(
        "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-256\n" + Plain,
        "f, line 3: SCRAM-SHA-256 needs the ScramLoginModule, but sasl.jaas.config names another login module.")]
    [InlineData(
        "security.protocol=SASL_SSL\nsasl.mechanism=AWS_MSK_IAM",
        "f, line 2: AWS_MSK_IAM is Amazon's own mechanism and not supported. Perhaps the cluster also has a SCRAM or mutual TLS listener.")]
    [InlineData(
        "security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER",
        "f, line 2: OAUTHBEARER needs sasl.oauthbearer.token.endpoint.url with client id and secret or, for a test cluster, "
            + "unsecuredLoginStringClaim_sub in sasl.jaas.config.")]
    [InlineData(
        "security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=https://idp/token",
        "f, line 3: the token endpoint needs sasl.oauthbearer.client.credentials.client.id, or clientId in sasl.jaas.config.")]
    [InlineData(
        "security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\nsasl.jaas.config=a.OAuthBearerLoginModule required "
            + "unsecuredLoginNumberClaim_n=\"1\";",
        "f, line 3: unsecuredLoginNumberClaim_n is not supported; unsecured tokens carry string claims only (unsecuredLoginStringClaim_).")]
    [InlineData("security.protocol=SSL\nssl.truststore.type=BKS", "f, line 2: ssl.truststore.type is 'BKS'; it can be PEM or PKCS12.")]
    [InlineData(
        "security.protocol=SSL\nssl.endpoint.identification.algorithm=no",
        "f, line 2: ssl.endpoint.identification.algorithm is 'no'; it can be https, or empty to check no host name.")]
    [InlineData(
        "security.protocol=SSL\nssl.keystore.key=x",
        "f: ssl.keystore.certificate.chain and ssl.keystore.key belong together; one of them is missing.")]
    public void Parse_ValueThatCannotBeUsed_SaysWhichWhereAndWhatInstead(string text, string message) =>
        Should.Throw<InputException>(() => ClientProperties.Parse(text, "f")).Message.ShouldBe(message);

    [Theory]
    [InlineData("a.PlainLoginModule required username=\"ann\" password=\"geheim-123\"")]
    [InlineData("a.PlainLoginModule username=\"ann\" password=\"geheim-123\";")]
    [InlineData("a.PlainLoginModule required username=\"ann\" password \"geheim-123\";")]
    [InlineData("a.PlainLoginModule required username=\"ann\" password=\"geheim-123;")]
    [InlineData("a.PlainLoginModule required username=\"ann\" geheim-123;")]
    [InlineData("a.PlainLoginModule required username=ann password=geheim-123=x;")]
    [InlineData("a.PlainLoginModule required password=\"geheim-123\";")]
    [InlineData("a.PlainLoginModule required username=\"ann\" password=\"geheim-123\"; b.ScramLoginModule required;")]
    [InlineData("geheim-123")]
    [InlineData("a.geheim-123 required username=\"ann\" password=\"geheim-123\";")]
    public void Parse_BrokenJaasConfig_IsRefusedWithoutShowingIt(string jaas)
    {
        var message = Should.Throw<InputException>(
            () => ClientProperties.Parse($"security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config={jaas}", "f")).ToString();
        message.ShouldContain("f, line 3: ");
        message.ShouldNotContain("geheim-123");
    }

    [Theory]
    [InlineData("client.ids=x", "f, line 1: 'client.ids' is not known. Perhaps 'client.id'.")]
    [InlineData("something.else=x", "f, line 1: 'something.else' is not known and has no effect.")]
    [InlineData(
        "security.protocol=SSL\nssl.cipher.suites=x",
        "f, line 2: 'ssl.cipher.suites' has no effect here: TLS versions and ciphers are the operating system's.")]
    [InlineData(
        "ssl.truststore.location=x", "f, line 1: 'ssl.truststore.location' has no effect: security.protocol is PLAINTEXT. Perhaps SSL.")]
    [InlineData("sasl.mechanism=PLAIN", "f, line 1: 'sasl.mechanism' has no effect: security.protocol is PLAINTEXT. Perhaps SASL_SSL.")]
    public void Warnings_KeyWithoutEffect_NamesItAndNotItsValue(string text, string warning) =>
        ClientProperties.Parse(text, "f").Warnings.ShouldBe([warning]);

    [Theory]
    [InlineData("geheim-123", NoSetting)]
    [InlineData("geheim-123=", NoSetting)]
    [InlineData("a=1\nb.c=2", "f: 2 settings are not known and have no effect: 'a' (line 1), 'b.c' (line 2).")]
    [InlineData(
        "a=1\nb 2\nc:3\nMIIEgeheim12\nMIIEgeheim13==\ne=5\nf=6",
        "f: 7 settings are not known and have no effect: 'a' (line 1), 'b' (line 2), 'c' (line 3), line 4, line 5 and 2 more.")]
    public void Warnings_UnknownKeys_AreOneLineWithoutWhatMayBeSecret(string text, string warning) =>
        ClientProperties.Parse(text, "f").Warnings.ShouldBe([warning]);

    [Fact]
    public void Warnings_JaasConfigWithoutItsBackslashes_ShowNoSecret()
    {
        var text = "client.id=x\nssl.keystore.key=-----BEGIN PRIVATE KEY-----\nMIIEvGeheim/+abc\nGEHEIM0123456789==\n"
            + "-----END PRIVATE KEY-----\na.PlainLoginModule required\nusername=\"ann\"\npassword=\"geheim-123\";\n"
            + "eyJhbGeheim.eyJzdGeheim.Geheim\n";

        string.Join('\n', ClientProperties.Parse(text, "f").Warnings).ShouldNotContain("geheim", Case.Insensitive);
    }

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html>", "f, line 1: this is not a properties file but an HTML page. Perhaps a download gave ")]
    [InlineData("\n\n<html lang=\"en\">", "f, line 3: this is not a properties file but an HTML page.")]
    [InlineData("<?xml version=\"1.0\"?>\n<a/>", "f, line 1: this is not a properties file but XML. Perhaps the settings of another ")]
    [InlineData("  {\"password\": \"geheim-123\"}", "f, line 1: this is not a properties file but JSON. Perhaps another option's file ")]
    [InlineData("[\n {\"a\": 1}]", "f, line 1: this is not a properties file but JSON.")]
    [InlineData(
        "# my key\n-----BEGIN PRIVATE KEY-----\nGEHEIM",
        "f, line 2: this is not a properties file but a certificate or key in PEM. Perhaps it ")]
    public void Parse_AnotherKindOfFile_IsOneErrorWithoutItsLines(string text, string message)
    {
        var error = Should.Throw<InputException>(() => ClientProperties.Parse(text, "f"));

        error.Message.ShouldStartWith(message);
        error.ToString().ShouldNotContain("geheim", Case.Insensitive);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Read_AnyEncodingOrGzip_IsUnderstood(string form)
    {
        var path = Path.GetTempFileName();
        try
        {
            var bytes = Encoding.UTF8.GetBytes("security.protocol=SSL\n");
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(bytes);
            }

            var encoding = form == "gzip" ? null : Encoding.GetEncoding(form);
            File.WriteAllBytes(
                path,
                encoding is null ? packed.ToArray() : [.. encoding.GetPreamble(), .. Encoding.Convert(Encoding.UTF8, encoding, bytes)]);

            ClientProperties.Read(path).SecurityProtocol.ShouldBe(Rebalancer.Kafka.Wire.Security.SecurityProtocol.Ssl);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("# nothing set\n")]
    public void Read_NothingSet_IsTheDefault(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);

            ClientProperties.Read(path).SecurityProtocol.ShouldBe(Rebalancer.Kafka.Wire.Security.SecurityProtocol.Plaintext);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_NoSuchFile_IsAnInputError() => Should.Throw<InputException>(
        () => ClientProperties.Read("/nowhere/client.properties")).Message.ShouldContain("/nowhere/client.properties");

    [Fact]
    public void WithBootstrapServers_Empty_IsRefused() =>
        Should.Throw<InputException>(() => new ClientProperties().WithBootstrapServers(" , ")).Message
            .ShouldBe("--bootstrap-server: no broker is named. Perhaps host1:9092,host2:9092.");

    [Fact]
    public void ToString_EveryKindOfSecret_ShowsNone()
    {
        var endpoint = "sasl.oauthbearer.token.endpoint.url=https://idp/token\nsasl.oauthbearer.client.credentials.client.id=c\n"
            + "sasl.oauthbearer.client.credentials.client.secret=geheim-123";
        var stores = "ssl.keystore.key=geheim-123\nssl.keystore.certificate.chain=x\nssl.keystore.password=geheim-123\n"
            + "ssl.key.password=geheim-123\nssl.truststore.password=geheim-123";
        string[] files =
        [
            $"security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n{Plain}\n{stores}",
            $"security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-256\n{Scram}",
            $"security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\n{endpoint}",
            $"{stores}\n{Plain}\n{endpoint}\ngeheim=geheim-123",
        ];
        foreach (var file in files)
        {
            var properties = ClientProperties.Parse(file, "f");
            var shown = $"{properties} {properties.Tls} {properties.Sasl} {properties.Sasl?.OAuthBearer} "
                + $"{string.Join('\n', properties.Warnings)} {System.Text.Json.JsonSerializer.Serialize(properties)}";
            shown.ShouldNotContain("geheim-123");
        }
    }

    [Fact]
    public void ToConfluentConfig_SaslPlain_HasLibrdkafkasKeys()
    {
        var config = ClientProperties.Parse(
            $"security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n{Plain}\nbootstrap.servers=a:1,b:2\nrequest.timeout.ms=4000",
            "f").ToConfluentConfig();
        Keys(config).ShouldBe(
        [
            "bootstrap.servers=a:1,b:2", "client.id=rebalancer", "reconnect.backoff.max.ms=1000", "reconnect.backoff.ms=50",
            "sasl.mechanism=PLAIN", "sasl.password=geheim-123", "sasl.username=ann",
            "security.protocol=sasl_plaintext", "socket.connection.setup.timeout.ms=4000", "socket.timeout.ms=4000",
        ]);
        using var client = new AdminClientBuilder(config).SetLogHandler((_, _) => { }).Build(); // librdkafka takes them
    }

    [Fact]
    public void ToConfluentConfig_UnsecuredTokens_AreLibrdkafkasOwn()
    {
        var config = ClientProperties.Parse(
            $"security.protocol=SASL_PLAINTEXT\nsasl.mechanism=OAUTHBEARER\n{Unsecured}\nbootstrap.servers=a:1", "f").ToConfluentConfig();
        config.SaslOauthbearerConfig.ShouldBe("principal=ann lifeSeconds=60 extension_logicalCluster=lkc");
        config.EnableSaslOauthbearerUnsecureJwt.ShouldBe(true);
    }

    [Fact]
    public void ToConfluentConfig_TokenEndpoint_IsOidc()
    {
        var config = ClientProperties.Parse(
            """
            security.protocol=SASL_SSL
            sasl.mechanism=OAUTHBEARER
            sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler
            sasl.oauthbearer.token.endpoint.url=https://idp/token
            sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required
            """
                + " clientId=\"me\" clientSecret=\"s\" scope=\"kafka\";",
            "f").ToConfluentConfig();
        config.SaslOauthbearerMethod.ShouldBe(SaslOauthbearerMethod.Oidc);
        Keys(config).ShouldContain("sasl.oauthbearer.client.id=me");
        Keys(config).ShouldContain("sasl.oauthbearer.scope=kafka");
        Keys(config).ShouldContain("sasl.oauthbearer.token.endpoint.url=https://idp/token");
    }

    private static IEnumerable<string> Keys(ClientConfig config) =>
        config.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);
}
