using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>What could not be cancelled when the command began may have come to its end before it reports (seed 1022122).</summary>
public sealed class EndedDuringCancelTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Cancel_AMoveThatCouldNotBeCancelledEndsMeanwhile_IsNotSaidToBeStillMoving()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Topic("hidden", 400 * Megabyte, ([1, 2, 3], [1, 2, 9]));
        using var crash = new CancellationTokenSource();
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        scenario.Cluster.LimitReplica("hidden", 0, 9, 0);
        scenario.StopAfter(TimeSpan.FromSeconds(10), crash);
        scenario.Apply(cancellationToken: crash.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Partition("hidden").IsReassigning.ShouldBeTrue();

        // While it is hidden nobody can tell whether a cancel would lose data; it ends while the other is being cancelled.
        scenario.Cluster.HideTopic("hidden");
        var isAsked = false;
        scenario.Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            if (isAsked)
            {
                return null;
            }

            isAsked = true;
            scenario.Cluster.HideTopic("hidden", hidden: false);
            scenario.Cluster.LimitReplica("hidden", 0, 9, null);
            return RequestFault.Delay(TimeSpan.FromSeconds(40));
        });

        var report = scenario.Cancel();

        report.Summary.ShouldStartWith("1 move was cancelled, 1 was no longer in flight");
        report.Counts.ShouldNotContainKey(PartitionState.Running);
        scenario.Partition("hidden").Replicas.ShouldBe([1, 2, 9]);
    }
}
