using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A command that changed nothing replaced the report of the apply before it, and the text named a report that could not be written.
/// </summary>
public sealed class ReportOfTheRunThatMovedTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(ExecutionCommand.Apply)]
    [InlineData(ExecutionCommand.Cancel)]
    [InlineData(ExecutionCommand.Unthrottle)]
    public void Command_ChangesNothingAfterAnApply_LeavesItsReport(ExecutionCommand command)
    {
        using var scenario = Small();
        scenario.Apply().IsWritten.ShouldBeTrue();
        var before = Reports(scenario);

        var report = command switch
        {
            ExecutionCommand.Apply => scenario.Apply(),
            ExecutionCommand.Cancel => scenario.Cancel(),
            _ => scenario.Unthrottle(),
        };

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.IsWritten.ShouldBeFalse();
        Reports(scenario).ShouldBe(before);
    }

    [Theory]
    [InlineData(ExecutionCommand.Undo)]
    [InlineData(ExecutionCommand.Cancel)]
    [InlineData(ExecutionCommand.Unthrottle)]
    public void Command_ChangesSomething_WritesItsReport(ExecutionCommand command)
    {
        using var scenario = Small();
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) }, stop.Token).Outcome
            .ShouldBe(ExecutionOutcome.Interrupted);

        var report = command switch
        {
            ExecutionCommand.Undo => scenario.Undo(),
            ExecutionCommand.Cancel => scenario.Cancel(),
            _ => scenario.Unthrottle(),
        };

        report.IsWritten.ShouldBeTrue();
        Reports(scenario)[0].ShouldBe(ExecutionJson.Document(report) + "\n");
    }

    [Fact]
    public void Apply_NothingIsLeftToDoAndNoReportIsThere_WritesOne()
    {
        using var scenario = Small();
        scenario.Cluster.ReassignByOthers("t", 0, 1, 2, 6);
        scenario.Advance(60);

        scenario.Apply().IsWritten.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_NamesTheJsonOnlyWhereItIsWritten(bool isFull)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, [.. Enumerable.Range(0, 8).Select(_ => (new[] { 1, 2, 3 }, new[] { 1, 2, 6 }))]);
        for (var i = 0; i < 7; i++)
        {
            scenario.Cluster.ReassignByOthers("t", i, 4, 5, 9);
        }

        scenario.Advance(60);
        if (isFull)
        {
            // Stands for a disk that takes no more: nothing can replace it.
            Directory.CreateDirectory(Path.Combine(scenario.Directory, ReportWriter.JsonName, "in the way"));
        }

        var report = scenario.Apply(new ExecutionOptions { SkipDrifted = true });

        report.IsWritten.ShouldBe(!isFull);
        var text = ReportWriter.ToText(report);
        text.ShouldContain("... and 2 more like these; ");
        text.Contains(ReportWriter.JsonName + " names all", StringComparison.Ordinal).ShouldBe(!isFull, text);
        text.Contains("'verify --json' names all", StringComparison.Ordinal).ShouldBe(isFull, text);
        if (!isFull)
        {
            File.ReadAllText(Path.Combine(scenario.Directory, ReportWriter.TextName)).ShouldBe(text);
        }
    }

    private static string[] Reports(ExecutionScenario scenario) =>
    [
        File.ReadAllText(Path.Combine(scenario.Directory, ReportWriter.JsonName)),
        File.ReadAllText(Path.Combine(scenario.Directory, ReportWriter.TextName)),
    ];

    private static ExecutionScenario Small() => new ExecutionScenario().Topic("t", 20 * Megabyte, ([1, 2, 3], [1, 2, 6]));
}
