namespace Rebalancer.Files.Input;

/// <summary>Recognises packed files by their first bytes.</summary>
internal static class Packing
{
    private static readonly (byte[] Mark, string Name)[] s_unsupported =
    [
        ([.. "PK"u8, 3, 4], "zip"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
        ([0xFD, .. "7zXZ"u8, 0], "xz"),
        ([.. "BZh"u8], "bzip2"),
        ([0x04, 0x22, 0x4D, 0x18], "lz4"),
    ];

    public static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, ..];

    /// <summary>The name of a packing that is not unpacked here, or null.</summary>
    public static string? Unsupported(ReadOnlySpan<byte> head)
    {
        foreach (var (mark, name) in s_unsupported)
        {
            if (head.StartsWith(mark))
            {
                return name;
            }
        }

        return null;
    }
}
