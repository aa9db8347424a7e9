using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>What records add up to, run after run.</summary>
public sealed class JournalStateTests
{
    private static readonly TopicPartition s_partition = new("t", 3);
    private static readonly ConfigResource s_broker = ConfigResource.Broker(7);
    private static readonly ImmutableArray<PartitionChange> s_plan =
    [
        new(s_partition, [1, 2, 3], [1, 2, 4], DataSize.FromBytes(70)),
        new(new("u", 0), [2], [1], DataSize.Unknown),
        new(new("u", 1), [2], [3], DataSize.FromBytes(0)),
    ];

    private readonly JournalState _state = new();

    [Fact]
    public void State_NoRun_HoldsNothing()
    {
        _state.LastRun.ShouldBe(0);
        _state.Last.ShouldBeNull();
        _state.LastAt.ShouldBeNull();
        _state.LastMoving.ShouldBeNull();
        _state.IsUnfinished.ShouldBeFalse();
        _state.WithoutRecord.ShouldBeNull();
        _state.Plan.ShouldBeNull();
        _state.TopicIds.ShouldBeNull();
        _state.TopicId("t").ShouldBeNull();
        _state.LastMove(s_partition).ShouldBeNull();
        _state.SubmittedAt(s_partition).ShouldBeNull();
        _state.ReturnsTo(s_partition).ShouldBeNull();
        _state.KnowsSet(s_partition, [1]).ShouldBeFalse();
    }

    [Fact]
    public void WithoutRecord_RunWithoutAWholeLine_NamesItUntilARecordComes()
    {
        _state.BeginRun(1, "first");
        _state.WithoutRecord.ShouldBe("first");
        _state.Apply(Started(1));
        _state.WithoutRecord.ShouldBeNull();

        _state.BeginRun(2, "second");
        _state.WithoutRecord.ShouldBe("second");
        _state.LastRun.ShouldBe(2);
        _state.Last!.Run.ShouldBe(1);
    }

    [Theory]
    [InlineData(ExecutionOutcome.Completed, false)]
    [InlineData(ExecutionOutcome.Partial, false)]
    [InlineData(ExecutionOutcome.Interrupted, true)]
    public void IsUnfinished_MovingRunEnds_IsWhetherItWasInterrupted(ExecutionOutcome outcome, bool expected)
    {
        Run(1, ExecutionCommand.Undo);
        _state.IsUnfinished.ShouldBeTrue();

        _state.Apply(new RunEnded(outcome));

        _state.IsUnfinished.ShouldBe(expected);
        _state.LastOutcome.ShouldBe(outcome);
    }

    [Theory]
    [InlineData(ExecutionCommand.Cancel)]
    [InlineData(ExecutionCommand.Unthrottle)]
    public void IsUnfinished_AnotherCommandEnds_StaysAsItWas(ExecutionCommand command)
    {
        Run(1, command, new RunEnded(ExecutionOutcome.Completed));
        _state.IsUnfinished.ShouldBeFalse();
        _state.LastMoving.ShouldBeNull();

        Run(2, ExecutionCommand.Apply);
        Run(3, command, new RunEnded(ExecutionOutcome.Completed));

        _state.IsUnfinished.ShouldBeTrue("the apply is still to be gone on with");
        _state.LastMoving!.Run.ShouldBe(2);
        _state.Last!.Run.ShouldBe(3);
    }

    [Fact]
    public void IsUnfinished_Cancelling_IsTrueSinceTheApplyCanGoOn()
    {
        Run(1, ExecutionCommand.Apply, new RunEnded(ExecutionOutcome.Completed));
        Run(2, ExecutionCommand.Cancel, Cancelling([1, 2, 4], [1, 2, 3]));

        _state.IsUnfinished.ShouldBeTrue();
    }

    [Fact]
    public void LastOutcome_NewRunBegins_IsOpenAgain()
    {
        Run(1, ExecutionCommand.Apply, new RunEnded(ExecutionOutcome.Partial));
        Run(2, ExecutionCommand.Unthrottle);

        _state.LastOutcome.ShouldBeNull();
    }

