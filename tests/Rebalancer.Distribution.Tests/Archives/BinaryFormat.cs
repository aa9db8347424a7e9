using System.Buffers.Binary;

namespace Rebalancer.Distribution.Tests.Archives;

/// <summary>What kind of program or library a file is, by its first bytes.</summary>
internal static class BinaryFormat
{
    private const int PeHeaderAt = 0x3c;
    private const int MachOArm64 = 0x0100000c;

    /// <summary>For instance "ELF x86-64", "Mach-O arm64" or "PE32+ x86-64".</summary>
    /// <param name="path">The file.</param>
    public static string Of(string path)
    {
        Span<byte> head = stackalloc byte[4096];
        using var file = File.OpenRead(path);
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head switch
        {
            [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, ..] => Half(head, 18) switch
            {
                0x3e => "ELF x86-64",
                0xb7 => "ELF aarch64",
                var other => $"ELF machine {other}",
            },
            [0xcf, 0xfa, 0xed, 0xfe, ..] => Word(head, 4) == MachOArm64 ? "Mach-O arm64" : $"Mach-O {Word(head, 4)}",
            [(byte)'M', (byte)'Z', ..] => Pe(head[Word(head, PeHeaderAt)..]),
            _ => "unknown",
        };
    }

    private static string Pe(ReadOnlySpan<byte> header) =>
        !header.StartsWith("PE\0\0"u8) ? "MZ without PE"
        : (Half(header, 4), Half(header, 24)) is (0x8664, 0x20b) ? "PE32+ x86-64"
        : $"PE machine {Half(header, 4)} magic {Half(header, 24)}";

    private static int Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
