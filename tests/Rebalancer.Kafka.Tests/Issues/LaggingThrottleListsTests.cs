using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A broker that lagged showed the lists as they were before a run had set them. That was taken for somebody's change, then for proof that
/// they were given back; and what it showed next for somebody's lists, which were put back at the end and stayed (swarm, seed 901353).
/// </summary>
public sealed class LaggingThrottleListsTests
{
    private static readonly TimeSpan s_lag = TimeSpan.FromSeconds(3);

    private static readonly ExecutionOptions s_options = new()
    {
        Throttle = ThrottleSetting.Rate(5 * ExecutionScenario.Megabyte),
        PollInterval = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public void Apply_ListsAreNotShownYet_NobodyIsAccused()
    {
        using var scenario = Lagging();
        using var unread = RatesUnreadUntil(scenario, TimeSpan.FromSeconds(8));

        var report = scenario.Apply(s_options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Events.OfType<WindowHeld>().SelectMany(e => e.Reasons).ShouldContain("The throttle rates of broker 6 cannot be read.");
        scenario.Notes.ShouldNotContain(n => n.Contains("Somebody changed", StringComparison.Ordinal));
        AssertNoThrottle(scenario);
    }

    [Fact]
    public void Apply_StoppedBeforeListsAreShownThenRepeated_LeavesNone()
    {
        using var scenario = Lagging();
        using (RatesUnreadUntil(scenario, TimeSpan.FromSeconds(30)))
        {
            using var stop = new CancellationTokenSource();
            scenario.StopAfter(TimeSpan.FromSeconds(1.5), stop);
            scenario.Apply(s_options, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        }

        // What was set is shown by now, that it was given back is not.
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        scenario.Advance(1.5);
        var report = scenario.Apply(s_options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        AssertNoThrottle(scenario);
    }

    private static ExecutionScenario Lagging()
    {
        var scenario = new ExecutionScenario(configure: o => o with { MetadataLag = s_lag });
        scenario.Topic("t", 40 * ExecutionScenario.Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Advance(4);
        return scenario;
    }

    private static IDisposable RatesUnreadUntil(ExecutionScenario scenario, TimeSpan moment)
    {
        var until = scenario.Cluster.Now + moment;
        return scenario.Cluster.OnRequest(KafkaApiKeys.DescribeConfigs, request =>
            scenario.Cluster.Now < until && request.Body is ConfigResource resource && resource == ConfigResource.Broker(6)
                ? RequestFault.Error(KafkaErrorCode.UnknownServerError) : null);
    }

    private static void AssertNoThrottle(ExecutionScenario scenario)
    {
        scenario.Advance(2 * s_lag.TotalSeconds);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }
}
