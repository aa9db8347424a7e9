using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// One offline partition outside the plan blocked every repair, and one that was sick for long drove the automatic throttle to its least.
/// </summary>
public sealed class SickBesideThePlanTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Apply_PartitionBesideThePlanHasNoLeader_IsToldAndLeftAlone(SimulatedRelease release)
    {
        using var scenario = WithDeadBroker(release);

        var preview = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request()));
        preview.Refusals.ShouldBeEmpty();
        preview.Warnings.ShouldBe([
            "Without a leader, not in the plan and left alone: one-copy-0.",
            "Under-replicated, not in the plan and left alone: other-0, other-1, other-2, other-3, other-4 and 2 more.",
        ]);
        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Notes.ShouldContain("Without a leader, not in the plan and left alone: one-copy-0.");
    }

    [Fact]
    public void Apply_HealthyClusterIsRequired_IsRefused()
    {
        using var scenario = WithDeadBroker(SimulatedRelease.KRaft43);

        var report = scenario.Apply(new ExecutionOptions { RequireHealthyCluster = true });

        report.Outcome.ShouldBe(ExecutionOutcome.Refused);
        report.Refusals.ShouldContain("No leader: one-copy-0.");
    }

    [Fact]
    public void Apply_PartitionIsSickForLong_AutomaticThrottleDoesNotMind()
    {
        using var scenario = new ExecutionScenario(configure: o => o with { DiskBytesPerSecond = 200_000_000 });
        scenario.Topic("t", 4000 * Megabyte, ([1, 2, 3], [4, 2, 3])).Topic("slow", 50 * Megabyte, ([5, 6, 7], [5, 6, 7]));
        scenario.Cluster.LimitReplica("slow", 0, 7, 0);
        scenario.Cluster.SetProduceRate("slow", 0, Megabyte);
        scenario.Advance(60);
        scenario.Partition("slow").Isr.ShouldNotContain(7);

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Notes.ShouldNotContain(n => n.Contains("since replicas fell out of sync"));
        scenario.Events.OfType<RunProgress>().Max(p => p.ThrottleRate!.Value).ShouldBeGreaterThan(20 * Megabyte);
    }

    [Fact]
    public void Apply_PartitionFallsOutInTheMiddle_NextWaveWaitsButNotForEver()
    {
        using var scenario = FallingOut(copies: 4, bytes: 600 * Megabyte);

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1 });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        var held = scenario.Events.OfType<WindowHeld>()
            .Where(h => h.Reasons.Contains("Fell out of sync since the run began: slow-0.")).ToArray();
        held.ShouldNotBeEmpty();
        (held[^1].At - held[0].At).ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Apply_PartitionFallsOutInTheMiddle_AutomaticThrottleSlowsDownAndTriesAgain()
    {
        using var scenario = FallingOut(copies: 1, bytes: 6000 * Megabyte);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Notes.ShouldContain(n => n.Contains("since replicas fell out of sync"));
        var rates = scenario.Events.OfType<RunProgress>().Where(p => p.PartitionsRunning > 0).Select(p => p.ThrottleRate!.Value).ToArray();
        rates.Min().ShouldBeLessThan(5 * Megabyte);
        rates[^1].ShouldBeGreaterThan(20 * Megabyte, "what does not recover is no reason to go on slowly for ever");
    }

    private static ExecutionScenario FallingOut(int copies, long bytes)
    {
        var scenario = new ExecutionScenario(configure: o => o with { DiskBytesPerSecond = 200_000_000 });
        scenario.Topic("t", bytes, [.. Enumerable.Repeat((new[] { 1, 2, 3 }, new[] { 4, 2, 3 }), copies)])
            .Topic("slow", 50 * Megabyte, ([8, 9, 7], [8, 9, 7]));
        scenario.Cluster.SetProduceRate("slow", 0, Megabyte);
        scenario.Cluster.After(TimeSpan.FromSeconds(2), () => scenario.Cluster.LimitReplica("slow", 0, 7, 0));
        return scenario;
    }

    private static ExecutionScenario WithDeadBroker(SimulatedRelease release)
    {
        var scenario = new ExecutionScenario(release);
        scenario.Topic("t", 20 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([3, 1, 2], [6, 1, 2]))
            .Topic("one-copy", 0, ([3], [3]))
            .Topic("other", 0, [.. Enumerable.Repeat((new[] { 4, 5, 3 }, new[] { 4, 5, 3 }), 7)]);
        scenario.Cluster.StopBroker(3);
        scenario.Advance(15);
        return scenario;
    }

    [Fact]
    public void Apply_PartitionThatIsLeftOutHasNoLeader_TheRestIsCarriedOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1, 2, 3], [1, 2, 6]), ([9], [8]));
        scenario.Cluster.ReassignByOthers("t", 1, 7);
        scenario.Advance(30);
        scenario.Cluster.StopBroker(7);
        scenario.Advance(30);

        var report = scenario.Apply(new ExecutionOptions { SkipDrifted = true });

        report.Outcome.ShouldBe(ExecutionOutcome.Partial, report.Summary + string.Join(' ', report.Refusals));
        report.Exceptions.ShouldHaveSingleItem().State.ShouldBe(PartitionState.Skipped);
        scenario.Partition("t", 0).Replicas.ShouldBe([1, 2, 6]);
    }
}
