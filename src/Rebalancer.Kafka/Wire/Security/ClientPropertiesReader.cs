using System.Collections.Immutable;
using System.Globalization;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>From the entries of a properties file to <see cref="ClientProperties"/>.</summary>
internal sealed class ClientPropertiesReader
{
    private readonly IReadOnlyDictionary<string, (string Value, int Line)> _entries;
    private readonly string _source;

    private ClientPropertiesReader(IReadOnlyDictionary<string, (string Value, int Line)> entries, string source) =>
        (_entries, _source) = (entries, source);

    /// <summary>Reads every key that counts.</summary>
    /// <exception cref="InputException">A value cannot be used.</exception>
    public static ClientProperties Read(IReadOnlyDictionary<string, (string Value, int Line)> entries, string source) =>
        new ClientPropertiesReader(entries, source).Read();

    private ClientProperties Read()
    {
        var defaults = new ClientProperties();
        var protocol = Protocol();
        var sasl = protocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl;
        var tls = protocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl;
        return defaults with
        {
            BootstrapServers = Text("bootstrap.servers") is { } servers ? BrokerAddress.ParseList(servers, Place("bootstrap.servers")) : [],
            ClientId = Text("client.id") ?? defaults.ClientId,
            SecurityProtocol = protocol,
            Tls = tls ? Tls() : TlsSettings.Default,
            Sasl = sasl ? new SaslPropertiesReader(Text, Place).Read() : null,
            RequestTimeout = Milliseconds(ClientPropertyKeys.RequestTimeout, defaults.RequestTimeout, 1),
            ApiTimeout = Milliseconds(ClientPropertyKeys.ApiTimeout, defaults.ApiTimeout, 1),
            ConnectTimeout = Milliseconds(ClientPropertyKeys.ConnectTimeout, defaults.ConnectTimeout, 1),
            ReconnectBackoff = Milliseconds("reconnect.backoff.ms", defaults.ReconnectBackoff, 0),
            MaxReconnectBackoff = Milliseconds("reconnect.backoff.max.ms", defaults.MaxReconnectBackoff, 0),
            Warnings = Warnings(sasl, tls),
        };
    }

    private SecurityProtocol Protocol() => Text("security.protocol")?.ToUpperInvariant() switch
    {
        null or "PLAINTEXT" => SecurityProtocol.Plaintext,
        "SSL" => SecurityProtocol.Ssl,
        "SASL_PLAINTEXT" => SecurityProtocol.SaslPlaintext,
        "SASL_SSL" => SecurityProtocol.SaslSsl,
        var other => throw new InputException(
            $"{Place("security.protocol")}: security.protocol is '{other}'; it can be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."),
    };

    private TlsSettings Tls()
    {
        StoreType("ssl.truststore.type");
        StoreType("ssl.keystore.type");
        var tls = new TlsSettings
        {
            TrustStoreLocation = Text("ssl.truststore.location"),
            TrustStorePassword = Hidden("ssl.truststore.password"),
            TrustedCertificates = Text("ssl.truststore.certificates"),
            KeyStoreLocation = Text("ssl.keystore.location"),
            KeyStorePassword = Hidden("ssl.keystore.password"),
            CertificateChain = Text("ssl.keystore.certificate.chain"),
            PrivateKey = Hidden("ssl.keystore.key"),
            KeyPassword = Hidden("ssl.key.password"),
            CheckHostName = HostNameCheck(),
            Places = new KeyPlaces(Place),
        };
        return (tls.CertificateChain is null) == (tls.PrivateKey is null)
            ? tls
            : throw new InputException(
                $"{_source}: ssl.keystore.certificate.chain and ssl.keystore.key belong together; one of them is missing.");
    }

    /// <summary>The type is only checked: what the file really is shows when it is read.</summary>
    private void StoreType(string key)
    {
        if (Text(key) is { } type && type.ToUpperInvariant() is not ("JKS" or "PKCS12" or "PEM"))
        {
            throw new InputException($"{Place(key)}: {key} is '{type}'; it can be PEM or PKCS12.");
        }
    }

    private bool HostNameCheck() =>
        !_entries.TryGetValue("ssl.endpoint.identification.algorithm", out var entry) || entry.Value.Trim().ToUpperInvariant() switch
        {
            "HTTPS" => true,
            "" => false,
            _ => throw new InputException($"{Place("ssl.endpoint.identification.algorithm")}: ssl.endpoint.identification.algorithm is "
                + $"'{entry.Value}'; it can be https, or empty to check no host name."),
        };

    private TimeSpan Milliseconds(string key, TimeSpan otherwise, int least)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least
            ? TimeSpan.FromMilliseconds(value)
            : throw new InputException(
                $"{Place(key)}: {key} is '{text}'; it should be a whole number of milliseconds from {least} to {int.MaxValue}.");
    }

    private ImmutableArray<string> Warnings(bool sasl, bool tls)
    {
        var warnings = new List<string>();
        var unknown = new List<(string Key, bool HasValue, int Line)>();
        foreach (var (key, (value, line)) in _entries.OrderBy(entry => entry.Value.Line).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (ClientPropertyKeys.IsUnknown(key))
            {
                unknown.Add((key, value.Length > 0, line));
                continue;
            }

            var warning = ClientPropertyKeys.Warning(key)
                ?? (!sasl && key.StartsWith("sasl.", StringComparison.Ordinal)
                    ? $"'{key}' has no effect: security.protocol is {(tls ? "SSL" : "PLAINTEXT")}. Perhaps SASL_SSL."
                    : null)
                ?? (!tls && key.StartsWith("ssl.", StringComparison.Ordinal) ? $"'{key}' has no effect: security.protocol is "
                    + $"{(sasl ? "SASL_PLAINTEXT" : "PLAINTEXT")}. Perhaps {(sasl ? "SASL_SSL" : "SSL")}." : null);
            if (warning is not null)
            {
                warnings.Add($"{_source}, line {line}: {warning}");
            }
        }

        return unknown.Count == 0 ? [.. warnings] : [.. warnings, UnknownKeys.Warning(_source, unknown)];
    }

    /// <summary>A value without the blanks around it; null where the key is absent or empty.</summary>
    private string? Text(string key) =>
        _entries.TryGetValue(key, out var entry) && entry.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A secret exactly as it stands.</summary>
    private Secret? Hidden(string key) =>
        _entries.TryGetValue(key, out var entry) && entry.Value.Length > 0 ? new Secret(entry.Value) : null;

    private string Place(string key) => _entries.TryGetValue(key, out var entry) ? $"{_source}, line {entry.Line}" : _source;
}
