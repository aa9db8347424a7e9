using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// ListPartitionReassignments (46), version 0. DESCRIBE on the cluster (31). ZooKeeper: the controller only, else 41. Null topics list all,
/// partitions without a reassignment are left out.
/// </summary>
internal sealed class ListPartitionReassignmentsApi : ApiHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) => (0, 0);

    protected override async Task<ListPartitionReassignmentsResponse> AnswerAsync(
        ListPartitionReassignmentsRequest request, RequestContext context)
    {
        if (await CheckControllerAsync(context, AclOperation.Describe).ConfigureAwait(false) is { } error)
        {
            return Fail(request, context, error);
        }

        var wanted = request.Topics?.SelectMany(t => t.PartitionIndexes.Select(p => (t.Name, p))).ToHashSet();
        var listed = context.Cluster.ListReassignments()
            .Where(r => wanted is null || wanted.Contains((r.TopicPartition.Topic, r.TopicPartition.Partition)));
        return new ListPartitionReassignmentsResponse(KafkaErrorCode.None, context.NoMessage, [.. listed
            .GroupBy(r => r.TopicPartition.Topic, StringComparer.Ordinal)
            .Select(g => new ListPartitionReassignmentsResponse.Topic(
                g.Key, [.. g.Select(r => new ListPartitionReassignmentsResponse.Partition(
                    r.TopicPartition.Partition, r.Replicas, r.AddingReplicas, r.RemovingReplicas))]))]);
    }

    protected override ListPartitionReassignmentsResponse Fail(
        ListPartitionReassignmentsRequest request, RequestContext context, KafkaError error) =>
        new(error.Code, error.Message, error.Code == KafkaErrorCode.NotController
            ? []
            : [.. (request.Topics ?? []).Select(t => new ListPartitionReassignmentsResponse.Topic(
                t.Name, [.. t.PartitionIndexes.Select(p => new ListPartitionReassignmentsResponse.Partition(p, [], [], []))]))]);
}
