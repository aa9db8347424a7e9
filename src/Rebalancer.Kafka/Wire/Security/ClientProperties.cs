using System.Collections.Immutable;
using Rebalancer.Files.Input;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka;

/// <summary>
/// How to reach a cluster: what a standard Kafka <c>client.properties</c> file says, for both clients that are used here.
/// </summary>
/// <remarks>
/// Immutable and safe to share. Secrets are of type <see cref="Secret"/>, so printing a value of this type shows none.
/// Keys are Kafka's own (https://kafka.apache.org/documentation/#adminclientconfigs).
/// </remarks>
/// <example>
/// <code>
/// ClientProperties properties = ClientProperties.Read("client.properties").WithBootstrapServers("kafka-1:9092,kafka-2:9092");
/// await using IClusterAdmin admin = KafkaClusterAdmin.Connect(properties);
/// </code>
/// </example>
public sealed record ClientProperties
{
    private readonly ItemArray<BrokerAddress> _bootstrapServers = new([]);
    private readonly ItemArray<string> _warnings = new([]);

    /// <summary><c>bootstrap.servers</c>, or what the command line says: host and port of some brokers.</summary>
    public ImmutableArray<BrokerAddress> BootstrapServers
    {
        get => _bootstrapServers.Items;
        init => _bootstrapServers = new(value);
    }

    /// <summary><c>client.id</c>: names this client in the brokers' logs and quotas.</summary>
    /// <value>The default is <c>rebalancer</c>.</value>
    public string ClientId { get; init; } = "rebalancer";

    /// <summary><c>security.protocol</c>.</summary>
    /// <value>The default is <see cref="SecurityProtocol.Plaintext"/>.</value>
    public SecurityProtocol SecurityProtocol { get; init; } = SecurityProtocol.Plaintext;

    /// <summary>The <c>ssl.*</c> keys; of use with SSL and SASL_SSL.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>The <c>sasl.*</c> keys; set with SASL_PLAINTEXT and SASL_SSL, null otherwise.</summary>
    public SaslSettings? Sasl { get; init; }

    /// <summary><c>request.timeout.ms</c>: how long one request may take.</summary>
    /// <value>
    /// The default is 30 seconds; requests that a KRaft broker forwards to the controller always get at least 70, because the broker itself
    /// tries for 60.
    /// </value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// <c>default.api.timeout.ms</c>: how long one question may take, with all brokers that are asked. A request or a connection never
    /// waits longer.
    /// </summary>
    /// <value>The default is a minute.</value>
    public TimeSpan ApiTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// <c>socket.connection.setup.timeout.ms</c>: how long connecting, TLS, the greeting and SASL together may take. Not longer than
    /// <see cref="RequestTimeout"/>, since the greeting is a request.
    /// </summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// <c>reconnect.backoff.ms</c>: the first pause before a broker that failed is tried again; it doubles with each failure.
    /// </summary>
    /// <value>The default is 50 milliseconds.</value>
    public TimeSpan ReconnectBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary><c>reconnect.backoff.max.ms</c>: the longest such pause.</summary>
    /// <value>The default is a second.</value>
    public TimeSpan MaxReconnectBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a person should know about the file: keys that are unknown or without effect. Names only, never values.</summary>
    public ImmutableArray<string> Warnings
    {
        get => _warnings.Items;
        init => _warnings = new(value);
    }

    /// <summary>How long a request may take that no broker forwards.</summary>
    internal TimeSpan RequestLimit => RequestTimeout < ApiTimeout ? RequestTimeout : ApiTimeout;

    /// <summary>How long a connection may take until it is ready, and the key that says so.</summary>
    internal (TimeSpan Time, string Key) ConnectLimit => (((TimeSpan Time, string Key)[])[
        (ConnectTimeout, ClientPropertyKeys.ConnectTimeout),
        (RequestTimeout, ClientPropertyKeys.RequestTimeout),
        (ApiTimeout, ClientPropertyKeys.ApiTimeout),
    ]).MinBy(limit => limit.Time);

    /// <summary>Whether connections are encrypted.</summary>
    public bool UsesTls => SecurityProtocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl;

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range, or one is missing; the message names all of them.</exception>
    public void Validate()
    {
        var problems = new OptionProblems();
        problems.Require(!BootstrapServers.IsEmpty, "No bootstrap server is named. Perhaps --bootstrap-server host:9092.");
        problems.MoreThan(RequestTimeout, TimeSpan.Zero);
        problems.MoreThan(ApiTimeout, TimeSpan.Zero);
        problems.MoreThan(ConnectTimeout, TimeSpan.Zero);
        problems.AtLeast(ReconnectBackoff, TimeSpan.Zero);
        problems.AtLeast(MaxReconnectBackoff, TimeSpan.Zero);
        problems.Require(
            Sasl is not null || SecurityProtocol is SecurityProtocol.Plaintext or SecurityProtocol.Ssl,
            $"{nameof(SecurityProtocol)} is {SecurityProtocol}, and {nameof(Sasl)} does not say how to log in.");
        problems.ThrowIfAny();
    }

    /// <summary>Reads a file in the syntax of Java's properties.</summary>
    /// <param name="path">The file, in any encoding that inputs may have, or packed by gzip.</param>
    /// <returns>What it says, with <see cref="Warnings"/> for keys that are not known here.</returns>
    /// <exception cref="InputException">
    /// The file cannot be read, or a value cannot be used; the message names file, line and key, and shows no secret.
    /// </exception>
    public static ClientProperties Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(InputFile.ReadSettings(path), path);
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="InputException">A value cannot be used.</exception>
    public static ClientProperties Parse(string text, string source) =>
        ClientPropertiesReader.Read(JavaProperties.Parse(text, source), source);

    /// <summary>The same with other bootstrap servers, such as those of the command line.</summary>
    /// <param name="servers">A list such as <c>host1:9092,host2:9092</c>.</param>
    /// <exception cref="InputException">The list is empty or an entry is no host and port.</exception>
    public ClientProperties WithBootstrapServers(string servers) =>
        this with { BootstrapServers = BrokerAddress.ParseList(servers, "--bootstrap-server", BootstrapServers) };

    /// <summary>The same configuration in librdkafka's keys.</summary>
    /// <remarks>
    /// Key and trust stores are read here and handed over as PEM, so both clients trust and present the same. The result holds secrets:
    /// never print it.
    /// </remarks>
    /// <exception cref="InputException">A key or trust store cannot be read.</exception>
    public Confluent.Kafka.AdminClientConfig ToConfluentConfig() => ConfluentConfig.From(this);
}
