using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Reports;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A broker that died or is frozen is named as live for some seconds, and whoever asks it then waits for the whole time limit of a request:
/// the run must not.
/// </summary>
public sealed class DeadBrokerHoldsNothingUpTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    private static readonly ExecutionOptions s_options = new()
    {
        Throttle = ThrottleSetting.Rate(5 * Megabyte),
        DeadBrokerGrace = TimeSpan.FromSeconds(30),
        HoldTimeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>The moment varies: what is asked of the broker just then, log dirs or rates, varies with it.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(17)]
    [InlineData(21)]
    public void Apply_DestinationIsKilled_IsSaidWithinTwoLooksOfWhenTheClusterSaysIt(int seconds)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 7]), ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]));
        var start = scenario.Time.GetUtcNow();
        scenario.Cluster.After(TimeSpan.FromSeconds(seconds), () => scenario.Cluster.StopBroker(7));

        var report = scenario.Apply(s_options);

        var seen = start + TimeSpan.FromSeconds(seconds) + scenario.Cluster.Options.SessionTimeout;
        scenario.Events.OfType<RunNote>().First(n => n.Text.StartsWith("Destination broker 7 is not up", StringComparison.Ordinal)).At
            .ShouldBeLessThanOrEqualTo(seen + (2 * s_options.PollInterval));
        report.Outcome.ShouldBe(ExecutionOutcome.Partial, report.Summary);
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldContain("destination broker 7 did not come back");
        LongestSilence(scenario).ShouldBeLessThanOrEqualTo(2 * s_options.PollInterval);
    }

    [Theory]
    [InlineData(KafkaApiKeys.DescribeConfigs)]
    [InlineData(KafkaApiKeys.DescribeLogDirs)]
    public void Apply_DestinationIsFrozenForAWhile_TheRunLooksOnAndConcludesNothing(short apiKey)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 7]), ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.OnRequest(apiKey, request =>
            request.BrokerId == 7 && scenario.Cluster.Now > TimeSpan.FromSeconds(12) && scenario.Cluster.Now < TimeSpan.FromSeconds(60)
                ? RequestFault.Delay(TimeSpan.FromSeconds(40)) : null);

        var report = scenario.Apply(s_options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        LongestSilence(scenario).ShouldBeLessThanOrEqualTo(2 * s_options.PollInterval);
        scenario.Notes.ShouldContain(n => n.Contains("cannot be read: broker 7 (RequestTimedOut", StringComparison.Ordinal));
        scenario.Notes.ShouldNotContain(n => n.Contains("changed or removed", StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_DestinationDoesNotShowItsRate_NothingIsStartedToItBeforeItDoes()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 7]));
        var isAway = false;
        scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, request =>
        {
            isAway |= request.BrokerId == 7;
            return null;
        });
        var until = scenario.Cluster.Now + TimeSpan.FromSeconds(45);
        scenario.Cluster.OnRequest(KafkaApiKeys.DescribeConfigs, request =>
            request.BrokerId == 7 && isAway && scenario.Cluster.Now < until ? RequestFault.Delay(TimeSpan.FromSeconds(30)) : null);
        var start = scenario.Time.GetUtcNow();

        var report = scenario.Apply(s_options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Events.OfType<MovesStarted>().First().At.ShouldBeGreaterThan(start + TimeSpan.FromSeconds(30));
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    private static TimeSpan LongestSilence(ExecutionScenario scenario)
    {
        var looks = scenario.Events.OfType<RunProgress>().Select(p => p.At).ToArray();
        return looks.Zip(looks.Skip(1), (one, next) => next - one).Max();
    }
}
