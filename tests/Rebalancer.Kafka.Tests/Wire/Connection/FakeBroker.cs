using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>A broker of a few lines: it tells its API versions and metadata, and answers the rest as the test says.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ApiKey, Func<Request, CancellationToken, Task<byte[]?>>> _answers = new();
    private readonly ConcurrentQueue<ApiKey> _received = new();
    private readonly FakePeer _peer;

    public FakeBroker(X509Certificate2? certificate = null, bool requireClientCertificate = false, X509Certificate2Collection? chain = null)
    {
        _peer = new FakePeer(ServeAsync, certificate, requireClientCertificate, chain);
        Members = [(1, Address)];
        On<ApiVersionsRequest, ApiVersionsResponse>((_, _) => new(KafkaErrorCode.None, Apis()));
        On<MetadataRequest, MetadataResponse>((_, _) => new(
            [.. Members.Select(member => new MetadataResponse.Broker(member.Id, member.Address.Host, member.Address.Port, null))],
            ClusterId,
            ControllerId,
            []));
    }

    public BrokerAddress Address => _peer.Address;

    public int Connections => _peer.Connections;

    public string ClusterId { get; set; } = "cluster-1";

    public int ControllerId { get; set; } = 1;

    public (int Id, BrokerAddress Address)[] Members { get; set; }

    /// <summary>APIs that it does not offer.</summary>
    public HashSet<ApiKey> Missing { get; } = [];

    /// <summary>What came in, without greetings.</summary>
    public IReadOnlyList<ApiKey> Received => [.. _received.Where(key => key is not (ApiKey.ApiVersions or ApiKey.Metadata))];

    /// <summary>Answers every request of a kind.</summary>
    public void On<TRequest, TResponse>(Func<TRequest, Request, TResponse> answer)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse> => On(TRequest.Key, (request, _) =>
        {
            var decoded = KafkaFrame.DecodeRequest<TRequest, TResponse>(request.Frame, out var header);
            return Task.FromResult<byte[]?>(
                KafkaFrame.EncodeResponse(TRequest.Key, answer(decoded, request), header.ApiVersion, header.CorrelationId));
        });

    /// <summary>Answers with bytes; empty means no answer, null ends the connection.</summary>
    public void On(ApiKey key, Func<Request, CancellationToken, Task<byte[]?>> answer) => _answers[key] = answer;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private async Task ServeAsync(Stream stream, CancellationToken token)
    {
        var connection = Connections;
        var size = new byte[4];
        for (var number = 1; ; number++)
        {
            if (await stream.ReadAtLeastAsync(size, 4, throwOnEndOfStream: false, token) < 4)
            {
                return;
            }

            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
            await stream.ReadExactlyAsync(frame, token);
            var key = (ApiKey)KafkaFrame.ReadRequestHeader(frame).ApiKey;
            _received.Enqueue(key);
            var answer = _answers.TryGetValue(key, out var script) ? await script(new Request(frame, connection, number), token) : null;
            if (answer is null)
            {
                return;
            }

            await stream.WriteAsync(answer, token);
        }
    }

    private System.Collections.Immutable.ImmutableArray<ApiVersionsResponse.ApiVersion> Apis() =>
        [.. KafkaApi.All.Values.Where(api => !Missing.Contains(api.Key))
            .Select(api => new ApiVersionsResponse.ApiVersion((short)api.Key, api.MinVersion, api.MaxVersion))];

    /// <summary>A request's frame without its size, the number of its connection, and its own number there.</summary>
    internal sealed record Request(byte[] Frame, int Connection, int Number);
}
