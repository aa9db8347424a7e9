using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;
using Rebalancer.Scheduling;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>The estimate is what a run then takes, on the simulated cluster and in its time.</summary>
public sealed class EstimateTests
{
    private const int Brokers = 9;

    // The racks of the scenario.
    private static readonly RackTopology s_topology = new(
        [RackDimension.FaultDomain, RackDimension.UpdateDomain],
        [.. Enumerable.Range(0, Brokers).Select(i => new BrokerDomains(i + 1, [$"{i % 3}", $"{i / 3}"]))]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Estimate_OfARandomPlan_IsWithinATenthOfWhatApplyTakes(int seed)
    {
        var random = new DeterministicRandom((ulong)seed);
        var rate = random.Between(4, 60) * ExecutionScenario.Megabyte;
        var options = ExecutionOptions.Default with
        {
            Throttle = ThrottleSetting.Rate(rate),
            MaxMovesIn = random.Between(1, 8),
            MaxMovesOut = random.Between(1, 8),
            MaxMoves = random.Between(5, 40),
            SmallFirst = random.Chance(50),
            WholePartition = random.Chance(50),
        };
        using var scenario = new ExecutionScenario { Topology = s_topology };
        for (var t = random.Between(1, 4); t > 0; t--)
        {
            // Each broker has some minutes of work, in partitions of many sizes.
            var bytes = rate * random.Between(1, 30);
            var name = t == 3 ? "__consumer_offsets" : $"t{t}";
            scenario.Topic(name, bytes, [.. Enumerable.Range(0, random.Between(10, 60)).Select(_ => Partition(random))]);
        }

        var throttle = DataRate.FromBytesPerSecond(rate);
        var copying = new CopyOptions { Rates = [], Throttle = throttle, Caps = options.Caps, Topology = s_topology };
        var expected = CopyEstimator.Estimate(
            [.. scenario.Changes.Where(c => c.MoveCount > 0).Select(c => new Copy(c, c.Before[0]))],
            copying,
            TestContext.Current.CancellationToken)!.Told.Whole;
        var report = scenario.Apply(options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        var taken = report.EndedAt - report.StartedAt;
        expected.TotalSeconds.ShouldBe(
            taken.TotalSeconds, taken.TotalSeconds / 10, $"{expected} expected, {taken} taken by {scenario.Changes.Length} changes");
    }

    private static (int[] Before, int[] After) Partition(DeterministicRandom random)
    {
        var order = Enumerable.Range(1, Brokers).ToArray();
        random.Shuffle<int>(order);
        var moves = random.Between(0, 4);
        return (order[..3], [.. order[moves..(moves + 3)]]);
    }
}
