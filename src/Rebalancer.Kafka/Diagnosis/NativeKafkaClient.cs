using Confluent.Kafka;

namespace Rebalancer.Kafka.Diagnosis;

/// <summary>The native Kafka client, librdkafka.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class NativeKafkaClient
{
    /// <summary>Whether it loads, and its version.</summary>
    public static DiagnosisItem Look()
    {
        try
        {
            return new("librdkafka", "Kafka client (librdkafka)", DiagnosisOutcome.Works, $"version {Library.VersionString}");
        }
        catch (Exception e) when (e is DllNotFoundException
            or BadImageFormatException
            or TypeInitializationException
            or InvalidOperationException)
        {
            return new(
                "librdkafka", "Kafka client (librdkafka)", DiagnosisOutcome.Fails, $"cannot be loaded: {(e.InnerException ?? e).Message}");
        }
    }
}
