using System.Buffers.Binary;
using System.IO.Compression;

namespace Rebalancer.Files.Input;

/// <summary>Unpacks gzip and notices where its end is missing, which <see cref="GZipStream"/> takes for the end of the data.</summary>
/// <remarks>
/// The last four bytes of a gzip file (RFC 1952) are the length of what it holds. They fit a single packed part, which is what <c>gzip</c>
/// writes; of a file
/// of several parts only the last is told there, so such a file counts as cut off unless the runtime itself validates (the switch below,
/// which the tool sets).
/// </remarks>
internal sealed class GzipText(Stream packed) : ForwardStream
{
    private const string StrictSwitch = "System.IO.Compression.UseStrictValidation";

    private readonly TailStream _packed = new(packed);
    private GZipStream? _unpacked;
    private uint _length;

    public override int Read(Span<byte> buffer)
    {
        _unpacked ??= new GZipStream(_packed, CompressionMode.Decompress, leaveOpen: true);
        var count = _unpacked.Read(buffer);
        _length = unchecked(_length + (uint)count);
        if (count == 0 && buffer.Length > 0 && !(AppContext.TryGetSwitch(StrictSwitch, out var isStrict) && isStrict)
            && _packed.LastNumber != _length)
        {
            throw new InvalidDataException("The gzip data end before their end.");
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _unpacked?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Remembers the last bytes that passed.</summary>
    private sealed class TailStream(Stream inner) : ForwardStream
    {
        private readonly byte[] _tail = new byte[sizeof(uint)];

        public uint LastNumber => BinaryPrimitives.ReadUInt32LittleEndian(_tail);

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            var kept = Math.Min(count, _tail.Length);
            _tail.AsSpan(kept).CopyTo(_tail);
            buffer[(count - kept)..count].CopyTo(_tail.AsSpan(_tail.Length - kept));
            return count;
        }
    }
}
