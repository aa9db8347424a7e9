using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Admin;

/// <summary>One broker's log dirs, or why it did not tell them.</summary>
/// <param name="BrokerId">The broker.</param>
/// <param name="Error">Why nothing can be said; null when it answered.</param>
/// <param name="LogDirs">Its log dirs.</param>
public sealed record BrokerLogDirs(int BrokerId, KafkaError? Error, IReadOnlyList<LogDir> LogDirs)
{
    /// <summary>Whether the broker told of every log dir: a replica that is not among them is not there.</summary>
    internal bool IsWhole => Error is null && LogDirs.All(d => d.Error is null);

    /// <summary>Compares by content.</summary>
    public bool Equals(BrokerLogDirs? other) =>
        other is not null && BrokerId == other.BrokerId && Error == other.Error && LogDirs.SequenceEqual(other.LogDirs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(BrokerId, Error, LogDirs.Count);
}

/// <summary>One log dir.</summary>
/// <param name="Path">Its path on the broker.</param>
/// <param name="Error">Such as KAFKA_STORAGE_ERROR for an offline dir; null when fine.</param>
/// <param name="TotalBytes">Size of its volume in bytes (Kafka 3.3+), or -1.</param>
/// <param name="UsableBytes">Free bytes of its volume (Kafka 3.3+), or -1.</param>
/// <param name="IsCordoned">Whether it takes no new replicas (Kafka 4.3+).</param>
/// <param name="Replicas">What it holds.</param>
public sealed record LogDir(
    string Path, KafkaError? Error, long TotalBytes, long UsableBytes, bool IsCordoned, IReadOnlyList<ReplicaLog> Replicas)
{
    /// <summary>Compares by content.</summary>
    public bool Equals(LogDir? other) => other is not null
        && (Path, Error, TotalBytes, UsableBytes, IsCordoned)
            == (other.Path, other.Error, other.TotalBytes, other.UsableBytes, other.IsCordoned)
        && Replicas.SequenceEqual(other.Replicas);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Error, TotalBytes, UsableBytes, IsCordoned, Replicas.Count);
}

/// <summary>One replica's log in a log dir.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="SizeBytes">Its size in bytes.</param>
/// <param name="OffsetLag">Kafka's offset lag; of use only for future logs.</param>
/// <param name="IsFuture">Whether it is the copy that a move between log dirs makes.</param>
public sealed record ReplicaLog(TopicPartition TopicPartition, long SizeBytes, long OffsetLag, bool IsFuture);
