using System.Text;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Tests.Wire.Messages;

/// <summary>
/// One request and one answer of each API with every field set to something that is not its default, nulls and empty lists among them.
/// </summary>
internal static class MessageSamples
{
    private static readonly Guid s_topicId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    public static (object Request, object Response) Of(ApiKey key) => key switch
    {
        ApiKey.ApiVersions => (
            new ApiVersionsRequest("rebalancer", "1.0"),
            new ApiVersionsResponse(KafkaErrorCode.None, [new(3, 0, 13), new(45, 0, 1)])
            {
                ThrottleTimeMs = 12,
                SupportedFeatures = [new("metadata.version", 1, 30)],
                FinalizedFeaturesEpoch = 4,
                FinalizedFeatures = [new("metadata.version", 30, 7)],
                ZkMigrationReady = true,
            }),
        ApiKey.SaslHandshake => (
            new SaslHandshakeRequest("SCRAM-SHA-256"),
            new SaslHandshakeResponse(KafkaErrorCode.UnsupportedSaslMechanism, ["PLAIN", "OAUTHBEARER"])),
        ApiKey.SaslAuthenticate => (
            new SaslAuthenticateRequest(Encoding.UTF8.GetBytes("\0user\0pencil")),
            new SaslAuthenticateResponse(KafkaErrorCode.SaslAuthenticationFailed, "no", [1, 2, 3], 3_600_000)),
        ApiKey.Metadata => (
            new MetadataRequest(
                [new("orders"), new("päckchen", s_topicId)],
                IncludeClusterAuthorizedOperations: true,
                IncludeTopicAuthorizedOperations: true)
            { AllowAutoTopicCreation = true },
            new MetadataResponse([new(1001, "broker-1", 9092, "FD0UD1"), new(1002, "broker-2", 9093, null)], "nLTnqzEtwhzkXtwJUzLVjw", 1002,
            [
                new(
                    KafkaErrorCode.None,
                    "orders",
                    s_topicId,
                    true,
                    [new(KafkaErrorCode.LeaderNotAvailable, 3, -1, 17, [1001, 1002], [1001], [1002])]) { TopicAuthorizedOperations = 3576 },
                new(KafkaErrorCode.UnknownTopicOrPartition, "no", default, false, []),
            ])
            {
                ThrottleTimeMs = 12,
                ClusterAuthorizedOperations = 8096,
                ErrorCode = KafkaErrorCode.RebootstrapRequired,
            }),
        ApiKey.DescribeCluster => (
            new DescribeClusterRequest(true, 2, true),
            new DescribeClusterResponse(
                KafkaErrorCode.MismatchedEndpointType,
                "wrong",
                "nLTnqzEtwhzkXtwJUzLVjw",
                1001,
                [new(1001, "broker-1", 9092, "FD0UD1", true), new(1002, "broker-2", 9093, null)])
            {
                ThrottleTimeMs = 12,
                EndpointType = 2,
                ClusterAuthorizedOperations = 8096,
            }),
        ApiKey.AlterPartitionReassignments => (
            new AlterPartitionReassignmentsRequest(
                30_000, [new("orders", [new(0, [1003, 1001]), new(5, null)]), new("none", [])])
            { AllowReplicationFactorChange = false },
            new AlterPartitionReassignmentsResponse(KafkaErrorCode.NotController, "not here",
                [
                    new("orders", [new(0, KafkaErrorCode.None, null), new(5, KafkaErrorCode.NoReassignmentInProgress, "nothing")]),
                    new("none", [])
                ])
            {
                ThrottleTimeMs = 12,
                AllowReplicationFactorChange = false,
            }),
        ApiKey.ListPartitionReassignments => (
            new ListPartitionReassignmentsRequest(30_000, [new("orders", [0, 5]), new("none", [])]),
            new ListPartitionReassignmentsResponse(
                KafkaErrorCode.RequestTimedOut,
                "late",
                [new("orders", [new(0, [1003, 1001, 1002], [1003], [1002])])])
            { ThrottleTimeMs = 12 }),
        ApiKey.DescribeLogDirs => (
            new DescribeLogDirsRequest([new("orders", [0, 5]), new("none", [])]),
            new DescribeLogDirsResponse(KafkaErrorCode.ClusterAuthorizationFailed,
            [
                new(KafkaErrorCode.None, "/kafka/a", [new("orders", [new(0, 5_000_000_000, 0, false), new(5, 17, 130, true)])])
                {
                    TotalBytes = 270_553_174_016,
                    UsableBytes = 84_148_244_480,
                    IsCordoned = true
                },
                new(KafkaErrorCode.KafkaStorageError, "/kafka/b", []),
            ])
            { ThrottleTimeMs = 12 }),
        ApiKey.AlterReplicaLogDirs => (
            new AlterReplicaLogDirsRequest([new("/kafka/b", [new("orders", [0, 5])]), new("/kafka/c", [])]),
            new AlterReplicaLogDirsResponse(
                [new("orders", [new(0, KafkaErrorCode.None), new(5, KafkaErrorCode.LogDirNotFound)])])
            { ThrottleTimeMs = 12 }),
        ApiKey.DescribeTopicPartitions => (
            new DescribeTopicPartitionsRequest([new("orders"), new("payments")], 1000, new("payments", 3)),
            new DescribeTopicPartitionsResponse(
            [
                new(KafkaErrorCode.None, "orders", s_topicId, true,
                [
                    new(
                        KafkaErrorCode.None,
                        0,
                        1001,
                        4,
                        [1001, 1002, 1003],
                        [1001]) { EligibleLeaderReplicas = [1002], LastKnownElr = [1003], OfflineReplicas = [1002, 1003] },
                    new(KafkaErrorCode.None, 1, -1, 5, [1001], []),
                ], 3576),
            ], new("payments", 0))
            { ThrottleTimeMs = 12 }),
        ApiKey.ElectLeaders => (
            new ElectLeadersRequest(1, [new("orders", [0, 5])], 30_000),
            new ElectLeadersResponse(KafkaErrorCode.ClusterAuthorizationFailed, [
                new("orders", [new(0, KafkaErrorCode.None, null), new(5, KafkaErrorCode.ElectionNotNeeded, "no need")])
            ])
            { ThrottleTimeMs = 12 }),
        ApiKey.IncrementalAlterConfigs => (
            new IncrementalAlterConfigsRequest(
                [new(4, "1001", [new("leader.replication.throttled.rate", 0, "1000000"), new("log.retention.ms", 1, null)])], true),
            new IncrementalAlterConfigsResponse([
                new(KafkaErrorCode.None, null, 4, "1001"), new(KafkaErrorCode.InvalidConfig, "bad", 2, "orders")
            ])
            { ThrottleTimeMs = 12 }),
        ApiKey.DescribeConfigs => (
            new DescribeConfigsRequest([new(4, "1001", ["leader.replication.throttled.rate"]), new(2, "orders", null)], true, true),
            new DescribeConfigsResponse(
            [
                new(KafkaErrorCode.None, "", 4, "1001",
                    [new(
                        "leader.replication.throttled.rate",
                        "1000000",
                        true,
                        2,
                        true,
                        [new("leader.replication.throttled.rate", null, 2)]) { ConfigType = 5, Documentation = "bytes a second" }]),
                new(KafkaErrorCode.TopicAuthorizationFailed, "denied", 2, "orders", []),
            ])
            { ThrottleTimeMs = 12 }),
        ApiKey.CreateTopics => (
            new CreateTopicsRequest(
                [new("orders", -1, -1, [new(0, [1001, 1002])], [new("min.insync.replicas", "2"), new("retention.ms", null)])],
                30_000,
                true),
            new CreateTopicsResponse(
            [
                new("orders", KafkaErrorCode.None, null)
                {
                    TopicId = s_topicId, NumPartitions = 3, ReplicationFactor = 2, Configs = [
                        new("min.insync.replicas", "2", true, 1, true)
                    ], TopicConfigErrorCode = KafkaErrorCode.TopicAuthorizationFailed,
                },
                new("no", KafkaErrorCode.TopicAlreadyExists, "exists") { Configs = null },
            ])
            { ThrottleTimeMs = 12 }),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Perhaps a new message without a sample."),
    };
}
