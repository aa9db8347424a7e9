using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>One partition that a plan changes: its ordered replica list before and after.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Before">
/// The present list, preferred leader first; may name dead brokers; empty for a partition that does not exist yet.
/// </param>
/// <param name="After">The planned list, preferred leader first; of another length where the replication factor changes.</param>
/// <param name="Size">The size of one replica.</param>
public sealed record PartitionChange(TopicPartition TopicPartition, ImmutableArray<int> Before, ImmutableArray<int> After, DataSize Size)
{
    /// <summary>How many replicas are copied: brokers in <see cref="After"/> that are not in <see cref="Before"/>.</summary>
    public int MoveCount
    {
        get
        {
            var moves = 0;
            foreach (var broker in After)
            {
                if (!Before.Contains(broker))
                {
                    moves++;
                }
            }

            return moves;
        }
    }

    /// <inheritdoc/>
    public bool Equals(PartitionChange? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
