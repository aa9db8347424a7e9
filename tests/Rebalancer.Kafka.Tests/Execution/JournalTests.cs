using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

public sealed class JournalTests : IDisposable
{
    private static readonly TopicPartition s_partition = new("t", 3);
    private static readonly ConfigResource s_broker = ConfigResource.Broker(7);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_WhatWasWritten_IsTheState()
    {
        Write(Started(1), Moving([1, 2, 3], [1, 2, 4]), new ThrottlesFound([Found]), Setting("50", restores: false));

        var state = Read();

        state.IsUnfinished.ShouldBeTrue();
        state.LastMoving!.Throttle.ShouldBe("auto");
        state.LastMove(s_partition)!.To.ShouldBe([1, 2, 4]);
        state.KnowsSet(s_partition, [4, 2, 1]).ShouldBeTrue();
        state.KnowsSet(s_partition, [4, 2, 3]).ShouldBeFalse();
        state.Throttles[(s_broker, "k")].ShouldSatisfyAllConditions(t => t.Found.Value.ShouldBe("9"), t => t.Values.ShouldBe(["50"]));
    }

    [Fact]
    public void Read_RestoreThatFailedOrWasNotAnswered_StaysOurs()
    {
        Write(Started(1), new ThrottlesFound([Found]), Setting("50", restores: false), new ThrottlesSet([]), Setting("9", restores: true));
        Read().Throttles.ShouldNotBeEmpty();

        Write(Started(2), Setting("9", restores: true), new ThrottlesSet([new ResourceProblem(s_broker, "down")]));
        Read().Throttles.ShouldNotBeEmpty();

        Write(Started(3), Setting("9", restores: true), new ThrottlesSet([]), new RunEnded(ExecutionOutcome.Completed));
        var state = Read();
        state.Throttles.ShouldBeEmpty();
        state.IsUnfinished.ShouldBeFalse();
        state.LastRun.ShouldBe(3);
    }

    [Fact]
    public void Read_CancelThenReorder_KnowsTheOrderToReturnTo()
    {
        Write(
            Started(1),
            Moving([1, 2, 3], [4, 2, 3]),
            new MovesCancelling([new ListChange(s_partition, [4, 2, 3], [1, 2, 3])]),
            Moving([2, 3, 1], [1, 2, 3]));
        Read().ReturnsTo(s_partition)!.Value.ShouldBe([1, 2, 3]);

        Write(Started(2), Moving([1, 2, 3], [4, 2, 3]));
        Read().ReturnsTo(s_partition).ShouldBeNull();
    }

    [Fact]
    public void Read_CutAtAnyByte_IsTheRecordsBefore()
    {
        Write(Started(1), Moving([1, 2, 3], [1, 2, 4]), new RunEnded(ExecutionOutcome.Completed));
        var path = _directory.File("journal-0001.jsonl");
        var bytes = File.ReadAllBytes(path);
        var lines = bytes.Count(b => b == '\n');
        lines.ShouldBe(3);

        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            var whole = bytes[..length].Count(b => b == '\n');
            var state = Read();
            (state.Last is not null).ShouldBe(whole >= 1, $"cut at {length}");
            state.Touched.Count.ShouldBe(whole >= 2 ? 1 : 0, $"cut at {length}");
            state.LastOutcome.ShouldBe(whole >= 3 ? ExecutionOutcome.Completed : null, $"cut at {length}");
        }
    }

    [Fact]
    public void Read_LineChangedOrRemovedInTheMiddle_NamesIt()
    {
        Write(Started(1), Moving([1, 2, 3], [1, 2, 4]), Moving([1, 2, 4], [5, 2, 4]), new RunEnded(ExecutionOutcome.Completed));
        var path = _directory.File("journal-0001.jsonl");
        var lines = File.ReadAllLines(path);

        File.WriteAllLines(path, [lines[0], lines[1].Replace("[1,2,4]", "[1,2,5]", StringComparison.Ordinal), lines[2], lines[3]]);
        Should.Throw<JournalException>(Read).Message.ShouldStartWith($"Line 2 of {path} is damaged");

        File.WriteAllLines(path, [lines[0], lines[2], lines[3]]);
        Should.Throw<JournalException>(Read).Message.ShouldStartWith($"Line 2 of {path} is damaged");
    }

    [Fact]
    public void Read_OtherPlanOrNewerVersion_IsRefused()
    {
        Write(Started(1) with { Fingerprint = "other" });
        Should.Throw<JournalException>(Read).Message.ShouldContain("belongs to the plan other");

        using var newer = new TemporaryDirectory();
        Write(newer.Path, Started(1) with { Version = 99 });

        Should.Throw<JournalException>(() => Read(newer.Path)).Message.ShouldContain("is of version 99");
    }

    [Fact]
    public void TryTake_Held_NamesTheProcessUntilItIsReleased()
    {
        using (PlanLock.TryTake(_directory.Path, out _).ShouldNotBeNull())
        {
            PlanLock.TryTake(_directory.Path, out var holder).ShouldBeNull();
            holder.ShouldBe(Environment.ProcessId);
            PlanLock.Holder(_directory.Path).ShouldBe(Environment.ProcessId);
        }

        PlanLock.Holder(_directory.Path).ShouldBeNull();
        using var again = PlanLock.TryTake(_directory.Path, out _).ShouldNotBeNull();
    }

    private static FoundThrottle Found => new(s_broker, "k", "9", ConfigSource.DynamicBroker, false);

    private static RunStarted Started(int run) => new(
        1,
        run,
        ExecutionCommand.Apply,
        "c",
        "plan",
        "auto",
        ImmutableSortedDictionary<string, Guid>.Empty,
        ImmutableSortedDictionary<string, int>.Empty,
        1);

    private static MovesSubmitting Moving(ImmutableArray<int> from, ImmutableArray<int> to) => new([new ListChange(s_partition, from, to)]);

    private static ThrottlesSetting Setting(string value, bool restores) => new([new ThrottleValue(s_broker, "k", value, [], restores)]);

    private JournalState Read() => Read(_directory.Path);

    private static JournalState Read(string directory) => Open(new FileJournalStore(directory)).State;

    private static RunJournal Open(IJournalStore store) =>
        RunJournal.OpenAsync(store, "plan", new FakeTimeProvider(), null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    /// <summary>Writes the next run.</summary>
    private void Write(params JournalRecord[] records) => Write(_directory.Path, records);

    private static void Write(string directory, params JournalRecord[] records)
    {
        var store = new FileJournalStore(directory);
        var journal = Open(store);
        foreach (var record in records)
        {
            journal.AppendAsync(record).AsTask().GetAwaiter().GetResult();
        }

        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
