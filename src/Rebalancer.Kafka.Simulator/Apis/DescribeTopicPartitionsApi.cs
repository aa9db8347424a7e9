using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// DescribeTopicPartitions (75), version 0; KRaft only. DESCRIBE on each topic (29 for a named one, missing with "all"). Topics
/// sorted by name, in pages of as many partitions as the caller and the broker allow.
/// </summary>
/// <remarks>
/// A partition without leader has no error here. The cursor's topic must be among the topics asked for, else 42. An error stands at each
/// topic asked for: a question for all topics that fails is answered with none.
/// </remarks>
internal sealed class DescribeTopicPartitionsApi : ApiHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) => VersionTable.Pick(release, null, null, (0, 0), (0, 0));

    protected override Task<DescribeTopicPartitionsResponse> AnswerAsync(DescribeTopicPartitionsRequest request, RequestContext context)
    {
        var denied = context.Cluster.CheckTopic(AclOperation.Describe);
        if (denied is not null)
        {
            return Task.FromResult(Fail(request, context, denied));
        }

        var isAll = request.Topics.IsEmpty;
        var names = isAll
            ? context.Cluster.PublishedTopicNames(context.Broker.Id)
            : [.. request.Topics.Select(t => t.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (request.Cursor is { } at && ((!isAll && !names.Contains(at.TopicName)) || at.PartitionIndex < 0))
        {
            return Task.FromResult(Fail(request, context, new KafkaError(KafkaErrorCode.InvalidRequest, null)));
        }

        var left = Math.Clamp(request.ResponsePartitionLimit, 1, context.Cluster.Options.MaxRequestPartitionSizeLimit);
        var topics = new List<DescribeTopicPartitionsResponse.Topic>();
        TopicPartitionCursor? next = null;
        foreach (var name in names.Where(n => request.Cursor is null || string.CompareOrdinal(n, request.Cursor.TopicName) >= 0))
        {
            if (left == 0)
            {
                next = new TopicPartitionCursor(name, 0);
                break;
            }

            if (context.Cluster.CheckTopic(AclOperation.Describe, name) is { } hidden)
            {
                topics.Add(Unknown(name, hidden.Code, context));
                continue;
            }

            if (context.Cluster.TopicMetadataOf(name, context.Broker.Id) is not { } topic)
            {
                if (!isAll)
                {
                    topics.Add(Unknown(name, KafkaErrorCode.UnknownTopicOrPartition, context));
                }

                continue;
            }

            var from = request.Cursor is { } cursor && cursor.TopicName == name ? cursor.PartitionIndex : 0;
            var page = topic.Partitions.Where(p => p.State.Partition >= from).Take(left).ToList();
            left -= page.Count;
            topics.Add(new DescribeTopicPartitionsResponse.Topic(
                KafkaErrorCode.None, name, topic.TopicId, new TopicSnapshot(name, []).IsInternal, [.. page.Select(Partition)],
                MetadataApi.Bits(context.Cluster.TopicOperations)));
            if (page.Count > 0 && page[^1].State.Partition < topic.Partitions[^1].State.Partition)
            {
                next = new TopicPartitionCursor(name, page[^1].State.Partition + 1);
                break;
            }
        }

        return Task.FromResult(new DescribeTopicPartitionsResponse([.. topics], next));
    }

    protected override DescribeTopicPartitionsResponse Fail(
        DescribeTopicPartitionsRequest request, RequestContext context, KafkaError error) =>
        new([.. request.Topics.Select(t => Unknown(t.Name, error.Code, context))], null);

    private static DescribeTopicPartitionsResponse.Topic Unknown(string name, KafkaErrorCode code, RequestContext context) =>
        new(code, name, default, false, [], MetadataApi.Bits(context.Cluster.TopicOperations));

    private static DescribeTopicPartitionsResponse.Partition Partition(PartitionMetadata partition) => new(
        KafkaErrorCode.None, partition.State.Partition, partition.State.Leader, partition.State.LeaderEpoch, partition.State.Replicas,
        partition.State.Isr)
    {
        EligibleLeaderReplicas = partition.State.EligibleLeaderReplicas,
        LastKnownElr = [],
        OfflineReplicas = [.. partition.OfflineReplicas],
    };
}
