using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// ElectLeaders (43), versions 0 to 2: preferred and unclean. ALTER on the cluster (31 at top and partition). ZooKeeper: the controller
/// only, else 41 per partition with 0 at the top.
/// </summary>
/// <remarks>
/// Null means all partitions; then KRaft lists every topic, with those partitions only that needed an election. An unknown election type is
/// 42, with ZooKeeper -1.
/// </remarks>
internal sealed class ElectLeadersApi : ApiHandler<ElectLeadersRequest, ElectLeadersResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) => (0, 2);

    protected override async Task<ElectLeadersResponse> AnswerAsync(ElectLeadersRequest request, RequestContext context)
    {
        var error = await CheckControllerAsync(context, AclOperation.Alter).ConfigureAwait(false);
        if (error is null && request.ElectionType is not 0 and not 1)
        {
            error = new KafkaError(
                context.Release.IsKRaft() ? KafkaErrorCode.InvalidRequest : KafkaErrorCode.UnknownServerError,
                $"Unknown election type {request.ElectionType}");
        }

        if (error is not null)
        {
            return Fail(request, context, error);
        }

        var wanted = request.TopicPartitions?.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Name, p))).ToList();
        var byTopic = context.Cluster.ElectLeaders(wanted, unclean: request.ElectionType == 1)
            .ToLookup(r => r.TopicPartition.Topic, StringComparer.Ordinal);
        var topics = wanted is null && context.Release.IsKRaft() ? context.Cluster.PublishedTopicNames() : [.. byTopic.Select(g => g.Key)];
        return new ElectLeadersResponse(KafkaErrorCode.None, [.. topics.Select(topic => new ElectLeadersResponse.Topic(
            topic, [.. byTopic[topic].Select(r => Answer(r.TopicPartition.Partition, r.Error))]))]);
    }

    protected override ElectLeadersResponse Fail(ElectLeadersRequest request, RequestContext context, KafkaError error) =>
        new(error.Code == KafkaErrorCode.NotController ? KafkaErrorCode.None : error.Code, [.. (request.TopicPartitions ?? [])
            .Select(t => new ElectLeadersResponse.Topic(t.Name, [.. t.Partitions.Select(p => Answer(p, error))]))]);

    private static ElectLeadersResponse.Partition Answer(int partition, KafkaError? error) =>
        new(partition, error?.Code ?? KafkaErrorCode.None, error?.Message);
}
