using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;

namespace Rebalancer.Kafka;

/// <summary>Something that happened in a run, for whoever shows it.</summary>
/// <remarks>Immutable; told in order, on the thread of the run.</remarks>
/// <param name="at">When (UTC).</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunBegan), "run-began")]
[JsonDerivedType(typeof(MovesStarted), "moves-started")]
[JsonDerivedType(typeof(PartitionEnded), "partition-ended")]
[JsonDerivedType(typeof(WindowHeld), "window-held")]
[JsonDerivedType(typeof(MoveStalled), "move-stalled")]
[JsonDerivedType(typeof(PreferredLeadersElected), "leaders-elected")]
[JsonDerivedType(typeof(RunNote), "note")]
[JsonDerivedType(typeof(RunProgress), "progress")]
[JsonDerivedType(typeof(RunFinished), "run-finished")]
public abstract class ExecutionEvent(DateTimeOffset at)
{
    /// <summary>The version of the events' form; 1.</summary>
    [JsonPropertyOrder(-2)]
    public int Version { get; } = 1;

    /// <summary>When (UTC).</summary>
    [JsonPropertyOrder(-1)]
    public DateTimeOffset At { get; } = at;
}

/// <summary>The run begins, after its preflight.</summary>
/// <param name="at">When (UTC).</param>
public sealed class RunBegan(DateTimeOffset at) : ExecutionEvent(at)
{
    /// <summary>What is done.</summary>
    public required ExecutionCommand Command { get; init; }

    /// <summary>Whether it goes on with an unfinished run of the same command.</summary>
    public required bool Resumes { get; init; }

    /// <summary>The throttle's setting; null where there is nothing to move.</summary>
    public required string? Throttle { get; init; }

    /// <summary>Partitions that still have to change.</summary>
    public required int Partitions { get; init; }

    /// <summary>Replicas that still have to be copied.</summary>
    public required int Moves { get; init; }

    /// <summary>Their bytes, as far as known, without those that moves in flight have copied already.</summary>
    public required long Bytes { get; init; }
}

/// <summary>Lists were accepted by the cluster.</summary>
/// <param name="at">When (UTC).</param>
/// <param name="moves">Which.</param>
public sealed class MovesStarted(DateTimeOffset at, ImmutableArray<StartedMove> moves) : ExecutionEvent(at)
{
    /// <summary>Which.</summary>
    public ImmutableArray<StartedMove> Moves { get; } = moves;
}

/// <summary>One list that was asked for.</summary>
/// <param name="topicPartition">The partition.</param>
/// <param name="from">The list it had.</param>
/// <param name="to">The list it gets.</param>
public sealed class StartedMove(TopicPartition topicPartition, ImmutableArray<int> from, ImmutableArray<int> to)
{
    /// <summary>The partition.</summary>
    [JsonIgnore]
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>The partition's topic.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's number.</summary>
    public int Partition => TopicPartition.Partition;

    /// <summary>The list it had.</summary>
    public ImmutableArray<int> From { get; } = from;

    /// <summary>The list it gets.</summary>
    public ImmutableArray<int> To { get; } = to;
}

/// <summary>A partition came to its end.</summary>
/// <param name="at">When (UTC).</param>
/// <param name="topicPartition">The partition.</param>
/// <param name="state">How it ended.</param>
/// <param name="reason">Why, where it is not simply done.</param>
public sealed class PartitionEnded(DateTimeOffset at, TopicPartition topicPartition, PartitionState state, string? reason)
    : ExecutionEvent(at)
{
    /// <summary>The partition.</summary>
    [JsonIgnore]
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>The partition's topic.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's number.</summary>
    public int Partition => TopicPartition.Partition;

    /// <summary>How it ended.</summary>
    public PartitionState State { get; } = state;

    /// <summary>Why, where it is not simply done.</summary>
    public string? Reason { get; } = reason;
}

/// <summary>Nothing new is started for now.</summary>
/// <param name="at">When (UTC).</param>
/// <param name="reasons">Why.</param>
public sealed class WindowHeld(DateTimeOffset at, ImmutableArray<string> reasons) : ExecutionEvent(at)
{
    /// <summary>Why.</summary>
    public ImmutableArray<string> Reasons { get; } = reasons;
}

/// <summary>A move does not go on; told once until it does again.</summary>
/// <param name="at">When (UTC).</param>
/// <param name="topicPartition">The partition.</param>
/// <param name="destinations">Where it is copied to.</param>
/// <param name="reason">What is seen.</param>
public sealed class MoveStalled(DateTimeOffset at, TopicPartition topicPartition, ImmutableArray<int> destinations, string reason)
    : ExecutionEvent(at)
{
    /// <summary>The partition.</summary>
    [JsonIgnore]
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>The partition's topic.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's number.</summary>
    public int Partition => TopicPartition.Partition;

    /// <summary>Where it is copied to.</summary>
    public ImmutableArray<int> Destinations { get; } = destinations;

    /// <summary>What is seen.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A call for preferred leaders was answered.</summary>
/// <param name="at">When (UTC).</param>
/// <param name="partitions">Partitions that were asked for.</param>
/// <param name="refused">Those of them that were refused.</param>
public sealed class PreferredLeadersElected(DateTimeOffset at, int partitions, int refused) : ExecutionEvent(at)
{
    /// <summary>Partitions that were asked for.</summary>
    public int Partitions { get; } = partitions;

    /// <summary>Those of them that were refused.</summary>
    public int Refused { get; } = refused;
}

/// <summary>A sentence for people.</summary>
/// <param name="at">When (UTC).</param>
/// <param name="isWarning">Whether somebody should look at it.</param>
/// <param name="text">The sentence.</param>
public sealed class RunNote(DateTimeOffset at, bool isWarning, string text) : ExecutionEvent(at)
{
    /// <summary>Whether somebody should look at it.</summary>
    public bool IsWarning { get; } = isWarning;

    /// <summary>The sentence.</summary>
    public string Text { get; } = text;
}

/// <summary>The run is over; its report is written.</summary>
/// <param name="at">When (UTC).</param>
/// <param name="outcome">How it ended.</param>
public sealed class RunFinished(DateTimeOffset at, ExecutionOutcome outcome) : ExecutionEvent(at)
{
    /// <summary>How it ended.</summary>
    public ExecutionOutcome Outcome { get; } = outcome;
}
