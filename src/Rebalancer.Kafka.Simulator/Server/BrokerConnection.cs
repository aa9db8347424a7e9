using System.Buffers.Binary;
using System.Net.Sockets;
using Rebalancer.Kafka.Simulator.Apis;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Simulator.Server;

/// <summary>
/// One client's connection to one broker: requests are answered one after the other, and whatever the broker cannot read closes it, as with
/// Kafka.
/// </summary>
internal sealed class BrokerConnection(SimulatedCluster cluster, SimulatedBroker broker, Socket socket)
{
    /// <summary>Kafka's <c>socket.request.max.bytes</c>.</summary>
    private const int MaxRequestBytes = 104_857_600;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        socket.NoDelay = true;
        var sizeBytes = new byte[KafkaFrame.SizeBytes];
        try
        {
            while (broker.IsRunning)
            {
                await stream.ReadExactlyAsync(sizeBytes, cancellationToken).ConfigureAwait(false);
                var size = BinaryPrimitives.ReadInt32BigEndian(sizeBytes);
                if (size is <= 0 or > MaxRequestBytes)
                {
                    return;
                }

                var frame = new byte[size];
                await stream.ReadExactlyAsync(frame, cancellationToken).ConfigureAwait(false);
                if (!broker.IsRunning || !await AnswerAsync(frame, stream, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException
            or SocketException
            or OperationCanceledException
            or KafkaProtocolException
            or ObjectDisposedException)
        {
            // The client went away, the broker stopped, or the bytes were no request: the connection closes.
        }
    }

    /// <summary>Answers one request; false closes the connection.</summary>
    private async Task<bool> AnswerAsync(byte[] frame, NetworkStream stream, CancellationToken cancellationToken)
    {
        var header = KafkaFrame.ReadRequestHeader(frame);
        if (!ApiHandlers.All.TryGetValue(header.ApiKey, out var handler) || handler.Versions(cluster.Options.Release) is not { } versions)
        {
            return false;
        }

        if (header.ApiVersion < versions.Min || header.ApiVersion > versions.Max)
        {
            if (header.ApiKey != KafkaApiKeys.ApiVersions)
            {
                return false;
            }

            await stream.WriteAsync(ApiVersionsApi.UnsupportedVersion(cluster.Options.Release, header.CorrelationId), cancellationToken)
                .ConfigureAwait(false);
            return true;
        }

        var request = handler.Decode(frame, out header);
        var context = new RequestContext(cluster, broker, header.ApiVersion, cancellationToken);
        var fault = cluster.Enter(new SimulatedRequest(header.ApiKey, broker.Id, request));
        switch (fault?.Kind)
        {
            case RequestFaultKind.Drop:
                return false;
            case RequestFaultKind.Hang:
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                return false;
            case RequestFaultKind.Error:
                await stream.WriteAsync(handler.Fail(request, context, header.CorrelationId, fault.Answer!), cancellationToken)
                    .ConfigureAwait(false);
                return true;
            case RequestFaultKind.Delay:
                await cluster.WhenAsync(() => false, fault.For, cancellationToken).ConfigureAwait(false);
                break;
        }

        var answer = await handler.AnswerAsync(request, context, header.CorrelationId).ConfigureAwait(false);
        switch (fault?.Kind)
        {
            case RequestFaultKind.LoseAnswer:
                return false;
            case RequestFaultKind.HalfAnswer:
                await stream.WriteAsync(answer.AsMemory(0, answer.Length / 2), cancellationToken).ConfigureAwait(false);
                return false;
            default:
                if (!broker.IsRunning)
                {
                    return false;
                }

                await stream.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
                return true;
        }
    }
}
