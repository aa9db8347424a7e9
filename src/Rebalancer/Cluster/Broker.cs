namespace Rebalancer;

/// <summary>A Kafka broker as a snapshot knows it.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Id">The broker's node id, from 0.</param>
/// <param name="Host">The advertised host name; may be empty where the source does not name it.</param>
/// <param name="Rack">Kafka's <c>broker.rack</c>, or null where none is set.</param>
public sealed record Broker(int Id, string Host, string? Rack)
{
    /// <summary>Whether the broker takes nothing new: all its log dirs are cordoned (KIP-1066, Kafka 4.3+).</summary>
    public bool Cordoned { get; init; }

    /// <summary>
    /// Free bytes over its log dirs (Kafka 3.3+), dirs that seem to share a volume counted once; null where the source does not say.
    /// </summary>
    public long? UsableBytes { get; init; }
}
