using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>One partition of a topic as a snapshot knows it.</summary>
/// <remarks>
/// An immutable value, safe to share between threads. A struct, since a large cluster has a million of them. <c>default</c> is not valid.
/// </remarks>
public readonly record struct PartitionSnapshot
{
    /// <summary>The value of <see cref="Leader"/> of a partition without leader.</summary>
    public const int NoLeader = -1;

    /// <summary>Creates a partition.</summary>
    /// <param name="partition">The partition's number, from 0.</param>
    /// <param name="replicas">Broker ids in preference order: the first is the preferred leader.</param>
    /// <param name="leader">The leader's broker id, or <see cref="NoLeader"/>.</param>
    /// <param name="isr">In-sync replicas, or <c>default</c> where the source does not say.</param>
    /// <param name="size">The log size of the largest replica; <c>default</c> where the source does not say.</param>
    /// <param name="health">What was wrong with it.</param>
    public PartitionSnapshot(
        int partition,
        ImmutableArray<int> replicas,
        int leader,
        ImmutableArray<int> isr = default,
        DataSize size = default,
        PartitionHealth health = PartitionHealth.Healthy)
    {
        Partition = partition;
        Replicas = replicas;
        Leader = leader;
        Isr = isr;
        Size = size;
        Health = health;
    }

    /// <summary>The partition's number, from 0.</summary>
    public int Partition { get; }

    /// <summary>Broker ids in preference order: the first is the preferred leader.</summary>
    public ImmutableArray<int> Replicas { get; }

    /// <summary>The leader's broker id, or <see cref="NoLeader"/>.</summary>
    public int Leader { get; }

    /// <summary>In-sync replicas; <c>default</c> (see <see cref="ImmutableArray{T}.IsDefault"/>) where the source does not say.</summary>
    public ImmutableArray<int> Isr { get; }

    /// <summary>The log size of the largest replica; unknown where the source does not say.</summary>
    public DataSize Size { get; }

    /// <summary>What was wrong with the partition when it was read.</summary>
    public PartitionHealth Health { get; }

    /// <summary>The same partition in another state of health.</summary>
    /// <param name="health">What is wrong with it.</param>
    public PartitionSnapshot WithHealth(PartitionHealth health) => new(Partition, Replicas, Leader, Isr, Size, health);

    /// <summary>The same partition with another size.</summary>
    /// <param name="size">The log size of the largest replica.</param>
    public PartitionSnapshot WithSize(DataSize size) => new(Partition, Replicas, Leader, Isr, size, Health);

    /// <inheritdoc/>
    public bool Equals(PartitionSnapshot other) =>
        Partition == other.Partition
        && Leader == other.Leader
        && Size == other.Size
        && Health == other.Health
        && Isr.IsDefault == other.Isr.IsDefault
        && Replicas.AsSpan().SequenceEqual(other.Replicas.AsSpan())
        && Isr.AsSpan().SequenceEqual(other.Isr.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Partition, Leader, Size, Health);
}
