using System.Buffers.Text;
using System.Text;

namespace Rebalancer.Cluster;

/// <summary>
/// Kafka's text form of a UUID: its 16 bytes, big-endian, as unpadded URL-safe Base64, 22 characters (org.apache.kafka.common.Uuid).
/// </summary>
internal static class KafkaUuid
{
    private const int TextLength = 22;

    public static string Format(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        var valid = text.Length == TextLength && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromUtf8(Encoding.UTF8.GetBytes(text), bytes, out var count) && count == 16;
        id = valid ? new Guid(bytes, bigEndian: true) : default;
        return valid;
    }
}
