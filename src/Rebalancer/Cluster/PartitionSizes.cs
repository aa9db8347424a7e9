using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>The one rule for a partition's size: that of its largest replica, of what the brokers' log dirs hold.</summary>
/// <remarks>
/// What is no replica of the partition, as an ended reassignment leaves it behind, does not count. Not safe to share between threads.
/// </remarks>
public sealed class PartitionSizes
{
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    /// <summary>Names the partitions of a topic, before their sizes.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partitions">The partitions' numbers and who holds them, sorted by number.</param>
    public void AddTopic(string topic, IReadOnlyList<PartitionHolders> partitions)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(partitions);
        _topics[topic] = new Topic(partitions, new DataSize[partitions.Count]);
    }

    /// <summary>Adds what a log dir holds.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="size">The size of its log.</param>
    /// <returns>Whether the cluster has that partition.</returns>
    public bool Add(TopicPartition partition, int broker, DataSize size)
    {
        if (!_topics.TryGetValue(partition.Topic, out var topic) || topic.IndexOf(partition.Partition) is not (>= 0 and var index))
        {
            return false;
        }

        var isLarger = topic.Sizes[index].Bytes is not { } largest || size.BytesOrZero > largest;
        if (isLarger && topic.Partitions[index].Brokers.Contains(broker))
        {
            topic.Sizes[index] = size;
        }

        return true;
    }

    /// <summary>The sizes of a topic's partitions, in the order in which they were named; unknown where no log dir holds any.</summary>
    /// <param name="topic">The topic; null is given back where it was not named.</param>
    public IReadOnlyList<DataSize>? Of(string topic) => _topics.TryGetValue(topic, out var found) ? found.Sizes : null;

    private sealed record Topic(IReadOnlyList<PartitionHolders> Partitions, DataSize[] Sizes)
    {
        public int IndexOf(int number)
        {
            // Always so, unless the source left a partition out.
            if (number >= 0 && number < Partitions.Count && Partitions[number].Number == number)
            {
                return number;
            }

            for (var i = 0; i < Partitions.Count; i++)
            {
                if (Partitions[i].Number == number)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}

/// <summary>A partition and the brokers that hold it.</summary>
/// <param name="Number">The partition's number, from 0.</param>
/// <param name="Brokers">Broker ids, in any order.</param>
public readonly record struct PartitionHolders(int Number, ImmutableArray<int> Brokers)
{
    /// <inheritdoc/>
    public bool Equals(PartitionHolders other) => Number == other.Number && Brokers.AsSpan().SequenceEqual(other.Brokers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Brokers.IsDefault ? 0 : Brokers.Length);
}
