using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// IncrementalAlterConfigs (44), versions 0 and 1: set, delete, append, subtract. ALTER_CONFIGS on the topic (29) or the cluster (31). A
/// broker takes its own and "" only, else 42.
/// </summary>
/// <remarks>
/// Each resource succeeds or fails as a whole and for itself; the same resource twice is 42 for both. With KRaft the request waits for the
/// controller.
/// </remarks>
internal sealed class IncrementalAlterConfigsApi : ApiHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) => (0, 1);

    protected override async Task<IncrementalAlterConfigsResponse> AnswerAsync(
        IncrementalAlterConfigsRequest request, RequestContext context)
    {
        if (context.Release.IsKRaft() && await CheckControllerAsync(context, null).ConfigureAwait(false) is { } error)
        {
            return Fail(request, context, error);
        }

        var twice = request.Resources.GroupBy(r => (r.ResourceType, r.ResourceName))
            .Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        return new IncrementalAlterConfigsResponse(
            [.. request.Resources.Select(r => Answer(r, twice.Contains((r.ResourceType, r.ResourceName))
            ? new KafkaError(KafkaErrorCode.InvalidRequest, "Each resource must appear at most once.")
            : Alter(r, request.ValidateOnly, context)))]);
    }

    protected override IncrementalAlterConfigsResponse Fail(
        IncrementalAlterConfigsRequest request, RequestContext context, KafkaError error) =>
        new([.. request.Resources.Select(r => Answer(r, error))]);

    private static KafkaError? Alter(IncrementalAlterConfigsRequest.Resource resource, bool validateOnly, RequestContext context)
    {
        var kind = (ConfigResourceKind)resource.ResourceType;
        if (!Enum.IsDefined(kind))
        {
            return new KafkaError(KafkaErrorCode.InvalidRequest, $"Unsupported resource type: {resource.ResourceType}");
        }

        if (resource.Configs.Any(c => !Enum.IsDefined((ConfigOperationKind)c.ConfigOperation)))
        {
            return new KafkaError(KafkaErrorCode.UnknownServerError, "Unknown operation.");
        }

        var changes = resource.Configs.Select(c => new ConfigOperation(c.Name, (ConfigOperationKind)c.ConfigOperation, c.Value)).ToList();
        return context.Cluster.AlterConfig(context.Broker.Id, new ConfigResource(kind, resource.ResourceName), changes, validateOnly);
    }

    private static IncrementalAlterConfigsResponse.Resource Answer(IncrementalAlterConfigsRequest.Resource resource, KafkaError? error) =>
        new(error?.Code ?? KafkaErrorCode.None, error?.Message, resource.ResourceType, resource.ResourceName);
}
