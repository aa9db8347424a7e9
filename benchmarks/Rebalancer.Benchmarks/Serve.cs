using System.Globalization;
using Rebalancer.Kafka.Simulator;

namespace Rebalancer.Benchmarks;

/// <summary>
/// A large simulated cluster on loopback, for measuring the tool as a process of its own: <c>--serve PARTITIONS</c>, until standard input
/// ends.
/// </summary>
internal static class Serve
{
    public const int Brokers = 60;
    private const int PartitionsPerTopic = 100;

    public static async Task<int> RunAsync(string partitions)
    {
        using var cluster = Cluster(int.Parse(partitions, CultureInfo.InvariantCulture));
        await using var server = SimulatedClusterServer.Start(cluster);
        Console.WriteLine(server.BootstrapServers.Split(',')[0]);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>A simulated cluster of 60 brokers with so many partitions, 100 in a topic.</summary>
    public static SimulatedCluster Cluster(int partitions)
    {
        var cluster = new SimulatedCluster(SimulatedClusterOptions.Default, TimeProvider.System);
        for (var i = 0; i < Brokers; i++)
        {
            cluster.AddBroker(1001 + i, $"FD{i % 3}UD{i / 3 % 5}");
        }

        for (var topic = 0; topic < partitions / PartitionsPerTopic; topic++)
        {
            cluster.AddTopic(
                $"topic-{topic.ToString("D4", CultureInfo.InvariantCulture)}", 1_000_000,
                [.. Enumerable.Range(topic, PartitionsPerTopic)
                    .Select(p => new[] { 1001 + (p % Brokers), 1001 + ((p + 1) % Brokers), 1001 + ((p + 2) % Brokers) })]);
        }

        return cluster;
    }
}
