using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Cluster;

namespace Rebalancer.Kafka;

/// <summary>How far the run is; told at every look at the cluster.</summary>
/// <param name="at">When (UTC).</param>
public sealed class RunProgress(DateTimeOffset at) : ExecutionEvent(at)
{
    /// <summary>Partitions that came to their end, in whatever way.</summary>
    public required int PartitionsEnded { get; init; }

    /// <summary>Ended partitions that are not where the run was to bring them: failed, skipped, gone or no longer visible.</summary>
    public int PartitionsGivenUp { get; init; }

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

    /// <summary>Replicas that are not copied by this run, because their partitions failed.</summary>
    public int MovesGivenUp { get; init; }

    /// <summary>Bytes copied, those of running moves included.</summary>
    public required long BytesDone { get; init; }

    /// <summary>Bytes of the whole run, as far as known; those of what was given up included.</summary>
    public required long BytesTotal { get; init; }

    /// <summary>The measured copy rate over all brokers.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>The throttle of each destination in bytes a second, or null where none is set.</summary>
    [JsonPropertyName("throttleBytesPerSecond")]
    public required long? ThrottleRate { get; init; }

    /// <summary>
    /// How long the rest takes at the measured rate, and no less than the busiest broker needs at its throttle; null while this run has
    /// not yet measured for long enough, where sizes are not known, and while a broker that is copied to is not up.
    /// </summary>
    [JsonPropertyName("timeLeftSeconds")]
    public required TimeSpan? TimeLeft { get; init; }

    /// <summary>Brokers that are copied to now, ascending.</summary>
    public ImmutableArray<DestinationProgress> Destinations { get; init; } = [];

    /// <summary>Running moves, the longest running first; ten at most.</summary>
    public required ImmutableArray<RunningMove> Slowest { get; init; }
}

/// <summary>What is copied to one broker at a moment.</summary>
/// <param name="broker">The broker.</param>
/// <param name="moves">Replicas that are copied to it.</param>
/// <param name="bytesPerSecond">The measured rate.</param>
public sealed class DestinationProgress(int broker, int moves, long bytesPerSecond)
{
    /// <summary>The broker.</summary>
    public int Broker { get; } = broker;

    /// <summary>Replicas that are copied to it.</summary>
    public int Moves { get; } = moves;

    /// <summary>The measured rate.</summary>
    public long BytesPerSecond { get; } = bytesPerSecond;
}

/// <summary>A move in flight.</summary>
/// <param name="topicPartition">The partition.</param>
public sealed class RunningMove(TopicPartition topicPartition)
{
    /// <summary>The partition.</summary>
    [JsonIgnore]
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>The partition's topic.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's number.</summary>
    public int Partition => TopicPartition.Partition;

    /// <summary>Its leader, from which it is copied.</summary>
    public required int Source { get; init; }

    /// <summary>Where it is copied to.</summary>
    public required ImmutableArray<int> Destinations { get; init; }

    /// <summary>Bytes on the destinations, summed; null where not known, as where a destination is down.</summary>
    public required long? BytesCopied { get; init; }

    /// <summary>
    /// How long before the look that was seen, such as before a destination went down; null where it is of the look itself.
    /// </summary>
    [JsonPropertyName("copiedSecondsAgo")]
    public TimeSpan? CopiedAgo { get; init; }

    /// <summary>Bytes of all destinations, or null where not known.</summary>
    public required long? BytesTotal { get; init; }

    /// <summary>Since it was asked for.</summary>
    [JsonPropertyName("runningForSeconds")]
    public required TimeSpan RunningFor { get; init; }
}
