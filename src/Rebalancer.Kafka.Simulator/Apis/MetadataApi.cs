using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// Metadata (3), versions 9 to 13 (real brokers have older ones too). DESCRIBE on each topic: a named one without it is 29, with "all" it
/// is missing. Never creates a topic.
/// </summary>
/// <remarks>KRaft names another live broker as the controller at each call. A partition without leader is 5, with 2.4.1 it is 72.</remarks>
internal sealed class MetadataApi : ApiHandler<MetadataRequest, MetadataResponse>
{
    private const KafkaErrorCode UnknownTopicId = (KafkaErrorCode)100;
    private const KafkaErrorCode ListenerNotFound = (KafkaErrorCode)72;

    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (9, 9), (9, 12), (9, 12), (9, 13));

    protected override Task<MetadataResponse> AnswerAsync(MetadataRequest request, RequestContext context)
    {
        var cluster = context.Cluster;
        var brokers = cluster.LiveBrokers(context.Broker.Id);
        return Task.FromResult(new MetadataResponse(
            [.. brokers.Select(b => new MetadataResponse.Broker(b.Id, b.Host, b.Port, b.Rack))],
            cluster.Options.ClusterId,
            cluster.NextControllerId(),
            Topics(request, context))
        {
            ClusterAuthorizedOperations = request.IncludeClusterAuthorizedOperations
                ? Bits(cluster.ClusterOperations)
                : NotAsked(context),
        });
    }

    protected override MetadataResponse Fail(MetadataRequest request, RequestContext context, KafkaError error) =>
        new([], null, -1, [.. (request.Topics ?? []).Select(t => new MetadataResponse.Topic(error.Code, t.Name, t.TopicId, false, []))]);

    /// <summary>Bit n = operation n.</summary>
    internal static int Bits(IReadOnlySet<AclOperation> operations) =>
        operations.Aggregate(0, (bits, operation) => bits | (1 << (int)operation));

    private static int NotAsked(RequestContext context) =>
        context.Release == SimulatedRelease.ZooKeeper24 ? 0 : MetadataResponse.OperationsNotAsked;

    private static ImmutableArray<MetadataResponse.Topic> Topics(MetadataRequest request, RequestContext context)
    {
        var denied = context.Cluster.CheckTopic(AclOperation.Describe);
        if (request.Topics is not { } asked)
        {
            return denied is null
                ? [.. context.Cluster.PublishedTopicNames(context.Broker.Id).Select(name => Topic(name, default, request, context))]
                : [];
        }

        return [.. asked.Select(t => (Asked: t, Name: t.Name ?? context.Cluster.PublishedTopicName(t.TopicId)))
            .Select(a => (denied ?? context.Cluster.CheckTopic(AclOperation.Describe, a.Name)) is not { } error
            ? Topic(a.Name, a.Asked.TopicId, request, context)
            : new MetadataResponse.Topic(
                error.Code, a.Asked.Name, a.Asked.TopicId, false, []) { TopicAuthorizedOperations = NotAsked(context) })];
    }

    private static MetadataResponse.Topic Topic(string? name, Guid askedId, MetadataRequest request, RequestContext context)
    {
        var operations = request.IncludeTopicAuthorizedOperations ? Bits(context.Cluster.TopicOperations) : NotAsked(context);
        if (name is null || context.Cluster.TopicMetadataOf(name, context.Broker.Id) is not { } topic)
        {
            return new MetadataResponse.Topic(
                name is null ? UnknownTopicId : KafkaErrorCode.UnknownTopicOrPartition,
                name ?? (context.Version >= 12 ? null : ""),
                askedId,
                false,
                [])
            {
                TopicAuthorizedOperations = operations,
            };
        }

        return new MetadataResponse.Topic(
            KafkaErrorCode.None,
            name,
            topic.TopicId,
            new TopicSnapshot(name, []).IsInternal,
            [.. topic.Partitions.Select(p => Partition(p, context))])
        {
            TopicAuthorizedOperations = operations,
        };
    }

    private static MetadataResponse.Partition Partition(PartitionMetadata partition, RequestContext context)
    {
        var state = partition.State;
        var error = state.Leader >= 0
            ? KafkaErrorCode.None
            : context.Release == SimulatedRelease.ZooKeeper24 ? ListenerNotFound : KafkaErrorCode.LeaderNotAvailable;
        return new MetadataResponse.Partition(
            error, state.Partition, state.Leader, state.LeaderEpoch, state.Replicas, state.Isr, [.. partition.OfflineReplicas]);
    }
}
