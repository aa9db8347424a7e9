using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>Frames as a broker reads and writes them.</summary>
internal static class BrokerFrame
{
    /// <summary>
    /// Reads a request. Bytes after it are ignored, as by Kafka: librdkafka 2.16 sends three too many when it asks for all topics.
    /// </summary>
    /// <exception cref="KafkaProtocolException">The bytes are something else.</exception>
    public static TRequest DecodeRequest<TRequest, TResponse>(KafkaApi api, ReadOnlySpan<byte> frame, out RequestHeader header)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        header = KafkaFrame.ReadRequestHeader(frame);
        var reader = new KafkaReader(frame, header.ApiVersion, api.IsFlexible(header.ApiVersion));
        RequestHeader.Read(ref reader);
        reader.SkipTags();
        return TRequest.Read(ref reader);
    }
}
