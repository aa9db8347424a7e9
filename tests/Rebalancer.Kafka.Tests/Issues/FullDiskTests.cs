using System.Collections.Immutable;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>A full disk ended a run with an exception: no report, and nobody knew what went on.</summary>
public sealed class FullDiskTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Apply_DiskIsFullAtAnyRecord_EndsInOrderAndResumesToTheSameEnd()
    {
        var (records, told) = (0, 0);
        using (var whole = Small())
        {
            whole.Drive(e => e.ApplyAsync(whole.Request()), _ => records++);
        }

        for (var n = 3; n <= records; n++)
        {
            using var scenario = Small();
            var store = new FullAfter(n - 1);

            var report = scenario.Drive(e => e.ApplyAsync(scenario.Request()), store: store.Around);

            report.Outcome.ShouldBe(ExecutionOutcome.Partial, $"full at record {n}");
            $"{report.Summary} {string.Join(' ', report.Notes)}".ShouldContain(
                "No space left on device", customMessage: $"full at record {n}");
            if (report.ThrottlesLeft.Length > 0 && report.Summary.Contains("Once there is room", StringComparison.Ordinal))
            {
                report.Summary.ShouldEndWith(
                    "Once there is room, run the same command to resume, or 'unthrottle' to remove the throttles.",
                    customMessage: "a command on the same full disk cannot be written down either");
                told++;
            }

            scenario.Advance(60);

            var resumed = scenario.Apply();

            resumed.Outcome.ShouldBe(ExecutionOutcome.Completed, $"full at record {n}: {resumed.Summary}");
            scenario.Assignment().ShouldBe(scenario.Planned(), $"full at record {n}");
            scenario.Cluster.ThrottleKeys().ShouldBeEmpty($"full at record {n}");
        }

        told.ShouldBePositive();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Apply_DiskIsFullBeforeAnyChange_FailsWithoutOne(int n)
    {
        using var scenario = Small();

        Should.Throw<JournalException>(() => scenario.Drive(
            e => e.ApplyAsync(scenario.Request()), store: new FullAfter(n - 1).Around)).Message.ShouldContain("No space left on device");

        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(0);
        scenario.Cluster.RequestCount(KafkaApiKeys.IncrementalAlterConfigs).ShouldBe(0);
    }

    private static ExecutionScenario Small()
    {
        var scenario = new ExecutionScenario();
        return scenario.Topic("t", 60 * Megabyte, ([1, 2, 3], [4, 5, 3]), ([2, 3, 1], [2, 6, 1]), ([3, 1, 2], [1, 3, 2]));
    }

    /// <summary>A disk that has room for so many lines.</summary>
    private sealed class FullAfter(int lines)
    {
        private int _left = lines;

        public IJournalStore Around(IJournalStore inner) => new Store(this, inner);

        private sealed class Store(FullAfter disk, IJournalStore inner) : IJournalStore
        {
            public Task<ImmutableArray<StoredRun>> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

            public ValueTask AppendAsync(int run, string line) =>
                disk._left-- > 0
                    ? inner.AppendAsync(run, line)
                    : throw new JournalException("The journal cannot be written: No space left on device.");

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
