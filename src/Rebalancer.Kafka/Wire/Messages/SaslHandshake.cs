using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>
/// SaslHandshake (17): names the mechanism. With version 1 the tokens travel in SaslAuthenticate; with version 0 they are raw (KIP-152).
/// </summary>
/// <param name="Mechanism">The mechanism, case-sensitive.</param>
internal sealed record SaslHandshakeRequest(string Mechanism) : IKafkaRequest<SaslHandshakeRequest, SaslHandshakeResponse>
{
    public static ApiKey Key => ApiKey.SaslHandshake;

    public static SaslHandshakeRequest Read(ref KafkaReader reader) => new(reader.ReadString());

    public void Write(KafkaWriter writer) => writer.WriteString(Mechanism);
}

/// <summary>The answer.</summary>
/// <param name="ErrorCode">0, 33 (the listener lacks the mechanism; the broker then closes) or 34 (no SASL here).</param>
/// <param name="Mechanisms">What the listener has, in no order.</param>
internal sealed record SaslHandshakeResponse(KafkaErrorCode ErrorCode, ImmutableArray<string> Mechanisms)
    : IKafkaStruct<SaslHandshakeResponse>
{
    public static SaslHandshakeResponse Read(ref KafkaReader reader) => new(reader.ReadErrorCode(), reader.ReadStringArray());

    public void Write(KafkaWriter writer)
    {
        writer.WriteErrorCode(ErrorCode);
        writer.WriteStringArray(Mechanisms);
    }
}
