using System.Security.Cryptography;

namespace Rebalancer.Files.Input;

/// <summary>Hashes what is read through it, each piece beside the reading of the next. Leaves the inner stream open.</summary>
internal sealed class HashingStream(Stream inner, IncrementalHash hash) : ForwardStream
{
    private byte[] _piece = [];
    private Task _hashing = Task.CompletedTask;

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        Finish();
        if (_piece.Length < count)
        {
            _piece = new byte[buffer.Length];
        }

        buffer[..count].CopyTo(_piece);
        _hashing = count == 0 ? Task.CompletedTask : Task.Run(() => hash.AppendData(_piece, 0, count));
        return count;
    }

    /// <summary>Waits until all that was read is hashed.</summary>
    public void Finish() => _hashing.GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        Finish();
        base.Dispose(disposing);
    }
}
