using System.Collections.Immutable;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution;
using Rebalancer.Reports;
using Shouldly;

namespace Rebalancer.Cli.Tests.Rendering;

public sealed class ExecutionNextStepsTests
{
    private static readonly ApplyCommandOptions s_options = new() { Plan = "p", BootstrapServer = "a:9092" };
    private static readonly OfferedCommand s_resume = new(ExecutionCommand.Apply, "Resume the unfinished run");
    private static readonly OfferedCommand s_unthrottle = new(ExecutionCommand.Unthrottle, "Remove the throttles");

    [Fact]
    public void After_StatusWithOffers_HasALineForEachAndALook() =>
        ExecutionNextSteps.After(Status(s_resume, s_unthrottle), "f", s_options).Commands.Select(c => $"{c.Purpose}: {c.Line}").ShouldBe(
        [
            "Resume the unfinished run: rebalancer apply --plan p --bootstrap-server a:9092",
            "Remove the throttles: rebalancer unthrottle --plan p --bootstrap-server a:9092",
            "Check the cluster against the plan: rebalancer verify --plan p --bootstrap-server a:9092",
        ]);

    [Fact]
    public void After_StatusWhileAProcessRuns_OffersNoSecondRun() =>
        Verbs(ExecutionNextSteps.After(Status(), "f", s_options)).ShouldBe(["verify"]);

    [Theory]
    [InlineData(ExecutionCommand.Cancel, ExecutionOutcome.Completed, new[] { "apply", "verify" })]
    [InlineData(ExecutionCommand.Verify, ExecutionOutcome.Completed, new[] { "apply" })]
    [InlineData(ExecutionCommand.Verify, ExecutionOutcome.Partial, new[] { "status", "apply" })]
    public void After_Report_HasItsOffersAndLooksThatWereNotJustHad(ExecutionCommand command, ExecutionOutcome outcome, string[] verbs) =>
        Verbs(ExecutionNextSteps.After(Report(command, outcome, s_resume), s_options)).ShouldBe(verbs);

    [Fact]
    public void After_ReportThatOffersToVerify_OffersItOnce() =>
        Verbs(ExecutionNextSteps.After(
            Report(ExecutionCommand.Apply, ExecutionOutcome.Completed, new OfferedCommand(ExecutionCommand.Verify, "Check it")), s_options))
            .ShouldBe(["verify"]);

    private static IEnumerable<string> Verbs(NextSteps steps) => steps.Commands.Select(c => c.Line.Split(' ')[1]);

    private static ExecutionReport Report(ExecutionCommand command, ExecutionOutcome outcome, params OfferedCommand[] next) => new()
    {
        Command = command,
        Outcome = outcome,
        Summary = "",
        ClusterId = null,
        Fingerprint = "f",
        StartedAt = DateTimeOffset.UnixEpoch,
        EndedAt = DateTimeOffset.UnixEpoch,
        Next = [.. next],
    };

    private static ExecutionStatus Status(params OfferedCommand[] next) => new()
    {
        ProcessId = null,
        LastCommand = ExecutionCommand.Apply,
        LastOutcome = ExecutionOutcome.Partial,
        LastAt = DateTimeOffset.UnixEpoch,
        IsUnfinished = false,
        Counts = ImmutableSortedDictionary<PartitionState, int>.Empty,
        BytesDone = 0,
        BytesTotal = 0,
        PercentDone = 60,
        BytesPerSecond = 0,
        TimeLeft = null,
        Running = [],
        Drifted = [],
        Throttles = [],
        Notes = [],
        Next = [.. next],
        Advice = "",
    };
}
