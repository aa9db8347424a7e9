using System.Text;

namespace Rebalancer.Files.Input;

/// <summary>
/// Tells UTF-16 and UTF-32 (which PowerShell's <c>&gt;</c> and Windows tools write) from UTF-8, by the byte order mark or, without one, by
/// where the zeros are.
/// </summary>
internal static class TextEncoding
{
    /// <summary>
    /// Bytes that are looked at where there is no mark; ASCII, which all these files are for the most part, shows in fewer.
    /// </summary>
    private const int SampleLength = 256;

    /// <summary>The encoding of a text that begins so, or null for UTF-8 or what is no text at all.</summary>
    /// <param name="head">The first bytes.</param>
    /// <param name="markLength">The length of the byte order mark.</param>
    public static Encoding? Of(ReadOnlySpan<byte> head, out int markLength)
    {
        (var encoding, markLength) = head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (null, 3),
            [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            _ => (WithoutMark(head[..Math.Min(head.Length, SampleLength)]), 0),
        };
        return encoding;
    }

    private static Encoding? WithoutMark(ReadOnlySpan<byte> sample)
    {
        Span<int> zeros = stackalloc int[2];
        for (var i = 0; i < sample.Length; i++)
        {
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        }

        var half = sample.Length / 2;
        return half < 2 ? null
            : zeros[1] > half * 3 / 4 && zeros[0] == 0 ? Encoding.Unicode
            : zeros[0] > half * 3 / 4 && zeros[1] == 0 ? Encoding.BigEndianUnicode
            : null;
    }
}
