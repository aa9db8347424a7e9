using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>Answers one API.</summary>
internal interface IApiHandler
{
    /// <summary>The API key.</summary>
    short Key { get; }

    /// <summary>The versions that a release offers here, or null where it has none; never more than the real one offers.</summary>
    (short Min, short Max)? Versions(SimulatedRelease release);

    /// <summary>Reads a request's frame, without its size.</summary>
    /// <exception cref="KafkaProtocolException">It is something else.</exception>
    object Decode(ReadOnlySpan<byte> frame, out RequestHeader header);

    /// <summary>Carries the request out and makes the answer's frame, size included.</summary>
    Task<byte[]> AnswerAsync(object request, RequestContext context, int correlationId);

    /// <summary>The answer's frame that says one error on every level that it has.</summary>
    byte[] Fail(object request, RequestContext context, int correlationId, KafkaError error);
}

/// <summary>What is the same for every API: reading, writing, and the question to the controller.</summary>
internal abstract class ApiHandler<TRequest, TResponse> : IApiHandler
    where TRequest : class, IKafkaRequest<TRequest, TResponse>
    where TResponse : class, IKafkaStruct<TResponse>
{
    public short Key => (short)TRequest.Key;

    public abstract (short Min, short Max)? Versions(SimulatedRelease release);

    public object Decode(ReadOnlySpan<byte> frame, out RequestHeader header) =>
        BrokerFrame.DecodeRequest<TRequest, TResponse>(Api, frame, out header);

    public async Task<byte[]> AnswerAsync(object request, RequestContext context, int correlationId) =>
        Encode(await AnswerAsync((TRequest)request, context).ConfigureAwait(false), context, correlationId);

    public byte[] Fail(object request, RequestContext context, int correlationId, KafkaError error) =>
        Encode(Fail((TRequest)request, context, error), context, correlationId);

    protected abstract Task<TResponse> AnswerAsync(TRequest request, RequestContext context);

    protected abstract TResponse Fail(TRequest request, RequestContext context, KafkaError error);

    /// <summary>Which versions are flexible.</summary>
    protected virtual KafkaApi Api => KafkaApi.All[TRequest.Key];

    /// <summary>Permission and controller, in this order; null when the request may be carried out.</summary>
    protected static async Task<KafkaError?> CheckControllerAsync(RequestContext context, AclOperation? clusterOperation)
    {
        if (clusterOperation is { } operation && context.Cluster.CheckCluster(operation) is { } denied)
        {
            return denied;
        }

        return await context.Cluster.WaitForControllerAsync(context.Broker.Id, context.CancellationToken).ConfigureAwait(false);
    }

    private byte[] Encode(TResponse response, RequestContext context, int correlationId) =>
        KafkaFrame.EncodeResponse(Api, response, context.Version, correlationId);
}
