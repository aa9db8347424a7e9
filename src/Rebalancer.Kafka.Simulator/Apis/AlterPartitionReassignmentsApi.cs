using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// AlterPartitionReassignments (45), version 0, with 4.3.1 also 1. ALTER on the cluster (31 at top and partition). ZooKeeper: the
/// controller only, else 41 without partitions.
/// </summary>
/// <remarks>
/// KRaft takes TimeoutMs 0 for a deadline that has passed (7 on both levels); ZooKeeper ignores it. Partitions succeed and fail on their
/// own.
/// </remarks>
internal sealed class AlterPartitionReassignmentsApi : ApiHandler<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (0, 0), (0, 0), (0, 0), (0, 1));

    protected override async Task<AlterPartitionReassignmentsResponse> AnswerAsync(
        AlterPartitionReassignmentsRequest request, RequestContext context)
    {
        var error = await CheckControllerAsync(context, AclOperation.Alter).ConfigureAwait(false);
        if (error is null && context.Release.IsKRaft() && request.TimeoutMs <= 0)
        {
            error = new KafkaError(KafkaErrorCode.RequestTimedOut, null);
        }

        if (error is not null)
        {
            return Fail(request, context, error);
        }

        var changes = request.Topics.SelectMany(
            t => t.Partitions.Select(p => new ReassignmentChange(new TopicPartition(t.Name, p.PartitionIndex), p.Replicas))).ToList();
        var results = context.Cluster.AlterReassignments(changes, request.AllowReplicationFactorChange);
        return new AlterPartitionReassignmentsResponse(KafkaErrorCode.None, context.NoMessage, [.. results
            .GroupBy(r => r.TopicPartition.Topic, StringComparer.Ordinal)
            .Select(g => new AlterPartitionReassignmentsResponse.Topic(
                g.Key, [.. g.Select(r => Answer(r.TopicPartition.Partition, r.Error, context))]))])
        {
            AllowReplicationFactorChange = request.AllowReplicationFactorChange,
        };
    }

    protected override AlterPartitionReassignmentsResponse Fail(
        AlterPartitionReassignmentsRequest request, RequestContext context, KafkaError error) =>
        new(error.Code, error.Message, error.Code == KafkaErrorCode.NotController
            ? []
            : [.. request.Topics.Select(t => new AlterPartitionReassignmentsResponse.Topic(
                t.Name, [.. t.Partitions.Select(p => Answer(p.PartitionIndex, error, context))]))]);

    private static AlterPartitionReassignmentsResponse.Partition Answer(int partition, KafkaError? error, RequestContext context) =>
        new(partition, error?.Code ?? KafkaErrorCode.None, error is null ? context.NoMessage : error.Message);
}
