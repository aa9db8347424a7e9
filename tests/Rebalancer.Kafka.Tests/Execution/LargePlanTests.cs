using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>
/// Ten thousand partitions on 24 brokers, with a plan that moves every one of them.
/// An observer that shares nothing with the executor looks at the cluster on every tick: caps, spread and in-sync replicas are never worse
/// than promised.
/// </summary>
public sealed class LargePlanTests
{
    private const int PartitionCount = 10_000;
    private const int BrokerCount = 24;
    private const int MostIn = 8;
    private const int MostOut = 12;
    private const int Most = 120;

    [Fact]
    public void Apply_TenThousandPartitions_CapsSpreadAndIsrHoldOnEveryTick()
    {
        using var scenario = new ExecutionScenario(
            configure: o => o with { Tick = TimeSpan.FromMilliseconds(500), DiskBytesPerSecond = 1_000_000_000 }, brokers: BrokerCount)
        {
            Topology = new RackTopology(
                [RackDimension.FaultDomain], [.. Enumerable.Range(1, BrokerCount).Select(b => new BrokerDomains(b, [$"{(b - 1) % 3}"]))]),
        };
        AddTopics(scenario);
        var watch = new Watch(scenario.Changes);
        scenario.Cluster.Observe(watch.Look);

        var report = scenario.Apply(new ExecutionOptions
        {
            MaxMovesIn = MostIn,
            MaxMovesOut = MostOut,
            MaxMoves = Most,
            Throttle = ThrottleSetting.Rate(500 * ExecutionScenario.Megabyte),
            PollInterval = TimeSpan.FromSeconds(2)
        });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Counts[PartitionState.Done].ShouldBe(PartitionCount);
        watch.Wrong.ShouldBeEmpty();
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        watch.MostSeen.ShouldBeInRange(Most / 2, Most);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    private static void AddTopics(ExecutionScenario scenario)
    {
        for (var topic = 0; topic < 100; topic++)
        {
            scenario.Topic(
                $"t{topic:D2}",
                2 * ExecutionScenario.Megabyte,
                [.. Enumerable.Range(0, PartitionCount / 100).Select(p => Change((topic * 7) + p))]);
        }
    }

    // Fault domain of broker b is (b - 1) % 3: before and after have one replica in each; one or two replicas move, or the order changes
    // too.
    private static (int[] Before, int[] After) Change(int seed)
    {
        int Broker(int domain, int step) => 1 + domain + (3 * (step % (BrokerCount / 3)));
        var before = new[] { Broker(0, seed), Broker(1, seed + 1), Broker(2, seed + 2) };
        int[] after = (seed % 3) switch
        {
            0 => [Broker(0, seed + 3), before[1], before[2]],
            1 => [before[1], Broker(2, seed + 5), Broker(0, seed + 4)],
            _ => [before[0], Broker(2, seed + 4), before[1]],
        };
        return (before, after);
    }

    /// <summary>Looks at brokers and partitions as the controller and the disks have them.</summary>
    private sealed class Watch(ImmutableArray<PartitionChange> changes)
    {
        private readonly Dictionary<TopicPartition, int> _copies = changes.ToDictionary(c => c.TopicPartition, c => c.MoveCount);
        private int _ticks;

        public List<string> Wrong { get; } = [];

        public int MostSeen { get; private set; }

        public void Look(ClusterObservation now)
        {
            var (into, outOf, all) = (new int[BrokerCount + 1], new int[BrokerCount + 1], 0);
            foreach (var partition in now.Cluster.Reassigning)
            {
                foreach (var broker in partition.AddingReplicas)
                {
                    into[broker]++;
                    outOf[partition.Leader]++;
                    all++;
                }

                Check(
                    partition.AddingReplicas.Length <= 1,
                    $"{partition.TopicPartition} copies {partition.AddingReplicas.Length} replicas at once");
                Check(
                    Domains(partition.Original) == 3 && Domains(partition.Target) == 3,
                    $"{partition.TopicPartition} is spread worse: {string.Join(',', partition.Replicas)}");
            }

            MostSeen = Math.Max(MostSeen, all);
            Check(all <= Most, $"{all} moves in the cluster");
            Check(into.Max() <= MostIn, $"{into.Max()} moves into a broker");
            Check(outOf.Max() <= MostOut, $"{outOf.Max()} moves out of a broker");

            // Every partition is looked at now and then, those in flight at each tick.
            if (_ticks++ % 50 == 0)
            {
                foreach (var partition in now.Cluster.Partitions)
                {
                    Check(partition.Isr.Length >= 3, $"{partition.TopicPartition} has {partition.Isr.Length} in-sync replicas");
                    Check(Domains(partition.Isr) == 3, $"{partition.TopicPartition} is spread worse");
                    Check(_copies.ContainsKey(partition.TopicPartition), $"{partition.TopicPartition} is not in the plan");
                }
            }

            void Check(bool holds, string what)
            {
                if (!holds && Wrong.Count < 10)
                {
                    Wrong.Add($"{now.Now}: {what}");
                }
            }
        }

        private static int Domains(IEnumerable<int> brokers) => brokers.Select(b => (b - 1) % 3).Distinct().Count();
    }
}
