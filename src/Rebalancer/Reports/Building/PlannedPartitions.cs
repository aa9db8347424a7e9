using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Building;

/// <summary>One partition with its change, if it has one.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">It as it is.</param>
/// <param name="Change">What changes, or null.</param>
internal readonly record struct PlannedPartition(TopicSnapshot Topic, PartitionSnapshot Partition, PartitionChange? Change)
{
    /// <summary>The replica list after the plan.</summary>
    public ImmutableArray<int> After => Change?.After ?? Partition.Replicas;

    /// <summary>Bytes of one replica; 0 where not known.</summary>
    public long Bytes => Partition.Size.BytesOrZero;
}

/// <summary>All partitions of a cluster in order, each with its change: goes over a cluster once, without an iterator's calls.</summary>
/// <param name="snapshot">The cluster.</param>
/// <param name="changes">The changes, sorted by topic and partition as the snapshot is.</param>
internal readonly struct PlannedPartitions(ClusterSnapshot snapshot, ImmutableArray<PartitionChange> changes)
{
    /// <summary>Goes over a cluster once.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="changes">The changes, sorted by topic and partition as the snapshot is.</param>
    public static PlannedPartitions Of(ClusterSnapshot snapshot, ImmutableArray<PartitionChange> changes) => new(snapshot, changes);

    public Walk GetEnumerator() => new(snapshot.Topics, changes);

    /// <summary>The way over the partitions.</summary>
    public ref struct Walk(ImmutableArray<TopicSnapshot> topics, ImmutableArray<PartitionChange> changes)
    {
        private readonly ReadOnlySpan<PartitionChange> _changes = changes.AsSpan();
        private ReadOnlySpan<PartitionSnapshot> _partitions;
        private TopicSnapshot? _topic;
        private int _nextTopic;
        private int _nextPartition;
        private int _nextChange;

        public PlannedPartition Current { get; private set; }

        /// <exception cref="ArgumentException">
        /// At the end: a change names a partition that the cluster has not, or they are not sorted.
        /// </exception>
        public bool MoveNext()
        {
            while (_nextPartition == _partitions.Length)
            {
                if (_nextTopic == topics.Length)
                {
                    return _nextChange == _changes.Length ? false : throw new ArgumentException(
                        $"{_changes[_nextChange].TopicPartition} is not in the cluster, or the changes are not sorted.", nameof(changes));
                }

                _topic = topics[_nextTopic++];
                _partitions = _topic.Partitions.AsSpan();
                _nextPartition = 0;
            }

            ref readonly var partition = ref _partitions[_nextPartition++];
            Current = new PlannedPartition(_topic!, partition, ChangeOf(partition.Partition));
            return true;
        }

        private PartitionChange? ChangeOf(int partition)
        {
            if (_nextChange < _changes.Length && _changes[_nextChange] is var change
                && change.TopicPartition.Partition == partition && change.TopicPartition.Topic == _topic!.Name)
            {
                _nextChange++;
                return change;
            }

            return null;
        }
    }
}
