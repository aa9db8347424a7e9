namespace Rebalancer.Kafka.Wire.Primitives;

/// <summary>A body, or an element of an array, of a Kafka message: bytes in, value out, and back.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
/// <remarks>
/// Pure: no I/O, no clock. The version is the reader's and the writer's. In a flexible version the last field is a tag buffer.
/// </remarks>
internal interface IKafkaStruct<TSelf>
    where TSelf : IKafkaStruct<TSelf>
{
    /// <summary>Reads one.</summary>
    /// <exception cref="KafkaProtocolException">The bytes are something else.</exception>
    static abstract TSelf Read(ref KafkaReader reader);

    /// <summary>Writes this one.</summary>
    void Write(KafkaWriter writer);
}
