using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>A request, which knows its API and the type of its answer.</summary>
/// <typeparam name="TSelf">The request's own type.</typeparam>
/// <typeparam name="TResponse">The answer's type.</typeparam>
internal interface IKafkaRequest<TSelf, TResponse> : IKafkaStruct<TSelf>
    where TSelf : IKafkaRequest<TSelf, TResponse>
    where TResponse : IKafkaStruct<TResponse>
{
    /// <summary>The API.</summary>
    static abstract ApiKey Key { get; }

    /// <summary>The highest version that can carry this request; most can be sent in any.</summary>
    short VersionCap => short.MaxValue;
}

/// <summary>An answer that may say "not the controller": of a ZooKeeper broker that is not, or no longer.</summary>
internal interface IControllerResponse
{
    /// <summary>Whether the request must go to another broker; nothing was done.</summary>
    bool IsNotController { get; }
}
