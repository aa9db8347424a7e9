using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Plans;

namespace Rebalancer.Benchmarks;

/// <summary>
/// A run of 100 changes on a large cluster, over the protocol on loopback and in real time: <c>--run PARTITIONS...</c>. What a run takes is
/// the copying of its replicas; a larger cluster around them must not slow it down.
/// </summary>
internal static class Run
{
    private const int Topics = 5;
    private const int ChangesPerTopic = 20;
    private const long Megabyte = 1_000_000;

    public static async Task<int> RunAsync(string[] sizes)
    {
        foreach (var partitions in sizes)
        {
            await RunAsync(int.Parse(partitions, CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private static async Task RunAsync(int partitions)
    {
        using var cluster = Serve.Cluster(partitions);
        await using var server = SimulatedClusterServer.Start(cluster);
        var changes = Changes(cluster);
        var directory = Directory.CreateTempSubdirectory("rebalancer-run-").FullName;
        try
        {
            var properties = ClientProperties.Parse("", "no file").WithBootstrapServers(server.BootstrapServers.Split(',')[0]);
            await using var admin = KafkaClusterAdmin.Connect(properties);
            var plan = new PlanManifest
            {
                ClusterId = cluster.Options.ClusterId,
                Fingerprint = PlanFingerprint.Compute(cluster.Options.ClusterId, changes),
                Aim = PlanAim.Balance,
                Changes = changes,
                NotReversible = [],
            };
            PlanDirectory.Write(directory, plan);
            var options = ExecutionOptions.Default with { Throttle = ThrottleSetting.Parse("20MB") };
            var looks = new Looks();
            var request = new ExecutionRequest(directory, plan, options);
            var report = await new Executor(admin).ApplyAsync(request, looks, CancellationToken.None);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{partitions} partitions: {report.Outcome}, {report.Counts[PartitionState.Done]} changes in "
                    + $"{looks.Elapsed.TotalSeconds:0.0} s, {looks.Count} looks, at most {looks.Longest.TotalSeconds:0.0} s between two"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>One replica of each moves to another broker of its fault domain, 500 MB.</summary>
    private static ImmutableArray<PartitionChange> Changes(SimulatedCluster cluster)
    {
        var changes = ImmutableArray.CreateBuilder<PartitionChange>();
        foreach (var topic in cluster.Partitions.GroupBy(p => p.TopicPartition.Topic).Take(Topics))
        {
            foreach (var partition in topic.Take(ChangesPerTopic))
            {
                var last = 1001 + ((partition.Replicas[2] - 1001 + 3) % Serve.Brokers);
                cluster.SetPartitionBytes(topic.Key, partition.TopicPartition.Partition, 500 * Megabyte);
                changes.Add(new PartitionChange(
                    partition.TopicPartition, partition.Replicas, [partition.Replicas[0], partition.Replicas[1], last],
                    DataSize.FromBytes(500 * Megabyte)));
            }
        }

        changes.Sort((a, b) => a.TopicPartition.CompareTo(b.TopicPartition));
        return changes.ToImmutable();
    }

    /// <summary>The looks of a run, by what it tells at each.</summary>
    private sealed class Looks : IProgress<ExecutionEvent>
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private TimeSpan _last;

        public int Count { get; private set; }

        public TimeSpan Longest { get; private set; }

        public TimeSpan Elapsed { get; private set; }

        public void Report(ExecutionEvent value)
        {
            Elapsed = _watch.Elapsed;
            if (value is RunProgress)
            {
                Longest = Count == 0 || Elapsed - _last < Longest ? Longest : Elapsed - _last;
                _last = Elapsed;
                Count++;
            }
        }
    }
}
