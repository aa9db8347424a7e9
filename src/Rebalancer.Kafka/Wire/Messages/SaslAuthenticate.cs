using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>SaslAuthenticate (36): one token of the mechanism (KIP-152, KIP-368).</summary>
/// <param name="AuthBytes">The token: a secret, which no text of this type shows.</param>
internal sealed record SaslAuthenticateRequest(byte[] AuthBytes) : IKafkaRequest<SaslAuthenticateRequest, SaslAuthenticateResponse>
{
    public static ApiKey Key => ApiKey.SaslAuthenticate;

    public static SaslAuthenticateRequest Read(ref KafkaReader reader)
    {
        var request = new SaslAuthenticateRequest(reader.ReadBytes());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteBytes(AuthBytes);
        writer.WriteNoTags();
    }

    /// <summary>Tells the token's length only.</summary>
    public override string ToString() => $"{nameof(SaslAuthenticateRequest)} ({AuthBytes.Length} bytes)";
}

/// <summary>The answer.</summary>
/// <param name="ErrorCode">0 or 58; OAUTHBEARER answers a bad token with 0 and a JSON status first.</param>
/// <param name="ErrorMessage">Meant for the user; "" or null on success.</param>
/// <param name="AuthBytes">The server's token.</param>
/// <param name="SessionLifetimeMs">How long the session lasts; 0 = no limit (version 1 and above).</param>
internal sealed record SaslAuthenticateResponse(KafkaErrorCode ErrorCode, string? ErrorMessage, byte[] AuthBytes, long SessionLifetimeMs)
    : IKafkaStruct<SaslAuthenticateResponse>
{
    public static SaslAuthenticateResponse Read(ref KafkaReader reader)
    {
        var response = new SaslAuthenticateResponse(
            reader.ReadErrorCode(), reader.ReadNullableString(), reader.ReadBytes(), reader.Version >= 1 ? reader.ReadInt64() : 0);
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteErrorCode(ErrorCode);
        writer.WriteString(ErrorMessage);
        writer.WriteBytes(AuthBytes);
        if (writer.Version >= 1)
        {
            writer.WriteInt64(SessionLifetimeMs);
        }

        writer.WriteNoTags();
    }

    /// <summary>Tells the token's length only.</summary>
    public override string ToString() => $"{nameof(SaslAuthenticateResponse)} ({ErrorCode}, {AuthBytes.Length} bytes)";
}
