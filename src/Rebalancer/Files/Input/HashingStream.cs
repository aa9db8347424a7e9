using System.Security.Cryptography;

namespace Rebalancer.Files.Input;

/// <summary>Hashes what is read through it. Leaves the inner stream open.</summary>
internal sealed class HashingStream(Stream inner, IncrementalHash hash) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        hash.AppendData(buffer[..count]);
        return count;
    }
}
