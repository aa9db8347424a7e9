using System.Text.Json;
using Rebalancer.KafkaIntegration.Tests.Clusters;

namespace Rebalancer.KafkaIntegration.Tests.Apply;

/// <summary>Kafka's own verifiable producer (acks=-1) and consumer on one topic, while something happens to it.</summary>
internal sealed class VerifiableLoad : IAsyncDisposable
{
    private readonly RunningCommand _producer;
    private readonly RunningCommand _consumer;

    private VerifiableLoad(RunningCommand producer, RunningCommand consumer)
    {
        _producer = producer;
        _consumer = consumer;
    }

    /// <summary>Starts both; returns when values are acknowledged and read.</summary>
    public static async Task<VerifiableLoad> StartAsync(KafkaCluster cluster, string topic)
    {
        var load = new VerifiableLoad(
            cluster.StartTool("kafka-verifiable-producer", "--topic", topic, "--throughput", "200", "--acks", "-1"),
            cluster.StartTool(
                "kafka-verifiable-consumer", "--topic", topic, "--group-id", topic, "--reset-policy", "earliest", "--verbose"));
        try
        {
            await Eventually.GetAsync(() => Task.FromResult(load.Read().Count), read => read > 50, $"reading of {topic}");
            return load;
        }
        catch (TimeoutException e)
        {
            await load.DisposeAsync();
            throw new TimeoutException($"{e.Message}\nproducer: {Tail(load._producer)}\nconsumer: {Tail(load._consumer)}", e);
        }
    }

    /// <summary>Ends the producer, waits for the consumer, and answers acknowledged values that were never read.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _producer.DisposeAsync();
        var acknowledged = Values(_producer.Output, "producer_send_success");
        await Eventually.GetAsync(
            () => Task.FromResult(acknowledged.Except(Read()).Count()), missing => missing == 0, "reading of every acknowledged value");
        return [.. acknowledged.Except(Read())];
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _consumer.DisposeAsync();
    }

    private static string Tail(RunningCommand command) => Last(command.Output) + Last(command.Error);

    private static string Last(string text) => text[Math.Max(0, text.Length - 1500)..];

    private HashSet<string> Read() => Values(_consumer.Output, "record_data");

    // The last line may be cut in the middle: it is no acknowledgement yet.
    private static HashSet<string> Values(string output, string name)
    {
        HashSet<string> values = [];
        foreach (var line in output[..(output.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('{') && line.Contains(name, StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(line);
                values.Add(json.RootElement.GetProperty("value").ToString());
            }
        }

        return values;
    }
}
