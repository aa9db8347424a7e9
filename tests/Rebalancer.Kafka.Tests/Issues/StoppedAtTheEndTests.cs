using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Plans;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A stop in the last look, whether drained brokers are empty, lost the report and the journal's end of a run that was over.
/// </summary>
public sealed class StoppedAtTheEndTests
{
    [Fact]
    public void Apply_StoppedWhileItLooksForEmptyBrokers_ReportsAndEndsTheRun()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1, 2, 3], [1, 2, 6]));
        using var stop = new CancellationTokenSource();
        var looks = 0;
        scenario.Cluster.OnRequest(KafkaApiKeys.Metadata, request =>
        {
            // With its throttles gone the run looks for leaders, then at the end; only then at the brokers that were to be emptied.
            if (request.Body is null && scenario.Partition("t").Replicas.SequenceEqual([1, 2, 6])
                && scenario.Cluster.ThrottleKeys().Count == 0 && ++looks == 3)
            {
                stop.Cancel();
                return RequestFault.Delay(TimeSpan.FromMinutes(1));
            }

            return null;
        });
        var request = scenario.Request();
        request = request with
        {
            Plan = request.Plan with
            {
                Options = new PlanManifestOptions(
                    SolverChoice.Auto, SpreadPolicy.Required, TimeSpan.FromSeconds(1), null, GivenRoles.None with { Draining = [3] },
                    false),
            },
        };

        var report = scenario.Drive(e => e.ApplyAsync(request, null, stop.Token));

        stop.IsCancellationRequested.ShouldBeTrue();
        report.Outcome.ShouldBe(ExecutionOutcome.Partial, report.Summary);
        report.Summary.ShouldEndWith("Not known to be empty: broker 3.");
        report.Notes.ShouldContain("The command was stopped before it checked whether broker 3 is empty.");
        File.Exists(Path.Combine(scenario.Directory, ReportWriter.JsonName)).ShouldBeTrue();
        scenario.Status().IsUnfinished.ShouldBeFalse();
    }
}
