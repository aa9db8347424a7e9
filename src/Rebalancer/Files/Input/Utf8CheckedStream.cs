using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Rebalancer.Files.Input;

/// <summary>
/// Passes UTF-8 on and tells where bytes are none: a decoder would put a replacement character into a host or a rack, without a word.
/// </summary>
/// <param name="inner">The bytes.</param>
/// <param name="name">What messages call the input.</param>
internal sealed class Utf8CheckedStream(Stream inner, string name) : ForwardStream
{
    private const int LongestCharacter = 4;

    private readonly byte[] _open = new byte[LongestCharacter];
    private int _openLength;
    private long _line = 1;

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        if (count > 0)
        {
            Check(buffer[..count]);
        }
        else if (_openLength > 0 && buffer.Length > 0)
        {
            throw Fail(_open[0]);
        }

        return count;
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        // A character that two reads share: its bytes are put together first.
        while (_openLength > 0 && !bytes.IsEmpty)
        {
            _open[_openLength++] = bytes[0];
            bytes = bytes[1..];
            _openLength = StatusOf(_open.AsSpan(0, _openLength)) switch
            {
                OperationStatus.Done => 0,
                OperationStatus.NeedMoreData => _openLength,
                _ => throw Fail(_open[0]),
            };
        }

        _line += (Utf8.IsValid(bytes) ? bytes : Keep(bytes)).Count((byte)'\n');
    }

    /// <summary>Keeps the beginning of a character that the next read completes.</summary>
    /// <returns>What stands before it.</returns>
    private ReadOnlySpan<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length < LongestCharacter && length <= bytes.Length; length++)
        {
            if (StatusOf(bytes[^length..]) == OperationStatus.NeedMoreData && Utf8.IsValid(bytes[..^length]))
            {
                bytes[^length..].CopyTo(_open);
                _openLength = length;
                return bytes[..^length];
            }
        }

        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        _line += bytes[..valid].Count((byte)'\n');
        throw Fail(bytes[valid]);
    }

    private static OperationStatus StatusOf(ReadOnlySpan<byte> bytes) => Rune.DecodeFromUtf8(bytes, out _, out _);

    private InputException Fail(byte wrong) => new(
        $"{name}, line {_line}: the byte 0x{wrong:X2} is not UTF-8. Perhaps the file is in Latin-1 or Windows-1252: "
            + "iconv -f WINDOWS-1252 -t UTF-8 converts it.");
}
