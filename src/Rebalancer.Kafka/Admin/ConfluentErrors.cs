using Confluent.Kafka;

namespace Rebalancer.Kafka.Admin;

/// <summary>
/// librdkafka's errors in our terms. Its calls say "timed out" when the cause is a wrong password: the cause comes by another way, and is
/// remembered here.
/// </summary>
internal sealed class ConfluentErrors(string bootstrapServers)
{
    private volatile Error? _cause;

    /// <summary>Keeps what the client reports beside its calls, when it explains a call that fails later.</summary>
    public void Remember(Error error)
    {
        if (Classify(error.Code) is KafkaFailure.Authentication or KafkaFailure.Tls || error.Code == ErrorCode.Local_AllBrokersDown)
        {
            _cause = error;
        }
    }

    /// <summary>Forgets what was remembered: the cluster has answered since.</summary>
    public void Forget() => _cause = null;

    /// <summary>The exception for a call that failed as a whole.</summary>
    public KafkaClusterException ToClusterException(Error error, string api, Exception inner)
    {
        var cause = Classify(error.Code) is KafkaFailure.TimedOut or KafkaFailure.Unreachable && _cause is { } known ? known : error;
        var failure = Classify(cause.Code);
        var text = failure switch
        {
            KafkaFailure.Authentication => $"{bootstrapServers} refused the login: {cause.Reason}",
            KafkaFailure.Tls => $"TLS with {bootstrapServers} failed: {cause.Reason}",
            KafkaFailure.Unreachable => $"Nothing answers at {bootstrapServers}: {cause.Reason}",
            KafkaFailure.TimedOut => $"{bootstrapServers} did not answer {api} in time.",
            KafkaFailure.Authorization => $"{bootstrapServers} refused {api}: {cause.Reason}",
            _ => $"{api} at {bootstrapServers} failed: {cause.Reason}",
        };
        return new KafkaClusterException(failure, text, inner);
    }

    /// <summary>The error for one item, where the call for it failed as a whole.</summary>
    public KafkaError ToItemError(Error error)
    {
        var cause = Classify(error.Code) is KafkaFailure.TimedOut or KafkaFailure.Unreachable && _cause is { } known ? known : error;
        return ToKafkaError(cause) ?? new KafkaError(KafkaErrorCode.UnknownServerError, cause.Reason);
    }

    /// <summary>An item's own error, or null for none.</summary>
    public static KafkaError? ToKafkaError(Error? error)
    {
        if (error is null || error.Code == ErrorCode.NoError)
        {
            return null;
        }

        var code = error.IsLocalError
            ? Classify(error.Code) switch
            {
                KafkaFailure.TimedOut => KafkaErrorCode.RequestTimedOut,
                KafkaFailure.Unreachable or KafkaFailure.Tls => KafkaErrorCode.NetworkException,
                KafkaFailure.Authentication => KafkaErrorCode.SaslAuthenticationFailed,
                KafkaFailure.Unsupported => KafkaErrorCode.UnsupportedVersion,
                _ => KafkaErrorCode.UnknownServerError,
            }
            : (KafkaErrorCode)(int)error.Code;
        return new KafkaError(code, error.Reason);
    }

    private static KafkaFailure Classify(ErrorCode code) => code switch
    {
        ErrorCode.Local_Authentication
            or ErrorCode.SaslAuthenticationFailed
            or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.IllegalSaslState => KafkaFailure.Authentication,
        ErrorCode.Local_Ssl => KafkaFailure.Tls,
        ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.RequestTimedOut => KafkaFailure.TimedOut,
        ErrorCode.Local_Transport
            or ErrorCode.Local_AllBrokersDown
            or ErrorCode.Local_Resolve
            or ErrorCode.NetworkException
            or ErrorCode.BrokerNotAvailable => KafkaFailure.Unreachable,
        ErrorCode.ClusterAuthorizationFailed or ErrorCode.TopicAuthorizationFailed => KafkaFailure.Authorization,
        ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion => KafkaFailure.Unsupported,
        _ => KafkaFailure.Protocol,
    };
}
