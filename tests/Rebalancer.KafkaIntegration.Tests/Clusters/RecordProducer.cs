using Confluent.Kafka;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>Puts bytes into topics.</summary>
public static class RecordProducer
{
    /// <summary>
    /// Writes so many bytes of records, which do not compress, to each partition; returns when every in-sync replica has them.
    /// </summary>
    public static async Task FillAsync(
        string bootstrapServers, string topic, int partitions, int bytes, CancellationToken cancellationToken)
    {
        const int RecordBytes = 10_000;
        using var producer = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig { BootstrapServers = bootstrapServers, Acks = Acks.All, LingerMs = 5 }).SetLogHandler((_, _) => { }).Build();
        var value = new byte[RecordBytes];
        new Random(7).NextBytes(value);
        var sent = new List<Task>();
        for (var partition = 0; partition < partitions; partition++)
        {
            for (var written = 0; written < bytes; written += RecordBytes)
            {
                sent.Add(producer.ProduceAsync(
                    new TopicPartition(topic, partition), new Message<Null, byte[]> { Value = value }, cancellationToken));
            }
        }

        await Task.WhenAll(sent);
    }
}
