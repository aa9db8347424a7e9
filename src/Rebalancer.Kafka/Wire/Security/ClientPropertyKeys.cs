using System.Collections.Frozen;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Keys of Kafka's clients: those that count here, and those that are right but have no effect on an admin tool.</summary>
internal static class ClientPropertyKeys
{
    /// <summary>Longer than any key, with room for slips; a line of another file can be as long as the file.</summary>
    private const int MaxLength = 100;

    public const string ConnectTimeout = "socket.connection.setup.timeout.ms";
    public const string RequestTimeout = "request.timeout.ms";
    public const string ApiTimeout = "default.api.timeout.ms";

    /// <summary>Keys that are read.</summary>
    public static FrozenSet<string> Used { get; } = ((string[])[
        "bootstrap.servers", "client.id", "security.protocol", RequestTimeout, ApiTimeout, ConnectTimeout,
        "reconnect.backoff.ms", "reconnect.backoff.max.ms",
        "sasl.mechanism", "sasl.jaas.config", "sasl.kerberos.service.name", "sasl.login.callback.handler.class",
        "sasl.oauthbearer.token.endpoint.url", "sasl.oauthbearer.scope",
        "sasl.oauthbearer.client.credentials.client.id", "sasl.oauthbearer.client.credentials.client.secret", "ssl.truststore.location",
        "ssl.truststore.type", "ssl.truststore.password",
        "ssl.truststore.certificates", "ssl.keystore.location", "ssl.keystore.type", "ssl.keystore.password", "ssl.keystore.key",
        "ssl.keystore.certificate.chain", "ssl.key.password",
        "ssl.endpoint.identification.algorithm"
    ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Kafka's own keys that change nothing for this tool, so that a file shared with Kafka's tools raises no warning.</summary>
    public static FrozenSet<string> Harmless { get; } = ((string[])[
        "acks", "auto.offset.reset", "bootstrap.controllers", "client.dns.lookup", "compression.type", "connections.max.idle.ms",
        "enable.auto.commit", "enable.metrics.push",
        "group.id", "key.deserializer", "key.serializer", "linger.ms", "metadata.max.age.ms", "metadata.recovery.rebootstrap.trigger.ms",
        "metadata.recovery.strategy", "metric.reporters",
        "metrics.num.samples", "metrics.recording.level", "metrics.sample.window.ms", "receive.buffer.bytes", "retries",
        "retry.backoff.max.ms", "retry.backoff.ms", "send.buffer.bytes",
        "socket.connection.setup.timeout.max.ms", "value.deserializer", "value.serializer"
    ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a key is none of Kafka's, nor like one.</summary>
    public static bool IsUnknown(string key) =>
        !IsKnown(key) && !key.StartsWith("ssl.", StringComparison.Ordinal) && Nearest(key) is null;

    /// <summary>A warning for a key that is not read but is one of Kafka's or like one, or null where none is due.</summary>
    public static string? Warning(string key) =>
        IsKnown(key) ? null
        : Nearest(key) is { } near ? $"'{key}' is not known. Perhaps '{near}'."
        : key.StartsWith("ssl.", StringComparison.Ordinal)
            ? $"'{key}' has no effect here: TLS versions and ciphers are the operating system's."
        : null;

    private static bool IsKnown(string key) => Used.Contains(key) || Harmless.Contains(key);

    private static string? Nearest(string key)
    {
        if (key.Length > MaxLength)
        {
            return null;
        }

        var (near, distance) = Used.Select(used => (Key: used, Distance: Distance(key, used)))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Key, StringComparer.Ordinal).First();
        return distance <= Math.Max(1, key.Length / 8) ? near : null;
    }

    /// <summary>The edit distance of two keys.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
