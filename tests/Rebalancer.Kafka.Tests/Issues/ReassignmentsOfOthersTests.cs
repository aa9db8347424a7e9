using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>What is told of reassignments of others: before they are cancelled by name, and where they stand in the way.</summary>
public sealed class ReassignmentsOfOthersTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    private static readonly ExecutionOptions s_cancel = new() { CancelForeign = [new TopicPartition("t", 0)] };
    private static readonly ExecutionOptions s_cancelBoth = new()
    {
        CancelForeign = [new TopicPartition("t", 0), new TopicPartition("hidden", 0)],
    };

    /// <summary>The preview said "nothing to move" and "left out"; then the reassignment was cancelled and the partition moved.</summary>
    [Fact]
    public void Preview_AReassignmentIsCancelledByName_CountsWhatComesAfter()
    {
        using var scenario = Overtaken();

        var preview = Preview(scenario, s_cancel);

        preview.Refusals.ShouldBeEmpty();
        preview.CancelsFirst.ShouldBe([new PartitionReason(new TopicPartition("t", 0), "somebody else's reassignment to [1,2,9]")]);
        preview.LeftOut.ShouldBeEmpty();
        (preview.Partitions, preview.Moves, preview.Bytes).ShouldBe((1, 1, 40 * Megabyte));
        preview.Estimate.ShouldNotBeNull();
        ExecutionJson.Document(preview).ShouldContain("\"cancelsFirst\": [");

        scenario.Events.Clear();
        var report = scenario.Apply(s_cancel);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        var began = scenario.Events.OfType<RunBegan>().ShouldHaveSingleItem();
        (began.Partitions, began.Moves, began.Bytes).ShouldBe((preview.Partitions, preview.Moves, preview.Bytes));
    }

    [Fact]
    public void Preview_TheReassignmentWasMadeFromAListThatThePlanDoesNotKnow_IsAsTheRun()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([4, 2, 3], [4, 2, 3]));
        scenario.Plan("t", 0, [1, 2, 3], [1, 2, 6], 40 * Megabyte);
        Overtake(scenario, 4, 2, 9);

        var preview = Preview(scenario, s_cancel);
        var report = scenario.Apply(s_cancel);

        (preview.Partitions, preview.Moves).ShouldBe((1, 2));
        preview.LeftOut.ShouldBeEmpty();
        (report.Outcome, report.MovesDone).ShouldBe((ExecutionOutcome.Completed, 2), report.Summary);
    }

    [Fact]
    public void Preview_TheReassignmentIsBesideThePlan_NamesIt()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("other", 40 * Megabyte, ([1, 2, 3], [1, 2, 3])).Topic("t", 0, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.LimitReplica("other", 0, 9, 0);
        scenario.Cluster.ReassignByOthers("other", 0, 1, 2, 9);
        scenario.Advance(1);

        var preview = Preview(scenario, new ExecutionOptions { CancelForeign = [new("other", 0), new("t", 0), new("other", 0)] });

        preview.CancelsFirst.ShouldBe([new PartitionReason(new TopicPartition("other", 0), "somebody else's reassignment to [1,2,9]")]);
        preview.Partitions.ShouldBe(1);
    }

    /// <summary>Only <c>apply</c> named the cure, and only once.</summary>
    [Fact]
    public void StatusAndRefusals_APartitionOfThePlanIsMovedByOthers_NameItAndTheCure()
    {
        using var scenario = Overtaken();
        const string WayOut = "Wait until it has ended, or cancel it first with --cancel-foreign t-0.";

        scenario.Apply().Refusals.ShouldBe(["t-0: somebody else's reassignment to [1,2,9] is in flight.", WayOut]);
        Preview(scenario).Refusals[^1].ShouldBe(WayOut);
        var status = scenario.Status();

        status.Notes.ShouldBe(["A reassignment of somebody else is in flight: t-0. " + WayOut]);
        status.Advice.ShouldBe("1 partition was changed by somebody else. Nothing else is left to do. To include it, run 'apply' with "
            + "--cancel-foreign t-0, or make a new plan once that move has ended.");
    }

    [Fact]
    public void StatusAndRefusals_SomeAreMovedByOthersAndSomeChanged_TellBothWaysOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 7], [4, 5, 7]), ([1, 2, 3], [1, 2, 6]));
        scenario.Plan("t", 1, [4, 5, 6], [4, 5, 9], 40 * Megabyte);
        Overtake(scenario, 1, 2, 9);

        scenario.Apply().Refusals[^2..].ShouldBe(
        [
            "Wait until it has ended, or cancel it first with --cancel-foreign t-0.",
            "Plan again, or add --skip-drifted to leave out what is not as planned.",
        ]);
        scenario.Status().Advice.ShouldBe(
            "2 partitions were changed by somebody else; 'apply' with --skip-drifted and --cancel-foreign t-0 carries out the rest.");
        scenario.Apply(s_cancel with { SkipDrifted = true }).MovesDone.ShouldBe(2);
    }

    /// <summary>
    /// Found by the swarm (seed 1040084): metadata still showed the union after the cancel, and the partition was left out as changed.
    /// </summary>
    [Fact]
    public void Apply_MetadataIsBehindTheCancel_TheRunGoesOn()
    {
        using var scenario = new ExecutionScenario(configure: o => o with { MetadataLag = TimeSpan.FromSeconds(3) });
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        Overtake(scenario, 1, 2, 9);
        scenario.Advance(5);

        var report = scenario.Apply(s_cancel);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }

    /// <summary>Nothing told what had become of it.</summary>
    [Fact]
    public void Apply_AReassignmentIsCancelledByName_TellsWhatTheClusterShowsThen()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6])).Topic("other", 40 * Megabyte, ([1, 2, 3], [1, 2, 3]));
        scenario.Cluster.LimitReplica("other", 0, 9, 0);
        scenario.Cluster.ReassignByOthers("other", 0, 9, 3, 2);
        scenario.Advance(1);
        var before = string.Join(',', scenario.Partition("other").Replicas);

        var report = scenario.Apply(new ExecutionOptions { CancelForeign = [new TopicPartition("other", 0)] });

        var after = string.Join(',', scenario.Partition("other").Replicas);
        var told = "Cancelled by --cancel-foreign, and left in the order that Kafka gives (the first broker may not be the "
            + $"one it was before the move): other-0 (now [{after}], [{before}] before the cancel).";
        report.Notes.ShouldContain(told);
        scenario.Notes.ShouldContain(told);
    }

    /// <summary>Two runs of copies of one plan: it was told as failed, though it had its planned list by the end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_WhatOthersChangedHasItsPlannedListAtTheEnd_IsDone(bool isPending)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 7], [4, 5, 9]));
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        scenario.Cluster.LimitReplica("t", 1, 9, 0);
        var changed = isPending ? 1 : 0;
        int[] planned = isPending ? [4, 5, 9] : [1, 2, 6];
        scenario.Cluster.After(
            TimeSpan.FromSeconds(20), () => scenario.Cluster.ReassignByOthers("t", changed, isPending ? [4, 5, 8] : [1, 2, 8]));
        scenario.Cluster.After(TimeSpan.FromSeconds(60), () => scenario.Cluster.ReassignByOthers("t", changed, planned));
        scenario.Cluster.After(TimeSpan.FromSeconds(65), () => scenario.Cluster.LimitReplica("t", changed, planned[2], null));
        scenario.Cluster.After(TimeSpan.FromSeconds(120), () => scenario.Cluster.LimitReplica("t", 1 - changed, isPending ? 6 : 9, null));

        var report = scenario.Apply(new ExecutionOptions
        {
            MaxMoves = isPending ? 1 : 4,
            SkipDrifted = true,
            Throttle = ThrottleSetting.None,
        });

        scenario.Events.OfType<PartitionEnded>().ShouldContain(e => e.TopicPartition == new TopicPartition("t", changed)
            && e.State == (isPending ? PartitionState.Skipped : PartitionState.Failed));
        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Counts.ShouldBe([KeyValuePair.Create(PartitionState.Done, 2)]);
        report.Notes.ShouldContain($"Carried out by somebody else: t-{changed}.");
        scenario.Status().Advice.ShouldStartWith("Nothing is left to do; ");
    }

    /// <summary>
    /// Found by the swarm (seed 1930357): Kafka left one partition with three replicas, and the whole run was refused for it.
    /// </summary>
    [Fact]
    public void Apply_ACancelledMoveLeftMoreReplicas_TheRestIsCarriedOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2], [5, 2])).Topic("u", 40 * Megabyte, ([1, 2], [7, 2]));
        scenario.Cluster.LimitReplica("t", 0, 5, 0);
        scenario.Cluster.LimitReplica("u", 0, 7, 0);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(20), stop);
        scenario.Apply(null, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        Overtake(scenario, 6, 2);
        scenario.Cluster.LimitReplica("u", 0, 7, null);
        scenario.Cluster.LimitReplica("t", 0, 5, null);

        var report = scenario.Apply(s_cancel);

        scenario.Partition("t").Replicas.Length.ShouldBe(3);
        report.Outcome.ShouldBe(ExecutionOutcome.Partial, report.Summary);
        scenario.Partition("u").Replicas.ShouldBe([7, 2]);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldBe("the cluster refused [5,2]: "
            + "InvalidReplicationFactor (38): The replication factor is changed from 3 to 2. Perhaps --allow-replication-factor-change is "
            + "meant");
    }

    /// <summary>
    /// Found by the swarm (seed 1041200): one of two could not be cancelled, and the other was told as done, as if it had been.
    /// </summary>
    [Fact]
    public void Apply_OneOfThemCannotBeCancelled_NoneIsSaidToBeDone()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 3]));
        scenario.Topic("hidden", 40 * Megabyte, ([1, 2, 3], [1, 2, 3]));
        scenario.Plan("t", 0, [4, 2, 3], [1, 2, 3], 40 * Megabyte);
        scenario.Cluster.LimitReplica("hidden", 0, 9, 0);
        scenario.Cluster.ReassignByOthers("hidden", 0, [1, 2, 9]);
        Overtake(scenario, 1, 2, 9);
        var looks = 0;
        scenario.Cluster.OnRequest(KafkaApiKeys.ListPartitionReassignments, _ =>
        {
            // The look of the preparation still shows it.
            if (++looks == 2)
            {
                scenario.Cluster.HideTopic("hidden");
            }

            return null;
        });

        var report = scenario.Apply(s_cancelBoth);

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.Summary.ShouldStartWith("hidden-0: its topic cannot be seen");
        report.Counts.ShouldBe([KeyValuePair.Create(PartitionState.Skipped, 1)]);
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldBe("somebody else's reassignment to [1,2,9] is in flight");
        scenario.Partition("t").IsReassigning.ShouldBeTrue();
    }

    /// <summary>
    /// Found by the swarm (seed 1052523): a run was killed before its cancel went out, and the next one took the reassignment for its own.
    /// </summary>
    [Fact]
    public void Undo_AfterACancelByNameThatNeverWentOut_LeavesTheReassignmentAlone()
    {
        using var scenario = Overtaken();
        Should.Throw<InvalidOperationException>(() => scenario.Drive(
            e => e.ApplyAsync(scenario.Request(s_cancel)),
            record =>
            {
                if (record is MovesCancelling)
                {
                    throw new InvalidOperationException("killed");
                }
            }));

        var report = scenario.Undo();

        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldBe("somebody else's reassignment to [1,2,9] is in flight");
        scenario.Partition("t").IsReassigning.ShouldBeTrue();
        scenario.Status().Running.ShouldBeEmpty();
    }

    /// <summary>Only the run told it, after the question.</summary>
    [Fact]
    public void Preview_OneOfThemCannotBeCancelledSafely_IsRefused()
    {
        using var scenario = Overtaken();
        scenario.Topic("hidden", 40 * Megabyte, ([1, 2, 3], [1, 2, 3]));
        scenario.Cluster.LimitReplica("hidden", 0, 9, 0);
        scenario.Cluster.ReassignByOthers("hidden", 0, [1, 2, 9]);
        scenario.Cluster.HideTopic("hidden");
        scenario.Advance(1);

        Preview(scenario, s_cancelBoth).Refusals.ShouldHaveSingleItem().ShouldBe(
            "hidden-0: its topic cannot be seen: TopicAuthorizationFailed (29), so nobody can tell whether a cancel would lose data. "
                + "Leave it out of --cancel-foreign.");
        scenario.Apply(s_cancelBoth).Outcome.ShouldBe(ExecutionOutcome.Refused);
        scenario.Partition("t").IsReassigning.ShouldBeTrue();
    }

    private static ExecutionPreview Preview(ExecutionScenario scenario, ExecutionOptions? options = null) =>
        scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request(options)));

    private static ExecutionScenario Overtaken()
    {
        var scenario = new ExecutionScenario();
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        Overtake(scenario, 1, 2, 9);
        return scenario;
    }

    private static void Overtake(ExecutionScenario scenario, params int[] list)
    {
        scenario.Cluster.LimitReplica("t", 0, 9, 0);
        scenario.Cluster.ReassignByOthers("t", 0, list);
        scenario.Advance(1);
    }
}
