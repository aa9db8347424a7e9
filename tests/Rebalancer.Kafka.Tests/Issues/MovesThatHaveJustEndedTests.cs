using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A move of the plan that had just ended was told as changed by somebody: it was not listed any more, and metadata still showed all
/// replicas of before and after.
/// </summary>
public sealed class MovesThatHaveJustEndedTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    /// <summary>Another partition was changed for good: the look that settled that one was the first to show this one so.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(2.5)]
    [InlineData(4.5)]
    [InlineData(5.5)]
    public void ApplyAndUndo_AnotherPartitionIsChanged_IsNotSaidToBeSkipped(double seconds)
    {
        foreach (var command in (ExecutionCommand[])[ExecutionCommand.Apply, ExecutionCommand.Undo])
        {
            using var scenario = Interrupted();
            scenario.Cluster.ReassignByOthers("t", 1, 9, 8, 7);
            scenario.Advance(60);
            EndIn(scenario, seconds);

            var report = command == ExecutionCommand.Apply ? scenario.Apply() : scenario.Undo();

            report.Exceptions.ShouldHaveSingleItem().TopicPartition.ShouldBe(new TopicPartition("t", 1));
        }
    }

    [Fact]
    public void Preview_AnotherPartitionIsChanged_IsNotLeftOut()
    {
        using var scenario = Interrupted();
        scenario.Cluster.ReassignByOthers("t", 1, 9, 8, 7);
        scenario.Advance(60);
        EndIn(scenario, 4.5);

        var preview = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request()));

        preview.LeftOut.ShouldHaveSingleItem().TopicPartition.ShouldBe(new TopicPartition("t", 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Apply_ItEndsWhileAReassignmentOfOthersIsCancelled_IsNotSaidToBeSkipped(double seconds)
    {
        using var scenario = Interrupted();
        scenario.Cluster.LimitReplica("t", 1, 9, 0);
        scenario.Cluster.ReassignByOthers("t", 1, 4, 5, 9);
        scenario.Advance(5);
        using var cancels = scenario.Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            EndIn(scenario, seconds);
            return null;
        });

        var report = scenario.Apply(new ExecutionOptions { CancelForeign = [new TopicPartition("t", 1)] });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
    }

    /// <summary>The run waited some seconds from the first look that showed it in flight, and then believed a single one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(4.5)]
    [InlineData(5.5)]
    public void Apply_APendingPartitionIsMovedAsPlannedBySomebodyElse_IsDone(double seconds)
    {
        using var scenario = Interrupted();
        scenario.Cluster.LimitReplica("t", 1, 8, 0);
        scenario.Cluster.After(TimeSpan.FromSeconds(20), () => scenario.Cluster.ReassignByOthers("t", 1, 4, 5, 8));
        scenario.Cluster.After(TimeSpan.FromSeconds(20 + seconds), () => scenario.Cluster.LimitReplica("t", 1, 8, null));
        EndIn(scenario, 60);

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1, Throttle = ThrottleSetting.None });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, string.Join(' ', report.Exceptions));
    }

    [Fact]
    public void StatusAndVerify_MetadataIsBehind_IsDone()
    {
        foreach (var command in (ExecutionCommand[])[ExecutionCommand.Verify, ExecutionCommand.Apply])
        {
            using var scenario = Interrupted();
            EndIn(scenario, 0);
            scenario.Advance(1);

            if (command == ExecutionCommand.Verify)
            {
                scenario.Verify().Exceptions.ShouldHaveSingleItem().TopicPartition.ShouldBe(new TopicPartition("t", 1));
            }
            else
            {
                var status = scenario.Status();
                status.Drifted.ShouldBeEmpty();
                status.Counts[PartitionState.Done].ShouldBe(1);
            }
        }
    }

    private static void EndIn(ExecutionScenario scenario, double seconds) =>
        scenario.Cluster.After(TimeSpan.FromSeconds(seconds), () => scenario.Cluster.LimitReplica("t", 0, 6, null));

    // t-0 is in flight, t-1 waits.
    private static ExecutionScenario Interrupted()
    {
        var scenario = new ExecutionScenario(configure: o => o with { MetadataLag = TimeSpan.FromSeconds(3) });
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 5, 8]));
        using var stop = new CancellationTokenSource();
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        scenario.StopAfter(TimeSpan.FromSeconds(20), stop);
        scenario.Apply(new ExecutionOptions { MaxMoves = 1, Throttle = ThrottleSetting.None }, stop.Token).Outcome
            .ShouldBe(ExecutionOutcome.Interrupted);
        return scenario;
    }
}
