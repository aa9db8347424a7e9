using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>verify said of the throttles of a run under way that they are left, and not that there is such a run.</summary>
public sealed class VerifyDuringARunTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    private static readonly string s_user = $"Process {Environment.ProcessId} is using this plan: this is how it stands at the moment.";

    [Fact]
    public void Verify_WhileAnApplyRuns_SaysWhoseTheThrottlesAreAndThatItIsOfAMoment()
    {
        using var scenario = Small();

        var report = During(scenario, scenario.Request());

        report.ProcessId.ShouldBe(Environment.ProcessId);
        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Summary.ShouldBe(
            $"1 of 1 partition is not on its planned replicas, {report.ThrottlesLeft.Length} throttle values are set by the run under way. "
                + s_user);
        ReportWriter.ToText(report).ShouldContain("\nThrottles set:\n");
        ExecutionReportLayout.Arrange(report).Tables.ShouldContain(t => t.Title == "Throttles set");
        JsonSchemas.Errors("execution-report", ExecutionJson.Document(report)).ShouldBeEmpty();
    }

    [Fact]
    public void Verify_InACopyWhileAnApplyRunsInTheOriginal_SaysTheSame()
    {
        using var scenario = Small();
        using var elsewhere = new TemporaryDirectory();
        var copy = elsewhere.File("copy");

        var report = During(scenario, scenario.Request() with { Directory = copy }, () =>
        {
            Directory.CreateDirectory(copy);
            foreach (var file in Directory.GetFiles(scenario.Directory, "journal*"))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        });

        report.Summary.ShouldEndWith($" throttle values are set by the run under way. {s_user}");
        report.Notes.ShouldContain(n => n.StartsWith($"{copy} is a copy: "));
    }

    [Fact]
    public void Verify_AQuestionIsAskedAfterARunThatWasStopped_CallsTheThrottlesLeft()
    {
        using var scenario = Small();
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) }, stop.Token);
        using var held = PlanLock.Take(scenario.Directory);

        scenario.Verify().Summary.ShouldEndWith($" throttle values are left. {s_user}");
    }

    [Fact]
    public void Verify_NobodyIsAtWork_SaysNothingOfAProcess()
    {
        using var scenario = Small();
        scenario.Apply();

        var report = scenario.Verify();

        report.ProcessId.ShouldBeNull();
        report.Summary.ShouldEndWith("; no throttle set from this plan directory is left.");
    }

    private static ExecutionReport During(ExecutionScenario scenario, ExecutionRequest request, Action? before = null) =>
        scenario.Drive(async executor =>
        {
            // However long the look takes, the move waits for it.
            scenario.Cluster.LimitReplica("t", 0, 6, 0);
            var run = executor.ApplyAsync(scenario.Request(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) }));
            await Task.Delay(TimeSpan.FromSeconds(5), scenario.Time);
            before?.Invoke();
            var report = await executor.VerifyAsync(request);
            scenario.Cluster.LimitReplica("t", 0, 6, null);
            await run;
            return report;
        });

    private static ExecutionScenario Small() => new ExecutionScenario().Topic("t", 20 * Megabyte, ([1, 2, 3], [1, 2, 6]));
}
