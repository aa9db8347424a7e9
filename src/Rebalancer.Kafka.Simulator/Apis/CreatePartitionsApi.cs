using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Messages;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// CreatePartitions (37), versions 0 to 3. ALTER on the topic (29). ZooKeeper: the controller only, else 41 per topic; 60 while the topic
/// is being moved. KRaft: the new partitions get the union's size.
/// </summary>
internal sealed class CreatePartitionsApi : ApiHandler<CreatePartitionsRequest, CreatePartitionsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (0, 1), (0, 3), (0, 3), (0, 3));

    protected override KafkaApi Api => CreatePartitionsRequest.Api;

    protected override async Task<CreatePartitionsResponse> AnswerAsync(CreatePartitionsRequest request, RequestContext context)
    {
        var error = await CheckControllerAsync(context, null).ConfigureAwait(false) ?? context.Cluster.CheckTopic(AclOperation.Alter);
        return error is null
            ? new CreatePartitionsResponse([.. request.Topics.Select(t => Create(t, request.ValidateOnly, context))])
            : Fail(request, context, error);
    }

    protected override CreatePartitionsResponse Fail(CreatePartitionsRequest request, RequestContext context, KafkaError error) =>
        new([.. request.Topics.Select(t => new CreatePartitionsResponse.Topic(t.Name, error.Code, error.Message))]);

    private static CreatePartitionsResponse.Topic Create(CreatePartitionsRequest.Topic topic, bool validateOnly, RequestContext context)
    {
        var error = context.Cluster.CreatePartitions(
            topic.Name, topic.Count, topic.Assignments?.Select(a => a.BrokerIds).ToList(), validateOnly);
        return new CreatePartitionsResponse.Topic(topic.Name, error?.Code ?? KafkaErrorCode.None, error?.Message);
    }
}
