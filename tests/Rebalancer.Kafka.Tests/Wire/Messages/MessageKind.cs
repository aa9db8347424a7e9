using System.Text.Json;
using System.Text.Json.Serialization;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Tests.Wire.Messages;

/// <summary>
/// One API's request and answer without their types, found by reflection: a new message is under every test as soon as it is written.
/// </summary>
internal abstract class MessageKind
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<MessageKind> All { get; } = [.. Find().OrderBy(kind => kind.Api.Key)];

    public abstract KafkaApi Api { get; }

    public abstract Type RequestType { get; }

    public abstract Type ResponseType { get; }

    public static MessageKind Of(ApiKey key) => All.Single(kind => kind.Api.Key == key);

    public IEnumerable<short> Versions =>
        Enumerable.Range(Api.MinVersion, Api.MaxVersion - Api.MinVersion + 1).Select(version => (short)version);

    public static string Show(object message) => JsonSerializer.Serialize(message, message.GetType(), s_json);

    public abstract byte[] EncodeRequest(object request, short version);

    public abstract byte[] EncodeResponse(object response, short version);

    /// <summary>Decodes a frame without its size.</summary>
    public abstract object DecodeRequest(ReadOnlySpan<byte> frame);

    /// <summary>Decodes a frame without its size.</summary>
    public abstract object DecodeResponse(ReadOnlySpan<byte> frame, short version);

    private static IEnumerable<MessageKind> Find() =>
        from type in typeof(KafkaApi).Assembly.GetTypes()
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IKafkaRequest<,>)
        select (MessageKind)Activator.CreateInstance(typeof(Typed<,>).MakeGenericType(contract.GetGenericArguments()))!;

    private sealed class Typed<TRequest, TResponse> : MessageKind
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        public override KafkaApi Api => KafkaApi.All[TRequest.Key];

        public override Type RequestType => typeof(TRequest);

        public override Type ResponseType => typeof(TResponse);

        public override byte[] EncodeRequest(object request, short version) =>
            KafkaFrame.EncodeRequest((IKafkaRequest<TRequest, TResponse>)request, version, 7, "rb");

        public override byte[] EncodeResponse(object response, short version) =>
            KafkaFrame.EncodeResponse(TRequest.Key, (TResponse)response, version, 7);

        public override object DecodeRequest(ReadOnlySpan<byte> frame) => KafkaFrame.DecodeRequest<TRequest, TResponse>(frame, out _);

        public override object DecodeResponse(ReadOnlySpan<byte> frame, short version) =>
            KafkaFrame.DecodeResponse<TResponse>(TRequest.Key, frame, version);
    }
}