    [Fact]
    public void Plan_InParts_IsWholeWithTheLast()
    {
        Run(1, ExecutionCommand.Apply, Kept(s_plan[..2]));
        _state.Plan.ShouldBeNull("a part is missing");

        _state.Apply(Kept(s_plan[2..]));

        var plan = _state.Plan.ShouldNotBeNull();
        plan.Changes.ShouldBe(s_plan);
        plan.ClusterId.ShouldBe("c");
        plan.Fingerprint.ShouldBe(Fingerprint);
    }

    [Fact]
    public void Plan_CutOffWhileItWasWritten_IsThatOfTheNextRun()
    {
        Run(1, ExecutionCommand.Apply, Kept(s_plan[..2]));
        Run(2, ExecutionCommand.Apply, Kept(s_plan));

        _state.Plan.ShouldNotBeNull().Changes.ShouldBe(s_plan);
    }

    [Fact]
    public void Plan_Whole_StaysWithTheNextRun()
    {
        Run(1, ExecutionCommand.Apply, Kept(s_plan));
        Run(2, ExecutionCommand.Undo);

        _state.Plan.ShouldNotBeNull().Changes.ShouldBe(s_plan);
    }

    [Fact]
    public void Plan_LaterRunNamesAnother_IsThatOfTheFirst()
    {
        Run(1, ExecutionCommand.Apply, Kept(s_plan[..2]));
        _state.Apply(Started(2) with { Fingerprint = "other" });
        _state.Apply(Kept(s_plan));

        _state.Plan.ShouldNotBeNull().Fingerprint.ShouldBe(Fingerprint);
    }

    [Fact]
    public void Kept_NegativeSizeOfAnOlderJournal_IsNotKnown() =>
        new KeptChange(s_partition, [1], [2], -1).ToChange().Size.IsKnown.ShouldBeFalse();

    [Fact]
    public void TopicIdsAndPartitionCounts_SeveralRuns_AreThoseOfTheFirst()
    {
        var id = new Guid(7, 0, 0, new byte[8]);
        _state.Apply(Started(1) with { TopicIds = Ids(id), PartitionCounts = Counts(4) });
        _state.Apply(Started(2) with { TopicIds = Ids(Guid.Empty), PartitionCounts = Counts(9) });

        _state.TopicId("t").ShouldBe(id);
        _state.TopicId("u").ShouldBeNull();
        _state.PartitionCounts!["t"].ShouldBe(4);
    }

    [Fact]
    public void SubmittedAt_SeveralTimes_IsTheLast()
    {
        var answered = new MovesSubmitted([], null) { At = At(3) };
        Run(1, ExecutionCommand.Apply, Moving([1, 2, 3], [1, 2, 4], At(1)), Moving([1, 2, 4], [1, 4, 2], At(2)), answered);

        _state.SubmittedAt(s_partition).ShouldBe(At(2));
        _state.LastAt.ShouldBe(At(3));
        _state.Touched.ShouldBe([s_partition]);
    }

    [Fact]
    public void LastMove_CancelOfAnother_IsNotOurs()
    {
        Run(1, ExecutionCommand.Apply, new MovesCancelling([new ListChange(s_partition, [1, 2, 9], [1, 2, 3])]));

        _state.LastMove(s_partition).ShouldBeNull();
        _state.KnowsSet(s_partition, [3, 2, 1]).ShouldBeTrue();
        _state.Touched.ShouldBeEmpty();
    }

    /// <summary>Somebody who asked for the same list later was taken for us (seed 1070867 of the swarm).</summary>
    [Theory]
    [InlineData(PartitionState.Done, false)]
    [InlineData(PartitionState.Failed, true)]
    public void LastMove_ItsPartitionIsDone_IsNoneAnyMore(PartitionState state, bool isKnown)
    {
        Run(1, ExecutionCommand.Apply,
            new MovesSubmitting([new ListChange(s_partition, [1, 2, 3], [1, 2, 4])]),
            new PartitionsSettled([new SettledPartition(s_partition, state, null)]));

        (_state.LastMove(s_partition) is not null).ShouldBe(isKnown);
    }

