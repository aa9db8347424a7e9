namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>
/// A journal cannot be used: it was changed by hand, belongs to another plan or to a newer version, or cannot be written.
/// </summary>
/// <param name="message">One line for a person.</param>
/// <param name="innerException">What was caught, or null.</param>
public sealed class JournalException(string message, Exception? innerException = null) : Exception(message, innerException);
