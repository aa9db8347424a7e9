using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A move that had ended, or was gone, by the time its cancel arrived was reported as failed, as still moving, or as listed for a minute
/// more.
/// </summary>
public sealed class OutrunCancelTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Apply_StalledMoveEndsBeforeItsCancel_IsDone()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        OnCancel(scenario, () => scenario.Cluster.LimitReplica("t", 0, 6, null));

        var report = scenario.Apply(new ExecutionOptions { CancelStalled = true, StallTimeout = TimeSpan.FromSeconds(60) });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary + string.Join(' ', report.Exceptions));
        report.MovesDone.ShouldBe(1);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    [Fact]
    public void Cancel_TopicIsDeletedBeforeItArrives_IsGone()
    {
        using var scenario = Begun();
        OnCancel(scenario, () => scenario.Cluster.DeleteTopic("t"));

        var report = scenario.Cancel();

        report.Exceptions.ShouldHaveSingleItem().State.ShouldBe(PartitionState.Gone);
        report.Summary.ShouldBe(
            "0 moves were cancelled, 1 was no longer in flight. 'apply' finishes the run: it checks the result, 'undo' restores the "
            + "previous replica lists.");
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Cancel_SomebodyElseChangesThePartition_IsTold()
    {
        using var scenario = Begun();
        OnCancel(scenario, () =>
        {
            scenario.Cluster.ReassignByOthers("t", 0, null);
            scenario.Cluster.LimitReplica("t", 0, 6, null);
            scenario.Cluster.ReassignByOthers("t", 0, 1, 2, 9);
        });

        var report = scenario.Cancel();

        var changed = report.Exceptions.ShouldHaveSingleItem();
        changed.State.ShouldBe(PartitionState.Skipped);
        changed.Reason.ShouldBe("somebody else changed it to [1,2,9] while it moved to [1,2,6]");
        scenario.Partition("t").Replicas.ShouldBe([1, 2, 9]);
    }

    [Fact]
    public void Cancel_MoveEndsBeforeIt_IsDone()
    {
        using var scenario = Begun();
        OnCancel(scenario, () => scenario.Cluster.LimitReplica("t", 0, 6, null));

        var report = scenario.Cancel();

        report.Exceptions.ShouldBeEmpty();
        report.Summary.ShouldStartWith("0 moves were cancelled, 1 was no longer in flight.");
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    /// <summary>What a command found when it began was told at its end, though it was gone by then.</summary>
    [Fact]
    public void Cancel_TopicThatWasDoneIsDeletedMeanwhile_IsGone()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("done", Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(40), stop);
        var applied = scenario.Apply(cancellationToken: stop.Token);
        applied.Counts[PartitionState.Done].ShouldBe(1);
        OnCancel(scenario, () => scenario.Cluster.DeleteTopic("done"));

        var report = scenario.Cancel();

        var gone = report.Exceptions.Single(e => e.TopicPartition.Topic == "done");
        gone.State.ShouldBe(PartitionState.Gone);
        gone.Reason.ShouldBe("its topic was deleted");
    }

    private static ExecutionScenario Begun()
    {
        var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(20), stop);
        scenario.Apply(cancellationToken: stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        return scenario;
    }

    /// <summary>Something happens while the first cancel is on its way, which is lost.</summary>
    private static void OnCancel(ExecutionScenario scenario, Action action)
    {
        var isFirst = true;
        scenario.Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, request =>
        {
            if (!isFirst || ((IReadOnlyList<ReassignmentChange>)request.Body!).Any(c => c.Replicas is not null))
            {
                return null;
            }

            isFirst = false;
            action();
            return RequestFault.Drop;
        });
    }
}
