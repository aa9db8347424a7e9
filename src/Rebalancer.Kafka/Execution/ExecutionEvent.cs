using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Execution;

/// <summary>Something that happened in a run, for whoever shows it.</summary>
/// <remarks>Immutable values; told in order, on the thread of the run.</remarks>
/// <param name="At">When (UTC).</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunBegan), "run-began")]
[JsonDerivedType(typeof(MovesStarted), "moves-started")]
[JsonDerivedType(typeof(PartitionEnded), "partition-ended")]
[JsonDerivedType(typeof(WindowHeld), "window-held")]
[JsonDerivedType(typeof(RunNote), "note")]
[JsonDerivedType(typeof(RunProgress), "progress")]
[JsonDerivedType(typeof(RunFinished), "run-finished")]
public abstract record ExecutionEvent(DateTimeOffset At);

/// <summary>The run begins, after its preflight.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Command">"apply", "undo", "cancel" or "unthrottle".</param>
/// <param name="Resumes">Whether it goes on with an unfinished run.</param>
/// <param name="Throttle">The throttle's setting.</param>
/// <param name="Partitions">Partitions that still have to change.</param>
/// <param name="Moves">Replicas that still have to be copied.</param>
/// <param name="Bytes">Their bytes, as far as known.</param>
public sealed record RunBegan(DateTimeOffset At, string Command, bool Resumes, string Throttle, int Partitions, int Moves, long Bytes) : ExecutionEvent(At);

/// <summary>Lists were accepted by the cluster.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Moves">Which.</param>
public sealed record MovesStarted(DateTimeOffset At, ImmutableArray<StartedMove> Moves) : ExecutionEvent(At);

/// <summary>One list that was asked for.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="From">The list it had.</param>
/// <param name="To">The list it gets.</param>
public sealed record StartedMove(TopicPartition TopicPartition, ImmutableArray<int> From, ImmutableArray<int> To);

/// <summary>A partition came to its end.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="TopicPartition">The partition.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, where it is not simply done.</param>
public sealed record PartitionEnded(DateTimeOffset At, TopicPartition TopicPartition, PartitionState State, string? Reason) : ExecutionEvent(At);

/// <summary>Nothing new is started for now.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Reasons">Why.</param>
public sealed record WindowHeld(DateTimeOffset At, ImmutableArray<string> Reasons) : ExecutionEvent(At);

/// <summary>A sentence for people.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="IsWarning">Whether somebody should look at it.</param>
/// <param name="Text">The sentence.</param>
public sealed record RunNote(DateTimeOffset At, bool IsWarning, string Text) : ExecutionEvent(At);

/// <summary>How far the run is; told at every look at the cluster.</summary>
public sealed record RunProgress(DateTimeOffset At) : ExecutionEvent(At)
{
    /// <summary>Partitions that came to their end, in whatever way.</summary>
    public required int PartitionsEnded { get; init; }

    /// <summary>Partitions in flight.</summary>
    public required int PartitionsRunning { get; init; }

    /// <summary>Partitions that wait.</summary>
    public required int PartitionsLeft { get; init; }

    /// <summary>Replicas copied.</summary>
    public required int MovesDone { get; init; }

    /// <summary>Replicas being copied.</summary>
    public required int MovesRunning { get; init; }

    /// <summary>Replicas to copy later.</summary>
    public required int MovesLeft { get; init; }

    /// <summary>Bytes copied, those of running moves included.</summary>
    public required long BytesDone { get; init; }

    /// <summary>Bytes of the whole run, as far as known.</summary>
    public required long BytesTotal { get; init; }

    /// <summary>The measured copy rate over all brokers.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>The throttle of each destination in bytes a second, or null where none is set.</summary>
    public required long? ThrottleRate { get; init; }

    /// <summary>How long the rest takes at the measured rate, or null where nothing is measured.</summary>
    public required TimeSpan? TimeLeft { get; init; }

    /// <summary>Running moves, the longest running first; ten at most.</summary>
    public required ImmutableArray<RunningMove> Slowest { get; init; }
}

/// <summary>A move in flight.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Source">Its leader.</param>
/// <param name="Destinations">Where it is copied to.</param>
/// <param name="BytesCopied">On the destinations, summed.</param>
/// <param name="BytesTotal">Of all destinations, as far as known.</param>
/// <param name="RunningFor">Since it was asked for.</param>
public sealed record RunningMove(TopicPartition TopicPartition, int Source, ImmutableArray<int> Destinations, long BytesCopied, long BytesTotal, TimeSpan RunningFor);

/// <summary>The run is over; its report is written.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Outcome">How.</param>
public sealed record RunFinished(DateTimeOffset At, ExecutionOutcome Outcome) : ExecutionEvent(At);
