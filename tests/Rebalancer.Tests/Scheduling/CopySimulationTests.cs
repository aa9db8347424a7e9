using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Scheduling;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Scheduling;

/// <summary>The simulation of copies gives the very numbers of a plain one, on small random plans.</summary>
public sealed class CopySimulationTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_RandomPlan_TakesToTheBitAsLongAsThePlainSimulation(int seed)
    {
        var random = new DeterministicRandom((ulong)seed);
        var brokers = random.Between(3, 9);
        var options = Options(random, brokers);
        var copies = Copies(random, brokers);
        var rate = random.Chance(50) ? 1_000_000 * random.Between(1, 20) : random.Between(1, 5_000_000);
        var plain = new PlainSimulation(copies, rate, options);
        var expected = plain.Run();

        var simulation = Simulation([.. copies], DataRate.FromBytesPerSecond(rate), options);

        simulation.Run(TestContext.Current.CancellationToken).ShouldBe(expected);
        Enumerable.Range(-1, brokers + 2).Select(simulation.Until).ShouldBe(Enumerable.Range(-1, brokers + 2).Select(plain.Until));
    }

    /// <summary>What is not followed to its end goes on as the rest did: here nine copies in ten.</summary>
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1000)]
    [InlineData(3, 20)]
    [InlineData(4, 20)]
    [InlineData(5, 4)]
    public void Run_FirstCopiesFollowed_ComesNearTheWhole(int seed, int maxMoves)
    {
        var random = new DeterministicRandom((ulong)seed);
        const int Brokers = 12;
        ImmutableArray<Copy> copies =
        [
            .. Enumerable.Range(0, 10_000).Select(i => Copy(i, [random.Between(0, Brokers / 2), random.Between(Brokers / 2, Brokers - 1)])),
        ];
        var options = new CopyOptions { Caps = new WindowCaps { MaxMoves = maxMoves, MaxMovesIn = 5, MaxMovesOut = 5 } };
        var rate = DataRate.FromBytesPerSecond(50_000_000);
        var whole = Simulation(copies, rate, options, followed: int.MaxValue);
        var some = Simulation(copies, rate, options, followed: 1000, most: 2000 / Brokers);

        var seconds = whole.Run(TestContext.Current.CancellationToken);

        some.Run(TestContext.Current.CancellationToken).ShouldBeInRange(0.93 * seconds, 1.07 * seconds);
        var busiest = Enumerable.Range(0, Brokers).MaxBy(whole.Until);
        some.Until(busiest).ShouldBeInRange(0.9 * seconds, 1.07 * seconds);

        Copy Copy(int number, int[] fromAndTo) => new(
            new PartitionChange(
                new TopicPartition("t", number), [fromAndTo[0]], [fromAndTo[1], fromAndTo[0]],
                DataSize.FromBytes(random.Between(10_000_000, 900_000_000))),
            fromAndTo[0]);
    }

    private static CopySimulation Simulation(
        ImmutableArray<Copy> copies, DataRate rate, CopyOptions options, int? followed = null, int most = int.MaxValue)
    {
        var token = TestContext.Current.CancellationToken;
        return new(PlannedSteps.Of(copies, options, token, most), CopyTotals.Of(copies, token), rate, options, followed);
    }

    private static CopyOptions Options(DeterministicRandom random, int brokers) => new()
    {
        Caps = new WindowCaps
        {
            MaxMovesIn = random.Between(1, 6),
            MaxMovesOut = random.Between(1, 6),
            MaxMoves = random.Between(1, 30),
            MaxBytesIn = random.Chance(80) ? long.MaxValue : random.Between(1, 100_000_000),
            MaxBytesOut = random.Chance(80) ? long.MaxValue : random.Between(1, 100_000_000),
            SmallFirst = random.Chance(50),
            WholePartition = random.Chance(50),
        },
        PollInterval = TimeSpan.FromSeconds(random.Chance(70) ? 5 : random.Between(1, 60) / 2.0),
        MostPerReplica = random.Chance(70) ? null : DataRate.FromBytesPerSecond(random.Between(0, 2_000_000)),

        // Now and then the last broker is dead.
        Topology = random.Chance(30) ? null : new RackTopology(
            [RackDimension.FaultDomain],
            [.. Enumerable.Range(0, brokers - random.Between(0, 1)).Select(b => new BrokerDomains(b, [$"{b % 3}"]))]),
    };

    private static List<Copy> Copies(DeterministicRandom random, int brokers)
    {
        // Few leaders make queues in which nothing fits; sizes that are multiples of each other make copies that end at once.
        var (leaders, round) = (random.Chance(30) ? 2 : brokers, random.Chance(50));
        var copies = new List<Copy>();
        for (var i = random.Between(1, random.Chance(20) ? 150 : 40); i > 0; i--)
        {
            var order = Enumerable.Range(0, brokers).ToArray();
            random.Shuffle<int>(order);
            var leader = Array.FindIndex(order, b => b < leaders);
            (order[0], order[leader]) = (order[leader], order[0]);
            var before = random.Between(random.Chance(5) ? 0 : 1, Math.Min(3, brokers - 1));
            var start = random.Between(0, before);
            ImmutableArray<int> after = [.. order.Skip(start).Take(random.Between(before - start + 1, brokers - start))];
            var size = round ? 4_000_000L * random.Between(0, 6) : random.Between(0, 50_000_000);
            copies.Add(new Copy(
                new PartitionChange(
                    new TopicPartition(random.Chance(10) ? "__consumer_offsets" : "t", i), [.. order.Take(before)], after,
                    DataSize.FromBytes(size)),
                before == 0 || random.Chance(5) ? PartitionSnapshot.NoLeader : order[0]));
        }

        return copies;
    }
}
