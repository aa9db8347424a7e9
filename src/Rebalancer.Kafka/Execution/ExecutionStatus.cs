using System.Collections.Immutable;

namespace Rebalancer.Kafka.Execution;

/// <summary>Where a plan directory stands: what its journal tells, and what the cluster shows.</summary>
/// <remarks>Immutable; reading it changes nothing.</remarks>
public sealed class ExecutionStatus
{
    /// <summary>The process that works on the directory now, or null.</summary>
    public required int? ProcessId { get; init; }

    /// <summary>What was asked last; null where nothing was ever run.</summary>
    public required ExecutionCommand? LastCommand { get; init; }

    /// <summary>How it ended; null where it runs still or was cut off.</summary>
    public required ExecutionOutcome? LastOutcome { get; init; }

    /// <summary>When its journal was last written (UTC).</summary>
    public required DateTimeOffset? LastAt { get; init; }

    /// <summary>Whether the next apply resumes.</summary>
    public required bool IsUnfinished { get; init; }

    /// <summary>Number of partitions in each state, relative to the plan's lists (after an undo: to the lists before).</summary>
    public required ImmutableSortedDictionary<PartitionState, int> Counts { get; init; }

    /// <summary>Moves in flight, in the plan's order.</summary>
    public required ImmutableArray<RunningMove> Running { get; init; }

    /// <summary>Partitions that are neither as planned nor as the journal knows them, with what they have.</summary>
    public required ImmutableArray<string> Drifted { get; init; }

    /// <summary>Throttle values that are ours now.</summary>
    public required ImmutableArray<string> Throttles { get; init; }

    /// <summary>What to do next, in one sentence.</summary>
    public required string Advice { get; init; }
}