    [Fact]
    public void LastMove_BeingCancelled_IsTheMoveItself()
    {
        Run(1, ExecutionCommand.Apply, Moving([1, 2, 3], [1, 2, 4], At(1)), Cancelling([1, 2, 4], [3, 2, 1]));

        var move = _state.LastMove(s_partition).ShouldNotBeNull();
        move.From.ShouldBe([3, 2, 1]);
        move.To.ShouldBe([1, 2, 4]);
        _state.ReturnsTo(s_partition)!.Value.ShouldBe([3, 2, 1]);
    }

    [Fact]
    public void KnowsSet_MoveOrCancel_ItsListAndTheOneBefore()
    {
        Run(1, ExecutionCommand.Apply, Moving([1, 2, 3], [1, 2, 4], At(1)));
        _state.KnowsSet(s_partition, [3, 2, 1]).ShouldBeTrue();

        Run(2, ExecutionCommand.Cancel, Cancelling([1, 2, 5], [1, 2, 6]));

        _state.KnowsSet(s_partition, [5, 2, 1]).ShouldBeTrue();
        _state.KnowsSet(s_partition, [6, 2, 1]).ShouldBeTrue();
        _state.KnowsSet(s_partition, [7, 2, 1]).ShouldBeFalse();
    }

    [Fact]
    public void ReturnsTo_OnlyAnotherPartitionMoves_IsKept()
    {
        Run(1, ExecutionCommand.Apply, Cancelling([1, 2, 4], [1, 2, 3]), new MovesSubmitting([new(new("u", 0), [2], [1])]));

        _state.ReturnsTo(s_partition)!.Value.ShouldBe([1, 2, 3]);
        _state.ReturnsTo(new("u", 0)).ShouldBeNull();
    }

    [Fact]
    public void Settled_NextMovingRun_BeginsAnew()
    {
        var gone = new SettledPartition(s_partition, PartitionState.Gone, "deleted");
        Run(1, ExecutionCommand.Apply, new PartitionsSettled([gone with { State = PartitionState.Failed }]), new PartitionsSettled([gone]));
        Run(2, ExecutionCommand.Unthrottle);
        _state.Settled.ShouldHaveSingleItem().Value.ShouldBe(gone);

        Run(3, ExecutionCommand.Apply);

        _state.Settled.ShouldBeEmpty();
    }

    [Fact]
    public void Throttles_FoundAgain_KeepWhatWeSetAndReturnToWhatIsThereNow()
    {
        Run(1, ExecutionCommand.Apply, Found("9"), Setting("50", ["3:1"]), Found("77"));

        var own = _state.Throttles[(s_broker, "k")];

        own.Found.Value.ShouldBe("77");
        own.Values.ShouldBe(["50"]);
        own.Own.ShouldBe(["3:1"]);
    }

    [Fact]
    public void Throttles_SetSeveralTimes_KnowEveryValueAndEntry()
    {
        Run(1, ExecutionCommand.Apply, Found("9"), Setting("50", ["3:1", "3:2"]), Setting("60", ["3:2", "3:4"]), Setting(null, []));

        var own = _state.Throttles[(s_broker, "k")];

        own.Values.Order(StringComparer.Ordinal).ShouldBe(["", "50", "60"]);
        own.Own.ShouldBe(["3:1", "3:2", "3:4"]);
    }

    [Fact]
    public void Throttles_OneOfTwoRestoresFails_StaysOurs()
    {
        var other = ConfigResource.Broker(8);
        ThrottleValue[] restores = [new(s_broker, "k", "9", [], true), new(other, "k", null, [], true)];
        Run(1, ExecutionCommand.Apply, Found("9"), new ThrottlesFound([new(other, "k", null, ConfigSource.Default, false)]));

        _state.Apply(new ThrottlesSetting([.. restores]));
        _state.Apply(new ThrottlesSet([new(s_broker, "down"), new(s_broker, "again")]));

        _state.Throttles.ShouldHaveSingleItem().Key.Resource.ShouldBe(s_broker);
    }

