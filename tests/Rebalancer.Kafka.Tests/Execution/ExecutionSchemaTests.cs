using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>What a run tells as JSON is what <c>docs/schemas</c> says, every member of it.</summary>
public sealed class ExecutionSchemaTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void RunThatGoesThrough_EventsReportAndStatus_AreValid()
    {
        using var scenario = ApplyTests.Mixed();

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        Check(scenario, report);
        Errors("execution-report", ExecutionJson.Document(scenario.Verify())).ShouldBeEmpty();
        Errors("execution-event", ExecutionJson.Line(scenario.Undo())).ShouldBeEmpty();
    }

    [Fact]
    public void RunWithStallWaitAndFailure_EventsReportAndStatus_AreValid()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 2, 8]));
        scenario.Cluster.LimitReplica("t", 0, 7, 0);
        scenario.Cluster.After(TimeSpan.FromSeconds(2), () => scenario.Cluster.StopBroker(2));
        scenario.Cluster.After(TimeSpan.FromSeconds(200), () => scenario.Cluster.StartBroker(2));

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1, StallTimeout = TimeSpan.FromSeconds(40), CancelStalled = true });

        report.Exceptions.ShouldNotBeEmpty();
        scenario.Events.OfType<MoveStalled>().ShouldNotBeEmpty();
        scenario.Events.OfType<WindowHeld>().ShouldNotBeEmpty();
        Check(scenario, report);
    }

    [Fact]
    public void StatusWhileMovesRun_IsValid()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [7, 2, 3]));
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(20 * Megabyte) }, stop.Token);

        var status = scenario.Status();

        status.Running.ShouldNotBeEmpty();
        Errors("execution-status", ExecutionJson.Document(status)).ShouldBeEmpty();
        Errors("execution-status", ExecutionJson.Document(status, withTimeline: true)).ShouldBeEmpty();
    }

    [Fact]
    public void RefusedCommand_IsValid()
    {
        using var scenario = ApplyTests.Mixed();
        scenario.Cluster.Authorize(cluster: [AclOperation.Describe]);

        var preview = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request()));

        preview.Refusals.ShouldNotBeEmpty();
        Errors("execution-event", ExecutionJson.RefusedLine(preview)).ShouldBeEmpty();
    }

    [Fact]
    public void Schema_RefusesWhatTheToolNeverWrites() =>
        Errors("execution-event", """{"event":"no-such-event","version":1}""").ShouldNotBeEmpty();

    private static void Check(ExecutionScenario scenario, ExecutionReport report)
    {
        foreach (var happened in scenario.Events)
        {
            Errors("execution-event", ExecutionJson.Line(happened)).ShouldBeEmpty(ExecutionJson.Line(happened));
        }

        Errors("execution-event", ExecutionJson.Line(report)).ShouldBeEmpty();
        Errors("execution-report", ExecutionJson.Document(report)).ShouldBeEmpty();
        Errors("execution-status", ExecutionJson.Document(scenario.Status(), withTimeline: true)).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> Errors(string schema, string json) => JsonSchemas.Errors(schema, json);
}
