namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Kafka's <c>security.protocol</c>.</summary>
public enum SecurityProtocol
{
    /// <summary>PLAINTEXT: neither encrypted nor authenticated.</summary>
    Plaintext,

    /// <summary>SSL: TLS, with a client certificate where a key store is given.</summary>
    Ssl,

    /// <summary>SASL_PLAINTEXT: SASL without encryption.</summary>
    SaslPlaintext,

    /// <summary>SASL_SSL: SASL within TLS.</summary>
    SaslSsl,
}
