using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>A request's header, versions 1 and 2.</summary>
/// <param name="ApiKey">The API key; may be one that is not written here.</param>
/// <param name="ApiVersion">The version.</param>
/// <param name="CorrelationId">Comes back in the answer.</param>
/// <param name="ClientId">Names the client in the broker's logs and quotas; the old encoding in both versions.</param>
internal readonly record struct RequestHeader(short ApiKey, short ApiVersion, int CorrelationId, string? ClientId)
{
    /// <summary>
    /// Reads the header of a frame; the tags that follow in a flexible version are left to the caller, who knows the API.
    /// </summary>
    /// <param name="reader">A reader at the frame's start.</param>
    public static RequestHeader Read(ref KafkaReader reader) =>
        new(reader.ReadInt16(), reader.ReadInt16(), reader.ReadInt32(), reader.ReadOldNullableString());

    /// <summary>Writes the header, with its tags where the writer is flexible.</summary>
    /// <param name="writer">The request's writer.</param>
    public void Write(KafkaWriter writer)
    {
        writer.WriteInt16(ApiKey);
        writer.WriteInt16(ApiVersion);
        writer.WriteInt32(CorrelationId);
        writer.WriteOldNullableString(ClientId);
        writer.WriteNoTags();
    }
}
