using System.Diagnostics;
using System.Globalization;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Simulator;

namespace Rebalancer.Benchmarks;

/// <summary>
/// What a look at a large cluster takes, over the protocol on loopback: <c>--look PARTITIONS</c>. A run looks at its own topics every few
/// seconds, and at the whole cluster every half a minute.
/// </summary>
internal static class Look
{
    private const int Looks = 21;

    public static async Task<int> RunAsync(string partitions)
    {
        using var cluster = Serve.Cluster(int.Parse(partitions, CultureInfo.InvariantCulture));
        await using var server = SimulatedClusterServer.Start(cluster);
        var properties = ClientProperties.Parse("", "no file").WithBootstrapServers(server.BootstrapServers.Split(',')[0]);
        await using var admin = KafkaClusterAdmin.Connect(properties);
        string[] own = [.. cluster.Partitions.Select(p => p.TopicPartition.Topic).Distinct().Take(5)];
        Print("own topics and what is in flight", await MedianAsync(Looks, async () =>
        {
            await admin.ListReassignmentsAsync(CancellationToken.None);
            await admin.DescribeClusterAsync(CancellationToken.None);
            await admin.DescribeTopicsAsync(own, CancellationToken.None);
        }));
        Print("the whole cluster", await MedianAsync(3, () => admin.DescribeTopicsAsync(null, CancellationToken.None)));
        return 0;
    }

    private static void Print(string what, TimeSpan median) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {median.TotalMilliseconds:0.0} ms"));

    private static async Task<TimeSpan> MedianAsync(int count, Func<Task> look)
    {
        List<TimeSpan> times = [];
        for (var i = 0; i < count; i++)
        {
            var watch = Stopwatch.StartNew();
            await look();
            times.Add(watch.Elapsed);
        }

        return times.Order().ElementAt(count / 2);
    }
}
