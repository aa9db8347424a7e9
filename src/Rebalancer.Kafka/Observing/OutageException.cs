namespace Rebalancer.Kafka.Observing;

/// <summary>The cluster did not answer for so long that the run ends, unfinished and resumable.</summary>
/// <param name="message">One line for a person.</param>
/// <param name="innerException">The last failure.</param>
internal sealed class OutageException(string message, Exception innerException) : Exception(message, innerException);
