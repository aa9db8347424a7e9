using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>Why a connection cannot be used, before its address is put in front.</summary>
/// <param name="failure">What kind of failure.</param>
/// <param name="reason">A sentence whose subject is the server, such as "closed the connection". Never with a secret.</param>
/// <param name="innerException">What was caught, or null.</param>
internal sealed class PeerFailureException(KafkaFailure failure, string reason, Exception? innerException = null)
    : Exception(reason, innerException)
{
    /// <summary>What kind of failure.</summary>
    public KafkaFailure Failure { get; } = failure;

    /// <summary>Whether not a byte of the request went out, so that sending it again repeats nothing.</summary>
    public bool NothingSent { get; init; }

    /// <summary>Puts the server's address in front.</summary>
    public KafkaClusterException At(BrokerAddress address) => new(Failure, $"{address} {Message}.", this);
}