    [Fact]
    public void Throttles_RestoreOfACutOffRun_IsNotAnsweredByTheNextRun()
    {
        Run(1, ExecutionCommand.Apply, Found("9"), new ThrottlesSetting([new(s_broker, "k", "9", [], true)]));
        Run(2, ExecutionCommand.Unthrottle, new ThrottlesSet([]));

        _state.Throttles.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("50", 0, "9", "a value of ours, shown late")]
    [InlineData("50", 1, "9", "within the minute")]
    [InlineData("50", 2, "50", "somebody set it, if only to the same")]
    [InlineData("77", 0, "77", "never ours")]
    [InlineData("9", 0, "9", "what was given back")]
    [InlineData("", 0, "", "nothing")]
    public void Throttles_FoundAfterTheyWereGivenBack_AreOursWhereABrokerLags(string value, int minutes, string found, string why)
    {
        Run(1, ExecutionCommand.Apply, Found("9"), Setting("50", ["3:1"]), new ThrottlesSetting([new(s_broker, "k", "9", [], true)]),
            new ThrottlesSet([]) { At = At(10) });
        Run(2, ExecutionCommand.Apply, Found(value) with { At = At(10 + minutes) });

        var own = _state.Throttles[(s_broker, "k")];

        own.Found.Value.ShouldBe(found, why);
        own.Own.ShouldBe(value == "50" && found == "9" ? ["3:1"] : [], why);
    }

    [Theory]
    [InlineData(ConfigSource.DynamicTopic, true)]
    [InlineData(ConfigSource.DynamicBroker, true)]
    [InlineData(ConfigSource.Default, false)]
    public void IsSet_Source_IsOneThatSomebodySetThere(ConfigSource source, bool expected) =>
        new FoundThrottle(s_broker, "k", "9", source, false).IsSet.ShouldBe(expected);

    private static string Fingerprint => PlanFingerprint.Compute("c", s_plan);

    private static DateTimeOffset At(int minute) => new(2026, 11, 24, 0, minute, 0, TimeSpan.Zero);

    private static ImmutableSortedDictionary<string, Guid> Ids(Guid id) => ImmutableSortedDictionary<string, Guid>.Empty.Add("t", id);

    private static ImmutableSortedDictionary<string, int> Counts(int n) => ImmutableSortedDictionary<string, int>.Empty.Add("t", n);

    private static RunStarted Started(int run, ExecutionCommand command = ExecutionCommand.Apply) => new(
        1, run, command, "c", Fingerprint, "auto", ImmutableSortedDictionary<string, Guid>.Empty,
        ImmutableSortedDictionary<string, int>.Empty, 1);

    private static PlanKept Kept(ImmutableArray<PartitionChange> changes) => new("c", [.. changes.Select(KeptChange.Of)]);

    private static MovesSubmitting Moving(ImmutableArray<int> from, ImmutableArray<int> to, DateTimeOffset at) =>
        new([new ListChange(s_partition, from, to)]) { At = at };

    private static MovesCancelling Cancelling(ImmutableArray<int> from, ImmutableArray<int> to) =>
        new([new ListChange(s_partition, from, to)]);

    private static ThrottlesFound Found(string value) => new([new(s_broker, "k", value, ConfigSource.DynamicBroker, false)]);

    private static ThrottlesSetting Setting(string? value, ImmutableArray<string> own) => new([new(s_broker, "k", value, own, false)]);

    private void Run(int run, ExecutionCommand command, params JournalRecord[] records)
    {
        _state.BeginRun(run, $"run {run}");
        _state.Apply(Started(run, command));
        foreach (var record in records)
        {
            _state.Apply(record);
        }
    }
}
