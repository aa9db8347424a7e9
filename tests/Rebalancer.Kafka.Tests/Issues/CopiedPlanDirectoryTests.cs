using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A plan directory that was copied while an apply ran in it had a free lock, and an apply in the copy drove the same moves beside it.
/// </summary>
public sealed class CopiedPlanDirectoryTests : IDisposable
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    private readonly TemporaryDirectory _elsewhere = new();
    private readonly ExecutionScenario _scenario = new();

    public CopiedPlanDirectoryTests()
    {
        _scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 2, 8]));
        using var stop = new CancellationTokenSource();
        _scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        _scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) }, stop.Token).Outcome
            .ShouldBe(ExecutionOutcome.Interrupted);
    }

    private string Original => Path.GetFullPath(_scenario.Directory);

    public void Dispose()
    {
        // Where a test moved it away.
        Directory.CreateDirectory(Original);
        _scenario.Dispose();
        _elsewhere.Dispose();
    }

    [Theory]
    [InlineData(ExecutionCommand.Apply)]
    [InlineData(ExecutionCommand.Undo)]
    [InlineData(ExecutionCommand.Cancel)]
    [InlineData(ExecutionCommand.Unthrottle)]
    public void Command_InACopyWhileTheOriginalIsInUse_IsRefusedWithBothPaths(ExecutionCommand command)
    {
        var copy = Copy();
        using var held = Hold();
        var request = _scenario.Request() with { Directory = copy };
        var sent = _scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments);

        var preview = Should.Throw<InputException>(() => _scenario.Drive(e => e.PreviewAsync(command, request)));
        var run = Should.Throw<InputException>(() => _scenario.Drive(e => command switch
        {
            ExecutionCommand.Apply => e.ApplyAsync(request),
            ExecutionCommand.Undo => e.UndoAsync(request),
            ExecutionCommand.Cancel => e.CancelAsync(request),
            _ => e.UnthrottleAsync(request),
        }));

        run.Message.ShouldBe(preview.Message);
        run.Message.ShouldBe($"{copy} is a copy: Process {Environment.ProcessId} is using {Original}, which holds the same plan and its "
            + $"runs. Perhaps wait for its end or press Ctrl-C there, and go on in {Original}; 'status' and 'verify' work at any time.");
        _scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(sent);
    }

    [Fact]
    public void Status_OfACopyWhileTheOriginalIsInUse_NamesTheProcess()
    {
        var copy = Copy();
        using var held = Hold();

        var status = _scenario.Drive(e => e.StatusAsync(_scenario.Request() with { Directory = copy }));

        status.ProcessId.ShouldBe(Environment.ProcessId);
        status.Notes.ShouldContain(
            $"{copy} is a copy: Process {Environment.ProcessId} is using {Original}, which holds the same plan and its runs.");
    }

    [Fact]
    public void Verify_OfAnEarlierCopy_NamesTheThrottlesOfTheOriginal()
    {
        var copy = _elsewhere.File("earlier");
        Directory.CreateDirectory(copy);
        var set = _scenario.Cluster.ThrottleKeys().Count;
        set.ShouldBeGreaterThan(5);

        var report = _scenario.Drive(e => e.VerifyAsync(_scenario.Request() with { Directory = copy }));

        report.ThrottlesLeft.ShouldBeEmpty();
        var note = report.Notes.ShouldHaveSingleItem();
        note.ShouldStartWith("Throttle values are set that this plan directory did not set and that fit this plan (perhaps set from "
            + "another directory): follower.replication.throttled.replicas of topic t, leader.replication.throttled.replicas of topic t, ");
        note.ShouldEndWith($" and {set - 5} more.");
    }

    /// <summary>The moves of the original were called somebody else's.</summary>
    [Fact]
    public void StatusAndVerify_OfACopyThatWasMadeBeforeTheOriginalMoved_SayThatItFitsThePlan()
    {
        var copy = _elsewhere.File("earlier");
        Directory.CreateDirectory(copy);
        var request = _scenario.Request() with { Directory = copy };
        const string Fits = "that fits this plan (perhaps asked for from another directory)";
        const string WayOut = "Wait until they have ended, or cancel them first with --cancel-foreign t-0,t-1.";

        var status = _scenario.Drive(e => e.StatusAsync(request));
        var report = _scenario.Drive(e => e.VerifyAsync(request));

        status.Drifted.Select(d => d.ToString()).ShouldBe(
            [$"t-0: a reassignment to [7,2,3] {Fits} is in flight", $"t-1: a reassignment to [1,2,8] {Fits} is in flight"]);
        status.Notes.ShouldContain($"A reassignment {Fits} is in flight: t-0, t-1. {WayOut}");
        status.Advice.ShouldBe($"2 partitions are moved by a reassignment {Fits}. {WayOut}");
        report.Exceptions.ShouldAllBe(e => e.Reason.Contains(Fits));
    }

    [Fact]
    public void Apply_DirectoryWasMoved_GoesOnAndSaysSo()
    {
        var (moved, original) = (_elsewhere.File("moved"), Original);
        Directory.Move(original, moved);

        var report = _scenario.Drive(e => e.ApplyAsync(_scenario.Request() with { Directory = moved }));

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Resumed.ShouldBeTrue();
        report.Notes.ShouldContain($"The unfinished run was begun in {original}, which is gone: it goes on in {moved}.");
        _scenario.Assignment().ShouldBe(_scenario.Planned());
    }

    [Fact]
    public void Apply_InACopyOfWhatNobodyUses_GoesOnWithAWarning()
    {
        var copy = Copy();
        var request = _scenario.Request() with { Directory = copy };
        var warning = $"The unfinished run was begun in {Original}, and {copy} is a copy of it: go on in one of the two only.";

        _scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, request)).Warnings.ShouldContain(warning);
        _scenario.Drive(e => e.ApplyAsync(request)).Notes.ShouldContain(warning);
        _scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Undo, request)).Warnings
            .ShouldNotContain(warning, "the last run is this directory's own");
    }

    [Fact]
    public void Apply_InACopy_HoldsTheOriginalMeanwhile()
    {
        var request = _scenario.Request() with { Directory = Copy() };
        int? holder = null;
        _scenario.Cluster.After(TimeSpan.FromSeconds(3), () => holder = PlanLock.Holder(Original));

        _scenario.Drive(e => e.ApplyAsync(request)).Outcome.ShouldBe(ExecutionOutcome.Completed);

        holder.ShouldBe(Environment.ProcessId, "somebody in the original must see that a run is under way");
        PlanLock.Holder(Original).ShouldBeNull();
    }

    [Fact]
    public void Apply_ByAnotherPathToTheSameDirectory_GoesOnWithoutAWord()
    {
        var link = _elsewhere.File("link");
        Directory.CreateSymbolicLink(link, Original);
        using var held = PlanLock.Take(link);
        var request = _scenario.Request() with { Directory = link, Lock = held };

        _scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, request)).Warnings.ShouldBeEmpty();
        _scenario.Drive(e => e.ApplyAsync(request)).Outcome.ShouldBe(ExecutionOutcome.Completed);
    }

    [Fact]
    public void Undo_AnotherPlanRunsWhereTheDirectoryWas_IsNotItsConcern()
    {
        var (moved, original) = (_elsewhere.File("moved"), Original);
        Directory.Move(original, moved);
        Directory.CreateDirectory(original);
        using var held = PlanLock.Take(original);

        _scenario.Drive(e => e.UndoAsync(_scenario.Request() with { Directory = moved })).Outcome.ShouldBe(ExecutionOutcome.Completed);
    }

    // Stands for another process: one process takes no two locks at one moment.
    private PlanLock Hold()
    {
        var held = PlanLock.Take(Original);
        File.SetLastWriteTimeUtc(Path.Combine(Original, PlanLock.ProcessFileName), DateTime.UnixEpoch);
        return held;
    }

    private string Copy()
    {
        var copy = _elsewhere.File("copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Original))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }
}
