using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// CreateTopics (19), versions 2 to 7. CREATE on the cluster or the topic (29 per topic). ZooKeeper: the controller only, else 41 per
/// topic. Round-robin placement over live, uncordoned brokers.
/// </summary>
internal sealed class CreateTopicsApi : ApiHandler<CreateTopicsRequest, CreateTopicsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (2, 5), (2, 7), (2, 7), (2, 7));

    protected override async Task<CreateTopicsResponse> AnswerAsync(CreateTopicsRequest request, RequestContext context)
    {
        var error = await CheckControllerAsync(context, null).ConfigureAwait(false);
        if (context.Cluster.CheckCluster(AclOperation.Create) is not null && context.Cluster.CheckTopic(AclOperation.Create) is { } denied)
        {
            error = denied;
        }

        return error is null
            ? new CreateTopicsResponse([.. request.Topics.Select(t => Create(t, request.ValidateOnly, context))])
            : Fail(request, context, error);
    }

    protected override CreateTopicsResponse Fail(CreateTopicsRequest request, RequestContext context, KafkaError error) =>
        new([.. request.Topics.Select(t => new CreateTopicsResponse.Topic(t.Name, error.Code, error.Message))]);

    private static CreateTopicsResponse.Topic Create(CreateTopicsRequest.Topic topic, bool validateOnly, RequestContext context)
    {
        var assignment = topic.Assignments.IsEmpty
            ? null
            : topic.Assignments.OrderBy(a => a.PartitionIndex).Select(a => a.BrokerIds).ToList();
        var partitions = topic.NumPartitions == -1 ? 1 : topic.NumPartitions;
        var replicationFactor = topic.ReplicationFactor == -1 ? 1 : topic.ReplicationFactor;
        var configs = topic.Configs.Select(c => new ConfigOperation(c.Name, ConfigOperationKind.Set, c.Value)).ToList();
        if (context.Cluster.CreateTopic(topic.Name, assignment, partitions, replicationFactor, configs, validateOnly) is { } error)
        {
            return new CreateTopicsResponse.Topic(topic.Name, error.Code, error.Message);
        }

        return new CreateTopicsResponse.Topic(topic.Name, KafkaErrorCode.None, null)
        {
            TopicId = context.Cluster.Partition(topic.Name, 0)?.TopicId ?? default,
            NumPartitions = assignment?.Count ?? partitions,
            ReplicationFactor = (short)(assignment?[0].Length ?? replicationFactor),
            Configs = Configs(context.Cluster.DescribeConfig(null, ConfigResource.Topic(topic.Name), null)),
        };
    }

    private static ImmutableArray<CreateTopicsResponse.Config> Configs(ConfigDescription description) =>
        [.. description.Entries.Select(
            e => new CreateTopicsResponse.Config(e.Key, e.Value.Value, false, (sbyte)e.Value.Source, e.Value.IsSensitive))];
}
