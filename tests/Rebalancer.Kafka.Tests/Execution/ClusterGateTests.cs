using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>
/// What makes the next wave wait: the plan's own troubles and what fell ill since the run began, not what was ill beside it.
/// </summary>
public sealed class ClusterGateTests
{
    private static readonly ExecutionOptions s_strict = new() { RequireHealthyCluster = true };

    // The plan: t-0 from 1,2,3 to 1,2,4.
    private static TopicDescription Well => LookBuilder.Topic("t", LookBuilder.Partition(0, [1, 2, 3]));

    private static TopicDescription Leaderless => LookBuilder.Topic("beside", LookBuilder.Partition(0, [5], isr: [5], leader: -1));

    private static TopicDescription Thin => LookBuilder.Topic("thin", LookBuilder.Partition(0, [5, 6], isr: [5]));

    [Fact]
    public void WhyHold_AllIsWell_NoReason() => Hold(LookBuilder.View([Well])).ShouldBeEmpty();

    [Fact]
    public void WhyHold_SickBesideThePlan_IsToldAndNoReason()
    {
        var view = LookBuilder.View([Well, Leaderless, Thin]);

        Hold(view).ShouldBeEmpty();
        ClusterGate.Warnings(view, State(view), ExecutionOptions.Default).ShouldBe([
            "Without a leader, not in the plan and left alone: beside-0.",
            "Under-replicated, not in the plan and left alone: thin-0.",
        ]);
    }

    [Fact]
    public void WhyHold_HealthyClusterIsRequired_BothAreReasonsAndNoWarnings()
    {
        var view = LookBuilder.View([Well, Leaderless, Thin]);

        Hold(view, options: s_strict).ShouldBe(["No leader: beside-0.", "Under-replicated, and not repaired by the plan: thin-0."]);
        ClusterGate.Warnings(view, State(view), s_strict).ShouldBeEmpty();
    }

    [Fact]
    public void WhyHold_PlannedPartitionHasNoLeader_IsAReason() =>
        Hold(LookBuilder.View([LookBuilder.Topic("t", LookBuilder.Partition(0, [1, 2, 3], leader: -1))])).ShouldBe(["No leader: t-0."]);

    [Theory]
    [InlineData(new[] { 1, 2 }, false, new string[0])] // what is out of sync leaves by the plan: that is its repair
    [InlineData(new[] { 1, 3 }, false, new[] { "Under-replicated, and not repaired by the plan: t-0." })]
    [InlineData(new[] { 1, 3 }, true, new string[0])]
    public void WhyHold_PlannedPartitionIsUnderReplicated_WaitsUnlessThePlanRepairsIt(int[] isr, bool allowed, string[] reasons) =>
        Hold(
            LookBuilder.View([LookBuilder.Topic("t", LookBuilder.Partition(0, [1, 2, 3], isr))]),
            options: new ExecutionOptions { AllowUnderReplicated = allowed }).ShouldBe(reasons);

    [Fact]
    public void WhyHold_ReassignmentOfOthers_IsAReasonUntilItIsNamed()
    {
        var ongoing = new OngoingReassignment(LookBuilder.Name("x"), [1, 2, 5], [5], [2]);
        var view = LookBuilder.View([Well, LookBuilder.Topic("x", LookBuilder.Partition(0, [1, 2, 5], isr: [1, 2]))], [ongoing]);
        var named = new ExecutionOptions { CancelForeign = [LookBuilder.Name("x")] };

        Hold(view).ShouldBe(["A reassignment of somebody else is in flight: x-0. Wait until it has ended, or cancel it first with "
            + "--cancel-foreign x-0."]);
        Hold(view.AfterCancelling([ongoing]), options: named).ShouldBeEmpty("it is cancelled first");
        Hold(view, new HealthWatch(), named).ShouldBe(
            ["A reassignment of somebody else is in flight: x-0."], "it was cancelled, and is back");
    }

    [Fact]
    public void WhyHold_FellOutSinceTheRunBegan_IsAReason()
    {
        var watch = new HealthWatch();
        watch.Take(LookBuilder.View([Well, LookBuilder.Topic("thin", LookBuilder.Partition(0, [5, 6]))]));
        var view = LookBuilder.View([Well, Thin], at: LookBuilder.Start + TimeSpan.FromSeconds(10));
        watch.Take(view);

        Hold(view, watch).ShouldBe(["Fell out of sync since the run began: thin-0."]);
        Hold(view, watch, s_strict).ShouldBe(["Under-replicated, and not repaired by the plan: thin-0."], "told once");
    }

    [Fact]
    public void WhyHold_FellOutAndItsBrokerIsDown_IsNotTheRunsDoing()
    {
        var watch = new HealthWatch();
        watch.Take(LookBuilder.View([Well, LookBuilder.Topic("thin", LookBuilder.Partition(0, [5, 6]))]));
        var view = LookBuilder.View([Well, Thin], live: [1, 2, 3, 4, 5]);
        watch.Take(view);

        Hold(view, watch).ShouldBeEmpty();
    }

    [Fact]
    public void WhyHold_ManyPartitions_NamesFive()
    {
        var ill = LookBuilder.Topic("many", [.. Enumerable.Range(0, 8).Select(p => LookBuilder.Partition(p, [5, 6], isr: [5]))]);

        Hold(LookBuilder.View([Well, ill]), options: s_strict).ShouldHaveSingleItem()
            .ShouldBe("Under-replicated, and not repaired by the plan: many-0, many-1, many-2, many-3, many-4 and 3 more.");
    }

    private static List<string> Hold(ClusterView view, HealthWatch? watch = null, ExecutionOptions? options = null) =>
        ClusterGate.WhyHold(view, State(view), watch, options ?? ExecutionOptions.Default);

    private static RunState State(ClusterView view)
    {
        var change = new PartitionChange(LookBuilder.Name("t"), [1, 2, 3], [1, 2, 4], DataSize.FromBytes(1));
        var plan = new PlanManifest
        {
            ClusterId = "c",
            Fingerprint = PlanFingerprint.Compute("c", [change]),
            Aim = PlanAim.Balance,
            Changes = [change],
            NotReversible = [],
        };
        var request = new ExecutionRequest("nowhere", plan, ExecutionOptions.Default);
        return RunState.Create(request, ExecutionCommand.Apply, view, new JournalState(), []);
    }
}
