using System.Text.Json.Nodes;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Execution.Timeline;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>A cancel or unthrottle began with the throttle of the apply before it, and its report had none.</summary>
public sealed class ThrottleOfACommandTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(ExecutionCommand.Cancel, null)]
    [InlineData(ExecutionCommand.Unthrottle, null)]
    [InlineData(ExecutionCommand.Undo, "3MB")]
    [InlineData(ExecutionCommand.Apply, "3MB")]
    public void Command_AfterAnInterruptedApply_TellsOneThrottleEverywhere(ExecutionCommand command, string? throttle)
    {
        using var scenario = Interrupted();
        var request = scenario.Request();
        var preview = scenario.Drive(e => e.PreviewAsync(command, request));
        scenario.Events.Clear();

        var report = command switch
        {
            ExecutionCommand.Cancel => scenario.Cancel(),
            ExecutionCommand.Unthrottle => scenario.Unthrottle(),
            ExecutionCommand.Undo => scenario.Undo(),
            _ => scenario.Apply(),
        };

        var began = scenario.Events.OfType<RunBegan>().ShouldHaveSingleItem();
        new[] { preview.Throttle, began.Throttle, report.Throttle }.ShouldAllBe(t => t == throttle);
        new[] { ExecutionJson.Line(began), ExecutionJson.Line(report), ExecutionJson.Document(preview) }
            .Select(json => JsonNode.Parse(json)!.AsObject()).ShouldAllBe(
                json => json.ContainsKey("throttle") && (string?)json["throttle"] == throttle);
    }

    [Fact]
    public void Cancel_StandsInTheTimelineWithoutAThrottle_AndLaterRunsReadIt()
    {
        using var scenario = Interrupted();

        var cancelled = scenario.Cancel();

        cancelled.Timeline!.Runs.Select(r => r.Throttle).ShouldBe(["3MB", null]);
        scenario.Status().Timeline!.Runs.Select(r => r.Throttle).ShouldBe(["3MB", null]);
        TimelineLine.Parse(
            """{"run":{"at":"2026-11-24T00:00:00+00:00","command":"cancel","resumes":false,"throttle":"3MB"}}""")!
            .Run!.Throttle.ShouldBe("3MB", "files of earlier versions are read as before");
    }

    [Fact]
    public void Apply_AfterACancel_GoesOnWithTheRememberedThrottle()
    {
        using var scenario = Interrupted();
        scenario.Cancel();

        scenario.Apply().Throttle.ShouldBe("3MB");
    }

    private static ExecutionScenario Interrupted()
    {
        var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 2, 8]));
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Parse("3MB") }, stop.Token)
            .Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        return scenario;
    }
}
