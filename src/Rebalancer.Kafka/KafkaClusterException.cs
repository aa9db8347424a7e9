namespace Rebalancer.Kafka;

/// <summary>Why nothing can be said about a cluster.</summary>
public enum KafkaFailure
{
    /// <summary>Nobody answers, or the connection broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The TLS handshake failed, or one side speaks TLS and the other does not.</summary>
    Tls,

    /// <summary>Wrong credentials or mechanism.</summary>
    Authentication,

    /// <summary>Right credentials without the permission.</summary>
    Authorization,

    /// <summary>The cluster does not offer what is needed.</summary>
    Unsupported,

    /// <summary>The peer does not speak Kafka's protocol, or broke it.</summary>
    Protocol,
}

/// <summary>A call to a cluster failed as a whole.</summary>
/// <remarks>The message is for a person, names the server and never holds a secret.</remarks>
public sealed class KafkaClusterException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">What kind of failure it is.</param>
    /// <param name="message">One line for a person, without secrets.</param>
    /// <param name="innerException">What was caught, or null.</param>
    public KafkaClusterException(KafkaFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it is.</summary>
    public KafkaFailure Failure { get; }
}
