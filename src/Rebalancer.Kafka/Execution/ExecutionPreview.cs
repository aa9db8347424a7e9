using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Cluster;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka;

/// <summary>What a command would do now; made without changing anything.</summary>
/// <remarks>Immutable.</remarks>
public sealed class ExecutionPreview
{
    /// <summary>The format's version; 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What was asked.</summary>
    public required ExecutionCommand Command { get; init; }

    /// <summary>The cluster.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>Whether it goes on with an unfinished run of the same command.</summary>
    public required bool Resumes { get; init; }

    /// <summary>
    /// What is in flight and named in <see cref="ExecutionOptions.CancelForeign"/>, with whose it is and where to: it is cancelled before
    /// anything moves, and all other properties tell of what comes then.
    /// </summary>
    public ImmutableArray<PartitionReason> CancelsFirst { get; init; } = [];

    /// <summary>The throttle's setting; null where there is nothing to move.</summary>
    public required string? Throttle { get; init; }

    /// <summary>
    /// What there is nothing to do of, with the reason, such as <c>cancel: no partition of this plan is in flight</c>; null where there is
    /// something to do.
    /// </summary>
    [JsonIgnore]
    public string? NothingTo { get; init; }

    /// <summary>Partitions that would change.</summary>
    public required int Partitions { get; init; }

    /// <summary>Replicas that would be copied.</summary>
    public required int Moves { get; init; }

    /// <summary>Their bytes, as far as known, without those that moves in flight have copied already.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// How long the copying takes, at the throttle if it is fixed and else at several rates; null where nothing is copied or no size is
    /// known.
    /// </summary>
    [JsonIgnore]
    public MoveEstimate? Estimate { get; init; }

    /// <summary>The time of the estimate at the throttle, or at a rate in the middle; null where there is none.</summary>
    [JsonPropertyName("estimatedSeconds")]
    public TimeSpan? EstimatedTime => Estimate?.Told.Whole;

    /// <summary>Partitions in flight now that are ours.</summary>
    public required int Running { get; init; }

    /// <summary>Partitions whose preferred leader would change.</summary>
    public required int LeaderChanges { get; init; }

    /// <summary>Throttle values of ours that are set now.</summary>
    public required ImmutableArray<string> ThrottlesLeft { get; init; }

    /// <summary>Why the command is refused; empty where it may run.</summary>
    public required ImmutableArray<string> Refusals { get; init; }

    /// <summary>What a person should know before: one sentence for each kind.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Partitions that are left out, with the reason.</summary>
    public required ImmutableArray<PartitionReason> LeftOut { get; init; }
}

/// <summary>A partition that stands out, with the reason.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Reason">Why.</param>
public sealed record PartitionReason([property: JsonIgnore] TopicPartition TopicPartition, string Reason)
{
    /// <summary>The partition's topic.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's number.</summary>
    public int Partition => TopicPartition.Partition;

    /// <summary>Such as <c>t-0: it has [1,2,3]</c>.</summary>
    public override string ToString() => $"{TopicPartition}: {Reason}";
}
