using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Rebalancer.Files.Output;

/// <summary>Text in UTF-8 that is put together piece by piece; for what is written once for each of a million partitions.</summary>
/// <remarks>Not safe to share between threads.</remarks>
internal sealed class Utf8Buffer : IBufferWriter<byte>
{
    private const int LongestNumber = 20;

    private byte[] _bytes = new byte[1 << 12];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>The text so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Begins anew.</summary>
    public void Clear() => Length = 0;

    public void Add(byte ascii)
    {
        if (Length == _bytes.Length)
        {
            Reserve(1);
        }

        _bytes[Length++] = ascii;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }

    public void Add(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
    }

    public void Add(long number)
    {
        Reserve(LongestNumber);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(Length), out var count);
        Length += count;
    }

    /// <summary>Adds numbers with a comma between them.</summary>
    public void Add(ReadOnlySpan<int> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                Add((byte)',');
            }

            Add(numbers[i]);
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length), nameof(count));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + more));
        }
    }
}
