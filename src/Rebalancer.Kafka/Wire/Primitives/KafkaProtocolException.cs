namespace Rebalancer.Kafka.Wire.Primitives;

/// <summary>Bytes that are not what Kafka's protocol says stands there.</summary>
/// <remarks>
/// Decoders throw this and nothing else, whatever the bytes; the connection turns it into a <see cref="KafkaClusterException"/> that names
/// the server.
/// </remarks>
internal sealed class KafkaProtocolException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="expected">What should stand there.</param>
    /// <param name="received">What stands there.</param>
    /// <param name="offset">Where, in bytes from the start of what was being read.</param>
    public KafkaProtocolException(string expected, string received, int offset)
        : base($"Expected {expected} at byte {offset}, found {received}.") => (Expected, Received, Offset) = (expected, received, offset);

    /// <summary>What should stand there.</summary>
    public string Expected { get; }

    /// <summary>What stands there.</summary>
    public string Received { get; }

    /// <summary>Where, in bytes from the start of what was being read.</summary>
    public int Offset { get; }
}
