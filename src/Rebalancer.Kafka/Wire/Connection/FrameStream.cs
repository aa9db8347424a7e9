using System.Buffers.Binary;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>Frames over a stream: a size of four bytes, then so many bytes.</summary>
/// <remarks>One reader and one writer at a time.</remarks>
/// <param name="stream">The stream, owned.</param>
/// <param name="protocol">What this client speaks, to explain a foreign answer.</param>
/// <param name="maxFrameBytes">The largest answer that is taken.</param>
internal sealed class FrameStream(Stream stream, SecurityProtocol protocol, int maxFrameBytes = FrameStream.DefaultMaxFrameBytes)
    : IAsyncDisposable
{
    /// <summary>A broker with 100,000 replicas describes its log dirs in some 4 MB; this is far beyond any answer.</summary>
    public const int DefaultMaxFrameBytes = 256 << 20;

    /// <summary>Room made before anything of a frame has come; more follows what really comes, so a size that lies costs nothing.</summary>
    private const int FirstRoom = 64 << 10;

    private bool _hasRead;

    /// <summary>Reads a frame.</summary>
    /// <returns>Its bytes without the size, or null where the peer closed the connection between two frames.</returns>
    /// <exception cref="PeerFailureException">The size is no size, or the frame is cut.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        var head = new byte[KafkaFrame.SizeBytes];
        var came = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (came == 0)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt32BigEndian(head);
        if (came < head.Length)
        {
            throw new PeerFailureException(KafkaFailure.Protocol, $"closed the connection after {came} bytes of an answer");
        }

        if (size < sizeof(int) || size > maxFrameBytes)
        {
            throw _hasRead
                ? new PeerFailureException(
                    KafkaFailure.Protocol, $"announced an answer of {size} bytes; {sizeof(int)} to {maxFrameBytes} are accepted")
                : ForeignPeer.Describe(head, protocol);
        }

        var frame = await ReadBodyAsync(size, cancellationToken).ConfigureAwait(false);
        _hasRead = true;
        return frame;
    }

    /// <summary>Writes a frame that already holds its size.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<byte[]> ReadBodyAsync(int size, CancellationToken cancellationToken)
    {
        var frame = new byte[Math.Min(size, FirstRoom)];
        var filled = 0;
        while (true)
        {
            filled += await stream.ReadAtLeastAsync(
                frame.AsMemory(filled), frame.Length - filled, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (filled < frame.Length)
            {
                throw new PeerFailureException(
                    KafkaFailure.Protocol, $"closed the connection after {filled} of the {size} bytes of an answer");
            }

            if (filled == size)
            {
                return frame;
            }

            Array.Resize(ref frame, (int)Math.Min(size, frame.Length * 2L));
        }
    }
}
