using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>Where the library runs in a process with a culture of its own, some texts had its decimal comma.</summary>
public sealed class CultureOfTheHostTests
{
    [Fact]
    public void Apply_AnyCulture_TellsAndKeepsTheSame()
    {
        var expected = Run();

        using var culture = new HostCulture();
        var told = Run();

        told.ShouldBe(expected);
    }

    private static string Run()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 1_234_567_890, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]), ([1, 2, 3], [3, 2, 1]));
        var report = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(51_234_567) });
        var texts = scenario.Events.Select(ExecutionJson.Line).Append(ReportWriter.ToText(report)).Append(ExecutionJson.Document(report))
            .Append(ExecutionJson.Document(scenario.Status(), withTimeline: true));
        return string.Join('\n', texts).Replace(scenario.Directory, "plan", StringComparison.Ordinal);
    }
}
