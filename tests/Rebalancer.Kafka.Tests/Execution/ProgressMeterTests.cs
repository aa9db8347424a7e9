using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>What moves have copied, how fast, and what in-sync followers fetch beside them, by the sizes of logs.</summary>
public sealed class ProgressMeterTests
{
    private readonly FakeTimeProvider _time = new(LookBuilder.Start);
    private readonly ProgressMeter _meter;
    private readonly MoveStep _step = new(LookBuilder.Name("t"), [1, 2, 3], [1, 4, 5], 1, 1000, 0, false);
    private readonly ClusterView _view =
        LookBuilder.View([LookBuilder.Topic("t", LookBuilder.Partition(0, [1, 4, 5, 2, 3], isr: [1, 2, 3]))]);

    public ProgressMeterTests() => _meter = new ProgressMeter(_time);

    [Fact]
    public void Sample_OneLook_HasAmountsAndNoRates()
    {
        Sample((1, 1000), (4, 100), (5, 50));

        _meter.Copied(_step).ShouldBe(150);
        _meter.CopiedAtFirst(_step).ShouldBe(150);
        _meter.Seen(LookBuilder.Name("t"), 4, LookBuilder.Start).ShouldBe(new SeenSize(100, TimeSpan.Zero));
        _meter.Seen(LookBuilder.Name("t"), 3, LookBuilder.Start).ShouldBeNull();
        _meter.TotalCopyRate.ShouldBe(0);
        _meter.MostCopiedIn.ShouldBe(0);
    }

    [Fact]
    public void Sample_Growth_IsARateOfEachDestinationAndOfAll()
    {
        Sample((1, 1000), (4, 100), (5, 50));
        _time.Advance(TimeSpan.FromSeconds(10));
        Sample((1, 1040), (4, 400), (5, 150));

        _meter.MostCopiedIn.ShouldBe(30);
        _meter.TotalCopyRate.ShouldBe(40);
        _meter.CopiedAtFirst(_step).ShouldBe(150);
        _meter.Copied(_step).ShouldBe(550);

        // Four bytes a second to each of the two followers in sync.
        _meter.InSyncOutflow(1).ShouldBe(8);
        _meter.InSyncOutflow(2).ShouldBe(0);
    }

    [Fact]
    public void Sample_LongRun_CountsTheLastTwentySeconds()
    {
        Sample((4, 0));
        for (var i = 0; i < 6; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Sample((4, i < 4 ? 1_000_000 : 1_000_000 + (100 * (i - 3))));
        }

        _meter.TotalCopyRate.ShouldBe(10);
    }

    [Fact]
    public void Sample_LogShrinks_IsNoNegativeRate()
    {
        Sample((4, 500));
        _time.Advance(TimeSpan.FromSeconds(5));
        Sample((4, 100));

        _meter.TotalCopyRate.ShouldBe(0);
        _meter.Copied(_step).ShouldBe(100);
    }

    [Fact]
    public void Sample_FutureReplicaAndBrokerThatDoesNotAnswer_CountForNothing()
    {
        var log = new ReplicaLog(LookBuilder.Name("t"), 700, 0, IsFuture: true);
        _meter.Sample(
            [
                new BrokerLogDirs(4, null, [new LogDir("/d", null, 1, 1, false, [log])]),
                new BrokerLogDirs(5, new KafkaError(KafkaErrorCode.RequestTimedOut, null), [
                    new LogDir("/d", null, 1, 1, false, [log with { IsFuture = false }])
                ]),
            ],
            [_step], _view);

        _meter.Copied(_step).ShouldBe(0);
    }

    [Fact]
    public void Seen_BrokerIsAway_IsWhatWasSeenLastAndSinceWhen()
    {
        Sample((4, 100), (5, 50));
        _time.Advance(TimeSpan.FromSeconds(10));
        Sample((4, 200), (5, 150));
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Sample((4, 300 + (100 * i)));
        }

        _meter.Copied(_step).ShouldBe(650);
        _meter.Seen(LookBuilder.Name("t"), 5, _time.GetUtcNow()).ShouldBe(new SeenSize(150, TimeSpan.FromSeconds(30)));
        _meter.CopyRate(4).ShouldBe(10);
        _meter.CopyRate(5).ShouldBe(0, "nobody knows what it copies now");
    }

    [Fact]
    public void Seen_BrokerToldAllAndHasNothing_IsZero()
    {
        _meter.Sample([new BrokerLogDirs(4, null, [new LogDir("/d", null, 1, 1, false, [])])], [_step], _view);

        _meter.Seen(LookBuilder.Name("t"), 4, LookBuilder.Start).ShouldBe(new SeenSize(0, TimeSpan.Zero));
        _meter.Seen(LookBuilder.Name("t"), 5, LookBuilder.Start).ShouldBeNull();
    }

    [Fact]
    public void LastGrowth_OneDestinationGrows_IsWhenItDid()
    {
        var since = LookBuilder.Start - TimeSpan.FromMinutes(1);
        _meter.LastGrowth(_step, since).ShouldBe(since, "nothing was measured");
        Sample((4, 10), (5, 10));
        _time.Advance(TimeSpan.FromSeconds(30));
        Sample((4, 10), (5, 11));
        _time.Advance(TimeSpan.FromSeconds(30));
        Sample((4, 10), (5, 11));

        _meter.LastGrowth(_step, since).ShouldBe(LookBuilder.Start + TimeSpan.FromSeconds(30));
        _meter.LastGrowth(_step, LookBuilder.Start + TimeSpan.FromMinutes(5)).ShouldBe(
            LookBuilder.Start + TimeSpan.FromMinutes(5), "the move began later");
    }

    [Fact]
    public void Forget_Step_StartsAnew()
    {
        Sample((4, 900));
        _meter.Forget(_step);
        _meter.Copied(_step).ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(10));
        Sample((4, 20));

        _meter.CopiedAtFirst(_step).ShouldBe(20);
        _meter.TotalCopyRate.ShouldBe(0);
    }

    [Fact]
    public void Sample_NothingRunsAnyMore_HasNoRates()
    {
        Sample((4, 0));
        _time.Advance(TimeSpan.FromSeconds(10));
        Sample((4, 100));
        _meter.Sample([], [], _view);

        _meter.TotalCopyRate.ShouldBe(0);
        _meter.InSyncOutflow(1).ShouldBe(0);
    }

    private void Sample(params (int Broker, long Bytes)[] sizes) => _meter.Sample(
        [.. sizes.Select(s => new BrokerLogDirs(s.Broker, null, [
            new LogDir("/d", null, 1, 1, false, [new ReplicaLog(LookBuilder.Name("t"), s.Bytes, 0, false)]),
        ]))],
        [_step], _view);
}
