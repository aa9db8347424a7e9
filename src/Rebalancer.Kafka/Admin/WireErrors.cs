namespace Rebalancer.Kafka.Admin;

/// <summary>Whole-call failures of the wire client in the terms of <see cref="IClusterAdmin"/>, and back.</summary>
internal static class WireErrors
{
    /// <summary>
    /// The exception for an error that an answer carries at its top level. The broker's text is left out on a missing permission: it is a
    /// dump of its request object.
    /// </summary>
    /// <param name="code">The error.</param>
    /// <param name="message">The broker's text.</param>
    /// <param name="what">What was tried: "list reassignments".</param>
    /// <param name="permission">What it needs: "DESCRIBE on CLUSTER".</param>
    public static KafkaClusterException ToException(KafkaErrorCode code, string? message, string what, string permission) => code switch
    {
        KafkaErrorCode.ClusterAuthorizationFailed =>
            new(KafkaFailure.Authorization, $"The cluster refuses to {what}: the permission {permission} is missing."),
        KafkaErrorCode.RequestTimedOut or KafkaErrorCode.NotController => new(
            KafkaFailure.TimedOut,
            $"The cluster could not {what} in time: {new KafkaError(code, message)}. Perhaps it has no controller now."),
        _ => new(KafkaFailure.Protocol, $"The cluster could not {what}: {new KafkaError(code, message)}."),
    };

    /// <summary>One broker's failure as the error of its result.</summary>
    public static KafkaError ToItemError(KafkaClusterException exception) => new(
        exception.Failure switch
        {
            KafkaFailure.Unreachable or KafkaFailure.Tls => KafkaErrorCode.NetworkException,
            KafkaFailure.TimedOut => KafkaErrorCode.RequestTimedOut,
            KafkaFailure.Authentication => KafkaErrorCode.SaslAuthenticationFailed,
            KafkaFailure.Authorization => KafkaErrorCode.ClusterAuthorizationFailed,
            KafkaFailure.Unsupported => KafkaErrorCode.UnsupportedVersion,
            _ => KafkaErrorCode.UnknownServerError,
        },
        exception.Message);
}
