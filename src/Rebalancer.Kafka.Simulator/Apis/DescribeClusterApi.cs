using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// DescribeCluster (60), versions 0 to 2; not with 2.4.1. No permission. Endpoint type 2 (controllers) is 114, another one 115. Fenced
/// brokers show in version 2 when asked for.
/// </summary>
internal sealed class DescribeClusterApi : ApiHandler<DescribeClusterRequest, DescribeClusterResponse>
{
    private const KafkaErrorCode MismatchedEndpointType = (KafkaErrorCode)114;
    private const KafkaErrorCode UnsupportedEndpointType = (KafkaErrorCode)115;

    public override (short Min, short Max)? Versions(SimulatedRelease release) => VersionTable.Pick(release, null, (0, 1), (0, 1), (0, 2));

    protected override Task<DescribeClusterResponse> AnswerAsync(DescribeClusterRequest request, RequestContext context)
    {
        if (request.EndpointType != 1)
        {
            var code = request.EndpointType == 2 ? MismatchedEndpointType : UnsupportedEndpointType;
            return Task.FromResult(Fail(request, context, new KafkaError(code, "The request was sent to an endpoint of the wrong type.")));
        }

        var brokers = context.Cluster.Brokers.Where(b => !b.IsFenced || (request.IncludeFencedBrokers && context.Version >= 2));
        return Task.FromResult(new DescribeClusterResponse(
            KafkaErrorCode.None,
            null,
            context.Cluster.Options.ClusterId,
            context.Cluster.NextControllerId(),
            [.. brokers.Select(b => new DescribeClusterResponse.Broker(b.Id, b.Host, b.Port, b.Rack) { IsFenced = b.IsFenced })])
        {
            ClusterAuthorizedOperations = request.IncludeClusterAuthorizedOperations
                ? MetadataApi.Bits(context.Cluster.ClusterOperations)
                : int.MinValue,
        });
    }

    protected override DescribeClusterResponse Fail(DescribeClusterRequest request, RequestContext context, KafkaError error) =>
        new(error.Code, error.Message, "", -1, []);
}
