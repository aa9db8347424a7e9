using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>
/// A run is killed after each of its journal records, one after the other, and started again.
/// Whatever was on its way then, the end is the same: lists, leaders, and no throttle left.
/// </summary>
public sealed class CrashTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Apply_KilledAfterEveryRecord_ResumesToTheSameEnd(SimulatedRelease release)
    {
        var records = Count(release, s => s.Drive(e => e.ApplyAsync(s.Request())));
        records.ShouldBeGreaterThanOrEqualTo(30);
        for (var n = 1; n <= records; n++)
        {
            using var scenario = Small(release);
            Kill(scenario, n, e => e.ApplyAsync(scenario.Request()));

            var report = scenario.Apply();

            report.Outcome.ShouldBe(
                ExecutionOutcome.Completed,
                $"killed after record {n}: {report.Summary} {string.Join(' ', report.Refusals)} {string.Join(' ', report.Exceptions)}");
            scenario.Assignment().ShouldBe(scenario.Planned(), $"killed after record {n}");
            scenario.Cluster.ThrottleKeys().ShouldBe(["broker 5 follower.replication.throttled.rate=70000000"], $"killed after record {n}");
            report.Resumed.ShouldBe(n < records || n % 2 == 0, $"killed after record {n}");
        }
    }

    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.ZooKeeper39)]
    public void Apply_KilledAfterEveryRecord_UndoGoesBackToTheStart(SimulatedRelease release)
    {
        var records = Count(release, s => s.Drive(e => e.ApplyAsync(s.Request())));
        for (var n = 1; n <= records; n++)
        {
            using var scenario = Small(release);
            Kill(scenario, n, e => e.ApplyAsync(scenario.Request()));

            var report = scenario.Undo();

            report.Outcome.ShouldBe(
                ExecutionOutcome.Completed,
                $"killed after record {n}: {report.Summary} {string.Join(' ', report.Refusals)} {string.Join(' ', report.Exceptions)}");
            scenario.Assignment().ShouldBe(scenario.Planned(undone: true), $"killed after record {n}");
            scenario.Cluster.ThrottleKeys().ShouldBe(["broker 5 follower.replication.throttled.rate=70000000"], $"killed after record {n}");
        }
    }

    [Fact]
    public void Undo_KilledAfterEveryRecord_ResumesToTheStart()
    {
        // In the middle of an apply, so that the undo has something to cancel and something to move back.
        int Middle(ExecutionScenario s)
        {
            Kill(s, 15, e => e.ApplyAsync(s.Request()));
            return 0;
        }

        var records = Count(SimulatedRelease.KRaft43, s => s.Drive(e => e.UndoAsync(s.Request())), Middle);
        for (var n = 1; n <= records; n++)
        {
            using var scenario = Small(SimulatedRelease.KRaft43);
            Middle(scenario);
            Kill(scenario, n, e => e.UndoAsync(scenario.Request()));

            scenario.Undo().Outcome.ShouldBe(ExecutionOutcome.Completed, $"killed after record {n}");

            scenario.Assignment().ShouldBe(scenario.Planned(undone: true), $"killed after record {n}");
            scenario.Cluster.ThrottleKeys().ShouldBe(["broker 5 follower.replication.throttled.rate=70000000"], $"killed after record {n}");
        }
    }

    [Fact]
    public void Cancel_KilledAfterEveryRecord_ApplyGoesOnAndUndoGoesBack()
    {
        int Middle(ExecutionScenario s)
        {
            Kill(s, 11, e => e.ApplyAsync(s.Request()));
            return 0;
        }

        var records = Count(SimulatedRelease.KRaft43, s => s.Drive(e => e.CancelAsync(s.Request())), Middle);
        records.ShouldBeGreaterThanOrEqualTo(6);
        for (var n = 1; n <= records; n++)
        {
            using var scenario = Small(SimulatedRelease.KRaft43);
            Middle(scenario);
            Kill(scenario, n, e => e.CancelAsync(scenario.Request()));

            scenario.Cancel().Outcome.ShouldBe(ExecutionOutcome.Completed, $"killed after record {n}");
            scenario.Cluster.Reassigning.ShouldBeEmpty();
            scenario.Cluster.ThrottleKeys().ShouldBe(["broker 5 follower.replication.throttled.rate=70000000"], $"killed after record {n}");
            (n % 2 == 0 ? scenario.Apply() : scenario.Undo()).Outcome.ShouldBe(ExecutionOutcome.Completed, $"killed after record {n}");

            scenario.Assignment().ShouldBe(scenario.Planned(undone: n % 2 != 0), $"killed after record {n}");
        }
    }

    private static ExecutionScenario Small(SimulatedRelease release)
    {
        var scenario = new ExecutionScenario(release, o => o with { ReassignmentCost = TimeSpan.Zero }, brokers: 6);
        scenario.Topic("big", 60 * Megabyte, ([1, 2, 3], [4, 5, 3]), ([2, 3, 1], [2, 6, 1]), ([3, 1, 2], [1, 3, 2]));
        scenario.Cluster.SetConfig(ConfigResource.Broker(5), "follower.replication.throttled.rate", "70000000");
        scenario.Advance(1);
        return scenario;
    }

    /// <summary>
    /// Runs a command until record <paramref name="n"/> is written, and not one step further; every other time that record is torn.
    /// </summary>
    private static void Kill(ExecutionScenario scenario, int n, Func<Executor, Task<ExecutionReport>> command)
    {
        var written = 0;
        var files = FileJournalStore.Files(scenario.Directory).Length;
        Should.Throw<SimulatedCrashException>(() => scenario.Drive(command, _ =>
        {
            if (++written == n)
            {
                throw new SimulatedCrashException();
            }
        }));
        if (n % 2 == 0)
        {
            var path = FileJournalStore.Files(scenario.Directory)[files].Path;
            using var file = File.OpenWrite(path);
            file.SetLength(file.Length - 7);
        }

        scenario.Advance(2);
    }

    private static int Count(
        SimulatedRelease release, Func<ExecutionScenario, ExecutionReport> command, Func<ExecutionScenario, int>? before = null)
    {
        using var scenario = Small(release);
        before?.Invoke(scenario);
        command(scenario).Outcome.ShouldBe(ExecutionOutcome.Completed);
        return File.ReadAllLines(FileJournalStore.Files(scenario.Directory)[^1].Path).Length;
    }

    private sealed class SimulatedCrashException : Exception;
}
