using System.Buffers.Binary;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>Whole frames: a size, a header and a body. Client and simulated broker share them.</summary>
internal static class KafkaFrame
{
    /// <summary>Bytes of the size in front of each frame.</summary>
    public const int SizeBytes = sizeof(int);

    /// <summary>Makes a request's frame, size included.</summary>
    public static byte[] EncodeRequest<TRequest, TResponse>(
        IKafkaRequest<TRequest, TResponse> request, short version, int correlationId, string? clientId)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        var writer = new KafkaWriter(version, KafkaApi.All[TRequest.Key].IsFlexible(version));
        writer.WriteInt32(0);
        new RequestHeader((short)TRequest.Key, version, correlationId, clientId).Write(writer);
        request.Write(writer);
        return Finish(writer);
    }

    /// <summary>Reads a request's frame, without its size, of which the header told the API and the version.</summary>
    /// <exception cref="KafkaProtocolException">The bytes are something else, or more than the request.</exception>
    public static TRequest DecodeRequest<TRequest, TResponse>(ReadOnlySpan<byte> frame, out RequestHeader header)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        header = ReadRequestHeader(frame);
        var reader = new KafkaReader(frame, header.ApiVersion, KafkaApi.All[TRequest.Key].IsFlexible(header.ApiVersion));
        RequestHeader.Read(ref reader);
        reader.SkipTags();
        var request = TRequest.Read(ref reader);
        reader.ExpectEnd();
        return request;
    }

    /// <summary>Reads only the header of a request's frame, without its size.</summary>
    /// <exception cref="KafkaProtocolException">The bytes are something else.</exception>
    public static RequestHeader ReadRequestHeader(ReadOnlySpan<byte> frame)
    {
        var reader = new KafkaReader(frame, version: 1, isFlexible: false);
        return RequestHeader.Read(ref reader);
    }

    /// <summary>Makes an answer's frame, size included.</summary>
    public static byte[] EncodeResponse<TResponse>(ApiKey key, TResponse response, short version, int correlationId)
        where TResponse : IKafkaStruct<TResponse> =>
        EncodeResponse(KafkaApi.All[key], response, version, correlationId);

    /// <summary>The same for an API that is not among those that the client knows.</summary>
    public static byte[] EncodeResponse<TResponse>(KafkaApi api, TResponse response, short version, int correlationId)
        where TResponse : IKafkaStruct<TResponse>
    {
        var writer = new KafkaWriter(version, api.IsFlexible(version));
        writer.WriteInt32(0);
        writer.WriteInt32(correlationId);
        if (api.HasFlexibleResponseHeader(version))
        {
            writer.WriteNoTags();
        }

        response.Write(writer);
        return Finish(writer);
    }

    /// <summary>Reads the correlation id of an answer's frame, without its size.</summary>
    /// <exception cref="KafkaProtocolException">The frame is too short.</exception>
    public static int ReadCorrelationId(ReadOnlySpan<byte> frame)
    {
        var reader = new KafkaReader(frame, version: 0, isFlexible: false);
        return reader.ReadInt32();
    }

    /// <summary>Reads an answer's frame, without its size.</summary>
    /// <exception cref="KafkaProtocolException">The bytes are something else, or more than the answer.</exception>
    public static TResponse DecodeResponse<TResponse>(ApiKey key, ReadOnlySpan<byte> frame, short version)
        where TResponse : IKafkaStruct<TResponse>
    {
        var api = KafkaApi.All[key];
        var reader = new KafkaReader(frame, version, api.IsFlexible(version));
        reader.ReadInt32();
        if (api.HasFlexibleResponseHeader(version))
        {
            reader.SkipTags();
        }

        var response = TResponse.Read(ref reader);
        reader.ExpectEnd();
        return response;
    }

    private static byte[] Finish(KafkaWriter writer)
    {
        var frame = writer.Written.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - SizeBytes);
        return frame;
    }
}
