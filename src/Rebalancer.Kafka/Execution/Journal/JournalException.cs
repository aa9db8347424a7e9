namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>A journal cannot be read: it was changed by hand, belongs to another plan or to a newer version.</summary>
/// <param name="message">One line for a person.</param>
public sealed class JournalException(string message) : Exception(message);
