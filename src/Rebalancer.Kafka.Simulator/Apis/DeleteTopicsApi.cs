using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Messages;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// DeleteTopics (20), versions 1 to 6. DELETE on the topic (29). ZooKeeper: the controller only, else 41 per topic. By name, or by id in
/// version 6 (unknown ids are 100).
/// </summary>
internal sealed class DeleteTopicsApi : ApiHandler<DeleteTopicsRequest, DeleteTopicsResponse>
{
    private const KafkaErrorCode UnknownTopicId = (KafkaErrorCode)100;

    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (1, 4), (1, 6), (1, 6), (1, 6));

    protected override KafkaApi Api => DeleteTopicsRequest.Api;

    protected override async Task<DeleteTopicsResponse> AnswerAsync(DeleteTopicsRequest request, RequestContext context)
    {
        var error = await CheckControllerAsync(context, null).ConfigureAwait(false) ?? context.Cluster.CheckTopic(AclOperation.Delete);
        return error is null
            ? new DeleteTopicsResponse([.. request.Topics.Select(t => Delete(t, context))])
            : Fail(request, context, error);
    }

    protected override DeleteTopicsResponse Fail(DeleteTopicsRequest request, RequestContext context, KafkaError error) =>
        new([.. request.Topics.Select(t => new DeleteTopicsResponse.Topic(t.Name, t.TopicId, error.Code, error.Message))]);

    private static DeleteTopicsResponse.Topic Delete(DeleteTopicsRequest.Topic topic, RequestContext context)
    {
        var name = topic.Name ?? context.Cluster.PublishedTopicName(topic.TopicId);
        var error = name is null
            ? new KafkaError(UnknownTopicId, "This server does not host this topic ID.")
            : context.Cluster.DeleteTopic(name);
        return new DeleteTopicsResponse.Topic(name, topic.TopicId, error?.Code ?? KafkaErrorCode.None, error?.Message);
    }
}
