using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>Tells from the first bytes who answers where a Kafka broker was expected.</summary>
internal static class ForeignPeer
{
    private const byte TlsAlert = 0x15;

    /// <summary>Says what the first bytes are, where they are no answer of a broker.</summary>
    /// <param name="first">The first bytes that came.</param>
    /// <param name="protocol">What this client speaks.</param>
    public static PeerFailureException Describe(ReadOnlySpan<byte> first, SecurityProtocol protocol)
    {
        if (first.StartsWith("HTTP"u8))
        {
            return new(KafkaFailure.Protocol, "answers in HTTP: it is a web server, no Kafka broker. Perhaps another port");
        }

        if (first is [TlsAlert, 0x03, ..] && protocol is SecurityProtocol.Plaintext or SecurityProtocol.SaslPlaintext)
        {
            return new(KafkaFailure.Tls, "speaks TLS, and this client was told not to. Perhaps "
                + $"security.protocol={(protocol == SecurityProtocol.Plaintext ? "SSL" : "SASL_SSL")}");
        }

        return new(KafkaFailure.Protocol, "does not speak Kafka's protocol: its answer starts with the bytes "
            + $"{Convert.ToHexStringLower(first[..Math.Min(first.Length, 8)])}. Perhaps another port");
    }
}
