using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Kafka.Execution;

namespace Rebalancer.Kafka;

/// <summary>
/// What a run did over time: how much it copied to which broker, under which throttle, what it waited for, what stalled, which leaders were
/// elected and what was left out. An interrupted run and the runs that went on with it are one timeline.
/// </summary>
/// <remarks>
/// Immutable. It is kept in <c>timeline.jsonl</c> in the plan directory, bounded in size: a long run keeps fewer samples of each hour, and
/// only the first 1,000 waits, stalls, elections and partitions left out.
/// </remarks>
public sealed class ExecutionTimeline
{
    /// <summary>The format's version; 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The commands, oldest first; all but the first went on with what another had begun, or took it back.</summary>
    public ImmutableArray<TimelineRun> Runs { get; init; } = [];

    /// <summary>How far it was, oldest first.</summary>
    public ImmutableArray<TimelineSample> Samples { get; init; } = [];

    /// <summary>When nothing could be started, oldest first.</summary>
    public ImmutableArray<TimelineWait> Waits { get; init; } = [];

    /// <summary>Moves that did not go on, oldest first.</summary>
    public ImmutableArray<TimelineStall> Stalls { get; init; } = [];

    /// <summary>Groups of preferred leaders that were elected, oldest first.</summary>
    public ImmutableArray<TimelineElection> Elections { get; init; } = [];

    /// <summary>Partitions that ended otherwise than planned, in the order in which they did.</summary>
    public ImmutableArray<TimelineEnd> LeftOut { get; init; } = [];
}

/// <summary>One command of a timeline.</summary>
public sealed class TimelineRun
{
    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was asked.</summary>
    public required ExecutionCommand Command { get; init; }

    /// <summary>Whether it went on with an unfinished run.</summary>
    public required bool Resumes { get; init; }

    /// <summary>The throttle's setting; null where there is nothing to move.</summary>
    public string? Throttle { get; init; }

    /// <summary>When it ended (UTC); null where it runs still or was cut off.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended; null where it runs still or was cut off.</summary>
    public ExecutionOutcome? Outcome { get; init; }
}

/// <summary>How far a run was at one moment.</summary>
public sealed class TimelineSample
{
    /// <summary>When (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Partitions that had come to their end, in whatever way.</summary>
    public required int PartitionsEnded { get; init; }

    /// <summary>Partitions in flight.</summary>
    public required int PartitionsRunning { get; init; }

    /// <summary>Partitions that waited.</summary>
    public required int PartitionsLeft { get; init; }

    /// <summary>Bytes that this command had copied.</summary>
    public required long BytesDone { get; init; }

    /// <summary>The measured copy rate over all brokers.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>The throttle of each destination in bytes a second, or null where none was set.</summary>
    [JsonPropertyName("throttleBytesPerSecond")]
    public required long? ThrottleRate { get; init; }

    /// <summary>Brokers that were copied to, ascending.</summary>
    public required ImmutableArray<DestinationProgress> Destinations { get; init; }
}

/// <summary>A time in which nothing could be started and nothing was in flight.</summary>
public sealed class TimelineWait
{
    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it ended (UTC); null where it had not when the run was cut off, or has not yet.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why.</summary>
    public required ImmutableArray<string> Reasons { get; init; }
}

/// <summary>A move that did not go on.</summary>
public sealed class TimelineStall
{
    /// <summary>When it was noticed (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The partition's topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition's number.</summary>
    public required int Partition { get; init; }

    /// <summary>The brokers that it was copied to.</summary>
    public required ImmutableArray<int> Destinations { get; init; }

    /// <summary>What was seen.</summary>
    public required string Reason { get; init; }
}

/// <summary>Preferred leaders that were elected in one call.</summary>
public sealed class TimelineElection
{
    /// <summary>When the answer came (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Partitions that were asked for.</summary>
    public required int Partitions { get; init; }

    /// <summary>Those of them that were refused.</summary>
    public required int Refused { get; init; }
}

/// <summary>A partition that ended otherwise than planned.</summary>
public sealed class TimelineEnd
{
    /// <summary>When (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The partition's topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition's number.</summary>
    public required int Partition { get; init; }

    /// <summary>How it ended.</summary>
    public required PartitionState State { get; init; }

    /// <summary>Why; empty where nothing is known.</summary>
    public required string Reason { get; init; }
}
