using System.Collections.Immutable;
using Rebalancer.Scheduling;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Scheduling;

/// <summary>The window scheduler picks what the plain one picks, and tells the same reason.</summary>
public sealed class WindowSchedulerTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Select_RandomSteps_AreThoseOfThePlainScheduler(int seed)
    {
        var random = new DeterministicRandom((ulong)seed);
        var brokers = random.Between(2, 9);
        var caps = new WindowCaps
        {
            MaxMovesIn = random.Between(1, 4),
            MaxMovesOut = random.Between(1, 4),
            MaxMoves = random.Between(1, 20),
            MaxBytesIn = random.Chance(70) ? long.MaxValue : random.Between(1, 500),
        };
        var pending = Enumerable.Range(0, random.Between(0, 300)).Select(i => Step(random, i, brokers)).ToList();
        var smallFirst = random.Chance(50);
        var (waiting, scheduler, plain) = (new WindowQueues<PlainStep>(pending, smallFirst), new WindowScheduler<PlainStep>(),
            new PlainScheduler());
        for (var look = 0; look < 40; look++)
        {
            var most = random.Chance(70) ? int.MaxValue : random.Between(0, 10);
            var othersLeft = pending.Exists(s => !s.IsInternal);
            var expected = plain.Select(pending, smallFirst, Budgets(caps, othersLeft), most, out var reason);

            scheduler.Select(waiting, Budgets(caps, othersLeft), most, out var blocked).ShouldBe(expected);
            blocked.ShouldBe(reason);
            waiting.Count.ShouldBe(pending.Count);
            foreach (var step in expected.Where(_ => random.Chance(20)).ToList())
            {
                // It goes on, to other brokers.
                var next = Step(random, step.Partition, brokers);
                pending.Add(next);
                waiting.Add(next);
            }
        }
    }

    private static IWindowBudget<PlainStep>[] Budgets(WindowCaps caps, bool othersLeft) =>
        [new BrokerBudget(caps), new InternalTopicBudget(othersLeft)];

    private static PlainStep Step(DeterministicRandom random, int partition, int brokers)
    {
        var order = Enumerable.Range(0, brokers).ToArray();
        random.Shuffle<int>(order);
        ImmutableArray<int> destinations = [.. order.Skip(1).Take(random.Chance(70) ? 1 : random.Between(0, 3))];
        return new PlainStep(
            partition, destinations, random.Chance(50) ? order[0] : random.Between(-1, 1), random.Between(0, 200), random.Chance(5));
    }
}
