using System.Collections.Immutable;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution;
using Shouldly;

namespace Rebalancer.Cli.Tests.Rendering;

public sealed class ExecutionNextStepsTests
{
    private static readonly ApplyCommandOptions s_options = new() { Plan = "p", BootstrapServer = "a:9092" };

    [Theory]
    [InlineData(ExecutionCommand.Apply, PartitionState.Pending, "rebalancer apply --plan p --bootstrap-server a:9092")]
    [InlineData(ExecutionCommand.Undo, PartitionState.Running, "rebalancer undo --plan p --bootstrap-server a:9092")]
    [InlineData(ExecutionCommand.Cancel, PartitionState.Pending, null)]
    [InlineData(ExecutionCommand.Apply, PartitionState.Failed, null)]
    public void After_StatusOfARunThatEndedEarly_OffersToCarryOn(ExecutionCommand last, PartitionState left, string? expected)
    {
        var steps = ExecutionNextSteps.After(Status(last, left), "f", s_options);

        steps.Commands.Where(c => c.Purpose == "Try what is left again").Select(c => c.Line).ShouldBe(
            expected is null ? [] : [expected]);
        steps.Commands[^1].Line.ShouldBe("rebalancer verify --plan p --bootstrap-server a:9092");
    }

    [Fact]
    public void After_StatusWhileAProcessRuns_OffersNoSecondRun() =>
        ExecutionNextSteps.After(Status(ExecutionCommand.Apply, PartitionState.Pending, process: 7), "f", s_options).Commands
            .ShouldHaveSingleItem().Line.ShouldStartWith("rebalancer verify");

    [Theory]
    [InlineData(PartitionState.Done, new[] { "verify" })]
    [InlineData(PartitionState.Pending, new[] { "apply", "undo" })]
    public void After_CancelWithNothingLeft_OffersNoRun(PartitionState state, string[] verbs) =>
        ExecutionNextSteps.After(Report(ExecutionCommand.Cancel, ExecutionOutcome.Completed, state), s_options)
            .Commands.Select(c => c.Line.Split(' ')[1]).ShouldBe(verbs);

    [Fact]
    public void After_VerifyWhileAProcessRuns_OffersOnlyToLookAgain() =>
        ExecutionNextSteps.After(
            Report(ExecutionCommand.Verify, ExecutionOutcome.Partial, PartitionState.Running, process: 7, throttles: ["rate of broker 1"]),
            s_options).Commands.Select(c => c.Line.Split(' ')[1]).ShouldBe(["status"]);

    /// <summary>It offered to cancel the moves in flight where none was.</summary>
    [Fact]
    public void After_StatusOfARunCutOffWithOnlyThrottlesLeft_OffersToRemoveThem() =>
        ExecutionNextSteps.After(
            Status(ExecutionCommand.Apply, PartitionState.Gone, isUnfinished: true, throttles: ["rate of broker 1"]), "f", s_options)
            .Commands.Select(c => c.Line.Split(' ')[1]).ShouldBe(["apply", "unthrottle", "verify"]);

    private static ExecutionReport Report(
        ExecutionCommand command, ExecutionOutcome outcome, PartitionState state, int? process = null, string[]? throttles = null) => new()
        {
            Command = command,
            Outcome = outcome,
            Summary = "",
            ProcessId = process,
            ClusterId = null,
            Fingerprint = "f",
            StartedAt = DateTimeOffset.UnixEpoch,
            EndedAt = DateTimeOffset.UnixEpoch,
            Counts = ImmutableSortedDictionary<PartitionState, int>.Empty.Add(state, 2),
            ThrottlesLeft = [.. throttles ?? []],
        };

    private static ExecutionStatus Status(
        ExecutionCommand last, PartitionState left, int? process = null, bool isUnfinished = false, string[]? throttles = null) => new()
        {
            ProcessId = process,
            LastCommand = last,
            LastOutcome = ExecutionOutcome.Partial,
            LastAt = DateTimeOffset.UnixEpoch,
            IsUnfinished = isUnfinished,
            Counts = ImmutableSortedDictionary<PartitionState, int>.Empty.Add(PartitionState.Done, 3).Add(left, 2),
            BytesDone = 0,
            BytesTotal = 0,
            PercentDone = 60,
            BytesPerSecond = 0,
            TimeLeft = null,
            Running = [],
            Drifted = [],
            Throttles = [.. throttles ?? []],
            Notes = [],
            Advice = "",
        };
}
