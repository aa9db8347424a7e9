namespace Rebalancer.Kafka;

/// <summary>An error that a broker answered for one item, or why several brokers' answers together say nothing.</summary>
/// <param name="Code">
/// Kafka's error code; see <see cref="KafkaErrorCode"/>. <see cref="KafkaErrorCode.None"/> where no single broker gave one.
/// </param>
/// <param name="Message">The broker's own message, or null.</param>
public sealed record KafkaError(KafkaErrorCode Code, string? Message)
{
    /// <summary>Whether the same request may succeed later without a change.</summary>
    public bool IsRetriable => Code is KafkaErrorCode.NotController
        or KafkaErrorCode.RequestTimedOut
        or KafkaErrorCode.CoordinatorNotAvailable
        or KafkaErrorCode.LeaderNotAvailable
        or KafkaErrorCode.NetworkException
            or KafkaErrorCode.BrokerNotAvailable
            or KafkaErrorCode.PreferredLeaderNotAvailable
            or KafkaErrorCode.ThrottlingQuotaExceeded;

    /// <summary>
    /// Name, number and message: <c>NotController (41): ...</c>. A clause, without the full stop of the message: the sentence that it
    /// stands in has its own.
    /// </summary>
    public override string ToString() => (Code, Message?.TrimEnd('.')) switch
    {
        (KafkaErrorCode.None, { } message) => message,
        (_, null) => $"{Code} ({(int)Code})",
        (_, { } message) => $"{Code} ({(int)Code}): {message}",
    };
}

/// <summary>Kafka's error codes that this tool meets; others keep their number.</summary>
public enum KafkaErrorCode
{
    /// <summary>UNKNOWN_SERVER_ERROR.</summary>
    UnknownServerError = -1,

    /// <summary>No error.</summary>
    None = 0,

    /// <summary>UNKNOWN_TOPIC_OR_PARTITION.</summary>
    UnknownTopicOrPartition = 3,

    /// <summary>LEADER_NOT_AVAILABLE.</summary>
    LeaderNotAvailable = 5,

    /// <summary>REQUEST_TIMED_OUT.</summary>
    RequestTimedOut = 7,

    /// <summary>BROKER_NOT_AVAILABLE.</summary>
    BrokerNotAvailable = 8,

    /// <summary>REPLICA_NOT_AVAILABLE.</summary>
    ReplicaNotAvailable = 9,

    /// <summary>NETWORK_EXCEPTION.</summary>
    NetworkException = 13,

    /// <summary>COORDINATOR_NOT_AVAILABLE.</summary>
    CoordinatorNotAvailable = 15,

    /// <summary>INVALID_TOPIC_EXCEPTION.</summary>
    InvalidTopic = 17,

    /// <summary>TOPIC_AUTHORIZATION_FAILED.</summary>
    TopicAuthorizationFailed = 29,

    /// <summary>CLUSTER_AUTHORIZATION_FAILED.</summary>
    ClusterAuthorizationFailed = 31,

    /// <summary>UNSUPPORTED_SASL_MECHANISM.</summary>
    UnsupportedSaslMechanism = 33,

    /// <summary>ILLEGAL_SASL_STATE.</summary>
    IllegalSaslState = 34,

    /// <summary>UNSUPPORTED_VERSION.</summary>
    UnsupportedVersion = 35,

    /// <summary>TOPIC_ALREADY_EXISTS.</summary>
    TopicAlreadyExists = 36,

    /// <summary>INVALID_PARTITIONS.</summary>
    InvalidPartitions = 37,

    /// <summary>INVALID_REPLICATION_FACTOR.</summary>
    InvalidReplicationFactor = 38,

    /// <summary>INVALID_REPLICA_ASSIGNMENT.</summary>
    InvalidReplicaAssignment = 39,

    /// <summary>INVALID_CONFIG.</summary>
    InvalidConfig = 40,

    /// <summary>NOT_CONTROLLER.</summary>
    NotController = 41,

    /// <summary>INVALID_REQUEST.</summary>
    InvalidRequest = 42,

    /// <summary>POLICY_VIOLATION.</summary>
    PolicyViolation = 44,

    /// <summary>KAFKA_STORAGE_ERROR.</summary>
    KafkaStorageError = 56,

    /// <summary>LOG_DIR_NOT_FOUND.</summary>
    LogDirNotFound = 57,

    /// <summary>SASL_AUTHENTICATION_FAILED.</summary>
    SaslAuthenticationFailed = 58,

    /// <summary>REASSIGNMENT_IN_PROGRESS.</summary>
    ReassignmentInProgress = 60,

    /// <summary>LISTENER_NOT_FOUND; brokers of 2.4 say it of every partition without a leader.</summary>
    ListenerNotFound = 72,

    /// <summary>PREFERRED_LEADER_NOT_AVAILABLE.</summary>
    PreferredLeaderNotAvailable = 80,

    /// <summary>ELIGIBLE_LEADERS_NOT_AVAILABLE.</summary>
    EligibleLeadersNotAvailable = 83,

    /// <summary>ELECTION_NOT_NEEDED.</summary>
    ElectionNotNeeded = 84,

    /// <summary>NO_REASSIGNMENT_IN_PROGRESS.</summary>
    NoReassignmentInProgress = 85,

    /// <summary>THROTTLING_QUOTA_EXCEEDED.</summary>
    ThrottlingQuotaExceeded = 89,

    /// <summary>UNKNOWN_TOPIC_ID.</summary>
    UnknownTopicId = 100,

    /// <summary>INELIGIBLE_REPLICA.</summary>
    IneligibleReplica = 107,

    /// <summary>MISMATCHED_ENDPOINT_TYPE.</summary>
    MismatchedEndpointType = 114,

    /// <summary>UNSUPPORTED_ENDPOINT_TYPE.</summary>
    UnsupportedEndpointType = 115,

    /// <summary>REBOOTSTRAP_REQUIRED.</summary>
    RebootstrapRequired = 129,
}
