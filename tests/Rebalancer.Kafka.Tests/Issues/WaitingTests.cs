using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// An unreachable cluster was asked for ten minutes before anybody was told, and a cancelled run waited on for 307 seconds.
/// </summary>
public sealed class WaitingTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void AnyCommand_NobodyAnswersAtFirst_IsSaidAtOnce()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.OnRequest(KafkaApiKeys.ListPartitionReassignments, _ => RequestFault.Drop);
        foreach (var command in new Func<Executor, Task>[]
        {
            e => e.ApplyAsync(scenario.Request()), e => e.UndoAsync(
                scenario.Request()), e => e.CancelAsync(scenario.Request()), e => e.UnthrottleAsync(scenario.Request()),
            e => e.StatusAsync(scenario.Request()), e => e.VerifyAsync(
                scenario.Request()), e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request()),
        })
        {
            var before = scenario.Time.GetUtcNow();
            Should.Throw<KafkaClusterException>(() => scenario.Drive(async e => { await command(e); return true; })).Message
                .ShouldContain("closed the connection");
            (scenario.Time.GetUtcNow() - before).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        }
    }

    [Theory]
    [InlineData(KafkaApiKeys.ListPartitionReassignments, 2)]
    [InlineData(KafkaApiKeys.AlterPartitionReassignments, 2)]
    [InlineData(KafkaApiKeys.DescribeConfigs, 2)]
    [InlineData(KafkaApiKeys.IncrementalAlterConfigs, 2)]
    [InlineData(KafkaApiKeys.DescribeLogDirs, 5)]
    [InlineData(KafkaApiKeys.Metadata, 5)]
    [InlineData(KafkaApiKeys.ElectLeaders, 2)]
    public void Apply_StoppedWhileAnAnswerIsOut_EndsWithinTwoSecondsWithItsReport(short api, double from)
    {
        using var scenario = ApplyTests.Mixed();
        using var stop = new CancellationTokenSource();
        var asked = false;
        var isOut = true;
        DateTimeOffset stopped = default;
        scenario.Cluster.After(TimeSpan.FromSeconds(from), () => scenario.Cluster.OnRequest(api, _ =>
        {
            if (isOut && !asked)
            {
                asked = true;
                scenario.Cluster.After(TimeSpan.FromSeconds(3), () =>
                {
                    stopped = scenario.Time.GetUtcNow();
                    scenario.Stop(stop);
                });
            }

            return isOut ? RequestFault.Hang : null;
        }));

        var report = scenario.Drive(e => e.ApplyAsync(scenario.Request(), null, stop.Token));

        asked.ShouldBeTrue();
        report.Outcome.ShouldBe(ExecutionOutcome.Interrupted, report.Summary);
        (scenario.Time.GetUtcNow() - stopped).ShouldBeLessThan(TimeSpan.FromSeconds(3), "two, and the half that a drive adds");
        isOut = false;
        scenario.Advance(60);
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_ClusterGoesAwayUnderWay_TellsUntilWhenItWaits()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.After(
            TimeSpan.FromSeconds(3), () => scenario.Cluster.FailNext(KafkaApiKeys.ListPartitionReassignments, RequestFault.Drop, times: 5));

        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Notes.ShouldContain(n => n.StartsWith("The cluster does not answer:", StringComparison.Ordinal)
            && n.Contains("Asking again until 2026-11-24 00:1"));
    }

    [Fact]
    public void Unthrottle_Stopped_SaysThatItWasBegun()
    {
        using var scenario = ApplyTests.Mixed();
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(5 * Megabyte) }, stop.Token).Outcome
            .ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Cluster.ThrottleKeys().ShouldNotBeEmpty();
        using var again = new CancellationTokenSource();
        scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, _ =>
        {
            again.Cancel();
            return null;
        });

        var report = scenario.Drive(e => e.UnthrottleAsync(scenario.Request(), null, again.Token));

        report.Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        report.Summary.ShouldBe("Stopped. Run the same command to resume.");
    }
}
