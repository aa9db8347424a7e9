using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>A plan of thousands of partitions gave a line for each of them.</summary>
public sealed class NotesThatScaleTests
{
    [Fact]
    public void Apply_OneKindOfThingForManyPartitions_IsOneLineWithACountAndFiveExamples()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 0, [.. Enumerable.Range(0, 60).Select(_ => (new[] { 3, 1, 2 }, new[] { 6, 1, 2 }))]);
        scenario.Cluster.StopBroker(3);
        scenario.Advance(15);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        var line = report.Notes.Where(n => n.Contains("Broker 3 was not up when its copies were given up")).ShouldHaveSingleItem();
        line.ShouldMatch("t-\\d+, t-\\d+, t-\\d+, t-\\d+, t-\\d+ and 55 more\\.$");
        scenario.Notes.Count(n => n.Contains("Broker 3 was not up")).ShouldBe(5);
    }

    [Fact]
    public void ToText_ManyPartitionsForOneReason_NamesFiveAndCountsTheRest()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 0, [.. Enumerable.Range(0, 60).Select(_ => (new[] { 1, 2, 3 }, new[] { 1, 2, 6 }))]);
        for (var i = 0; i < 40; i++)
        {
            scenario.Cluster.ReassignByOthers("t", i, 3, 2, 1);
        }

        scenario.Advance(2);
        var report = scenario.Apply(new ExecutionOptions { SkipDrifted = true });

        report.Exceptions.Length.ShouldBe(40, "the JSON has them all");
        var text = ReportWriter.ToText(report);
        text.Split('\n').Count(l => l.Contains(" skipped ")).ShouldBe(5);
        text.ShouldContain("  ... and 35 more like these; execution-report.json names all.");
    }
}
