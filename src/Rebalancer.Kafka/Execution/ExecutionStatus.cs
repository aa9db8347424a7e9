using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Kafka.Execution;

namespace Rebalancer.Kafka;

/// <summary>Where a plan directory stands: what its journal tells, and what the cluster shows.</summary>
/// <remarks>Immutable; reading it changes nothing.</remarks>
public sealed class ExecutionStatus
{
    /// <summary>The format's version; 1.</summary>
    public int Version { get; init; } = 1;

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

    /// <summary>Bytes copied, those of running moves included, as far as they are known.</summary>
    public required long BytesDone { get; init; }

    /// <summary>Bytes of the whole plan, as far as known.</summary>
    public required long BytesTotal { get; init; }

    /// <summary>How much of the copying is done, from 0 to 100: by bytes where sizes are known, else by replicas.</summary>
    public required double PercentDone { get; init; }

    /// <summary>The copy rate over all brokers since the running moves began; 0 where nothing runs.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>
    /// How long the rest takes at that rate, and no less than the busiest broker needs at its throttle; null where nothing is measured, and
    /// where sizes are not known.
    /// </summary>
    [JsonPropertyName("timeLeftSeconds")]
    public required TimeSpan? TimeLeft { get; init; }

    /// <summary>Moves in flight, in the plan's order.</summary>
    public required ImmutableArray<RunningMove> Running { get; init; }

    /// <summary>Partitions that are neither as planned nor as the journal knows them, with what they have.</summary>
    public required ImmutableArray<PartitionReason> Drifted { get; init; }

    /// <summary>Throttle values that are ours now.</summary>
    public required ImmutableArray<string> Throttles { get; init; }

    /// <summary>Things a person should know, such as a journal without a record.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>What was done when; null where nothing was moved yet, or where it cannot be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExecutionTimeline? Timeline { get; init; }

    /// <summary>Which commands can be run next, the likeliest first; none while a process works on the directory.</summary>
    [JsonIgnore]
    public ImmutableArray<OfferedCommand> Next { get; init; } = [];

    /// <summary>What to do next, in one sentence.</summary>
    public required string Advice { get; init; }
}
