using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Plans;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>A command with nothing to do said "0 partitions", and cancel after an undo offered to go on with an apply.</summary>
public sealed class NothingToDoTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;
    private const string Nothing = "Nothing is in flight, so there was nothing to cancel. ";

    [Fact]
    public void Cancel_NothingWasEverRun_SaysSo()
    {
        using var scenario = Small();

        scenario.Cancel().Summary.ShouldBe(Nothing + "'apply' carries the plan out.");
    }

    [Fact]
    public void Cancel_AfterAnApply_SaysThatItWasCarriedOut()
    {
        using var scenario = Small();
        scenario.Apply();

        var report = scenario.Cancel();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.Summary.ShouldBe(Nothing + "Nothing is left to do; 'verify' checks it, 'undo' restores the previous replica lists.");
        report.Counts.Keys.ShouldBe([PartitionState.Done]);
    }

    [Fact]
    public void Cancel_AfterAnUndo_SaysThatItWasUndoneAndLeavesNothingPending()
    {
        using var scenario = Small();
        scenario.Apply();
        scenario.Undo();

        var report = scenario.Cancel();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.Summary.ShouldBe(Nothing + "Everything is as it was before; 'verify' checks it, 'apply' carries the plan out.");
        report.Counts.Keys.ShouldBe([PartitionState.Done]);
        ReportWriter.ToText(report).ShouldNotContain("Not done:");
    }

    [Fact]
    public void Cancel_ASecondTime_SaysWhatGoesOn()
    {
        using var scenario = Small();
        Interrupt(scenario);
        scenario.Cancel().Summary.ShouldStartWith("1 move was cancelled.");

        scenario.Cancel().Summary.ShouldBe(
            Nothing + "'apply' resumes the unfinished run, 'undo' restores the previous replica lists.");
    }

    [Fact]
    public void Cancel_AnUndoUnderWay_CountsAsStatusDoes()
    {
        using var scenario = Small();
        scenario.Apply();
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        scenario.Drive(e => e.UndoAsync(
            scenario.Request(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) }), null, stop.Token));

        var report = scenario.Cancel();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Counts.ShouldBe(scenario.Status().Counts);
        report.Exceptions.ShouldHaveSingleItem().Reason.ShouldBe("not started");
    }

    /// <summary>After a cancelled undo, cancel offered to go on with the apply, and status to go on with the undo.</summary>
    [Theory]
    [InlineData(false, "apply undo")]
    [InlineData(true, "undo apply")]
    public void CancelAndStatus_AfterTheSame_OfferTheSame(bool isUndo, string verbs)
    {
        using var scenario = Small();
        if (isUndo)
        {
            scenario.Apply();
        }

        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        var request = scenario.Request(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) });
        var stopped = scenario.Drive(e => isUndo ? e.UndoAsync(request, null, stop.Token) : e.ApplyAsync(request, null, stop.Token));
        Verbs(stopped.Next).ShouldBe(Verbs(scenario.Status().Next));
        Verbs(stopped.Next).ShouldContain("cancel");

        var report = scenario.Cancel();
        var status = scenario.Status();

        report.Summary.ShouldBe($"1 move was cancelled. {status.Advice}");
        Verbs(report.Next).ShouldBe(verbs);
        Verbs(status.Next).ShouldBe(verbs);
        scenario.Cancel().Summary.ShouldBe(Nothing + status.Advice);
        Verbs(scenario.Verify().Next).ShouldBe(verbs);
    }

    [Fact]
    public void Next_FromTheFirstLookToTheWayBack_IsWhatStatusOffers()
    {
        using var scenario = Small();
        Verbs(scenario.Status().Next).ShouldBe("apply");

        Verbs(scenario.Apply().Next).ShouldBe("verify undo");
        Verbs(scenario.Status().Next).ShouldBe("verify undo");
        Verbs(scenario.Verify().Next).ShouldBe("undo");

        Verbs(scenario.Undo().Next).ShouldBe("verify apply");
        Verbs(scenario.Status().Next).ShouldBe("verify apply");
    }

    [Fact]
    public void Next_WhileAProcessUsesThePlan_IsNothing()
    {
        using var scenario = Small();
        using var held = PlanLock.Take(scenario.Directory);

        scenario.Status().Next.ShouldBeEmpty();
        scenario.Verify().Next.ShouldBeEmpty();
    }

    [Fact]
    public void Preview_NothingToDo_SaysSoInTheWordsOfTheReport()
    {
        using var scenario = Small();
        scenario.Apply();

        var nothing = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request())).NothingTo.ShouldNotBeNull();
        scenario.Apply().Summary.ShouldBe($"There was nothing to {nothing}. This is verified.");

        scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Undo, scenario.Request())).NothingTo.ShouldBeNull();
        scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Cancel, scenario.Request())).NothingTo.ShouldBe(
            "cancel: no partition of this plan is in flight");
    }

    [Fact]
    public void Apply_ASecondTime_SaysThatItIsAsPlanned()
    {
        using var scenario = Small();
        scenario.Apply().Summary.ShouldBe("Done and verified.");

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.Summary.ShouldBe(
            "There was nothing to move: every partition of the plan has its planned replica list already. This is verified.");
    }

    [Fact]
    public void Undo_NothingWasMoved_SaysSo()
    {
        using var scenario = Small();

        var report = scenario.Undo();

        report.Summary.ShouldBe("There was nothing to undo: no run of this plan has moved anything. This is verified.");
        report.Throttle.ShouldBeNull("there was nothing to throttle");
        ReportWriter.ToText(report).ShouldNotContain("Throttle");
    }

    [Fact]
    public void Undo_ASecondTime_SaysThatItIsAsBefore()
    {
        using var scenario = Small();
        scenario.Apply();
        scenario.Undo();

        scenario.Undo().Summary.ShouldBe(
            "There was nothing to undo: every partition of the plan has its previous replica list already. This is verified.");
    }

    [Fact]
    public void Status_ARunWasCutOffWithOnlyThrottlesLeft_OffersToFinishIt()
    {
        using var scenario = Small();
        CutOffBeforeThrottlesGo(scenario, e => e.ApplyAsync(scenario.Request()));

        var status = scenario.Status();

        status.Running.ShouldBeEmpty();
        status.Advice.ShouldBe("'apply' finishes the run: it removes the throttles and checks the result, 'unthrottle' only removes the "
            + "throttles, 'undo' restores the previous replica lists.");
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Status_AnUndoWasCutOffWithOnlyThrottlesLeft_OffersToFinishIt()
    {
        using var scenario = Small();
        scenario.Apply();
        CutOffBeforeThrottlesGo(scenario, e => e.UndoAsync(scenario.Request()));

        scenario.Status().Advice.ShouldBe(
            "'undo' finishes the undo: it removes the throttles and checks the result, 'unthrottle' only removes the throttles, 'apply' "
                + "carries the plan out.");
    }

    [Fact]
    public void Status_ARunWasCutOffWithNothingInFlight_OffersNoCancel()
    {
        using var scenario = Small();
        Should.Throw<InvalidOperationException>(() => scenario.Drive(
            e => e.ApplyAsync(scenario.Request()), r => Cut(r is MovesSubmitting)));
        scenario.Status().Advice.ShouldBe("'apply' resumes the unfinished run, 'unthrottle' removes the throttles, 'undo' restores the "
            + "previous replica lists.");

        Interrupt(scenario);
        scenario.Status().Advice.ShouldBe("'apply' resumes the unfinished run, 'cancel' cancels the moves in flight, 'undo' restores the "
            + "previous replica lists.");
    }

    private static string Verbs(IEnumerable<OfferedCommand> next) => string.Join(' ', next.Select(o => o.Command.Word()));

    private static void CutOffBeforeThrottlesGo(ExecutionScenario scenario, Func<Executor, Task<ExecutionReport>> command) =>
        Should.Throw<InvalidOperationException>(() => scenario.Drive(
            command, r => Cut(r is ThrottlesSetting setting && setting.Values.Any(v => v.Restores))));

    private static void Cut(bool now)
    {
        if (now)
        {
            throw new InvalidOperationException("killed");
        }
    }

    private static void Interrupt(ExecutionScenario scenario)
    {
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) }, stop.Token).Outcome
            .ShouldBe(ExecutionOutcome.Interrupted);
    }

    private static ExecutionScenario Small() => new ExecutionScenario().Topic("t", 20 * Megabyte, ([1, 2, 3], [1, 2, 6]));
}
