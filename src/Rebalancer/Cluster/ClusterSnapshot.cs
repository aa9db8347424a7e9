using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>A cluster as plain data: the one input of the planner, read from a file or from a live cluster.</summary>
/// <remarks>
/// An immutable value, safe to share between threads. Brokers are sorted by id, topics by name (ordinal), partitions by number; the
/// constructors of the
/// readers guarantee it, and that ids, names and numbers are unique and each partition's replicas distinct.
/// </remarks>
/// <example>
/// <code>
/// var snapshot = new ClusterSnapshot(
///     "my-cluster",
///     [new Broker(1, "kafka-1", "zone-a"), new Broker(2, "kafka-2", "zone-b"), new Broker(3, "kafka-3", "zone-c")],
///     DeadBrokers: [],
///     [new TopicSnapshot("orders", [new PartitionSnapshot(0, [1, 2], leader: 1), new PartitionSnapshot(1, [2, 1], leader: 2)])]);
/// </code>
/// </example>
/// <param name="ClusterId">Kafka's cluster id, or null where the source does not say.</param>
/// <param name="Brokers">The live brokers.</param>
/// <param name="DeadBrokers">Brokers known to be down. A replica on a broker in neither list counts as on a dead broker too.</param>
/// <param name="Topics">All topics.</param>
public sealed record ClusterSnapshot(
    string? ClusterId, ImmutableArray<Broker> Brokers, ImmutableArray<Broker> DeadBrokers, ImmutableArray<TopicSnapshot> Topics)
{
    /// <summary>When the cluster was read, in UTC and whole seconds; null where the source does not say.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Things a reader wants a person to know, such as a replica on an unlisted broker; never null.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What a person may want to know of the source, such as lines of a pasted file that were passed over; never null.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The number of partitions over all topics.</summary>
    public int PartitionCount
    {
        get
        {
            var count = 0;
            foreach (var topic in Topics)
            {
                count += topic.Partitions.Length;
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public bool Equals(ClusterSnapshot? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
