using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>One changed partition, with the reason for it.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Change">The lists before and after, and the size.</param>
/// <param name="Source">The leader at the time of reading, which the new replicas copy from; -1 for none.</param>
/// <param name="Added">Brokers that get a replica, in the order of the new list.</param>
/// <param name="Removed">Brokers that give theirs up, in the order of the old list.</param>
/// <param name="Reason">Why.</param>
public sealed record ChangeRow(
    PartitionChange Change, int Source, ImmutableArray<int> Added, ImmutableArray<int> Removed, ChangeReason Reason)
{
    /// <summary>Bytes that are copied; null where the size is not known.</summary>
    public long? Bytes => Added.IsEmpty ? 0 : Added.Length * Change.Size.Bytes;

    /// <inheritdoc/>
    public bool Equals(ChangeRow? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>Why a partition changes.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Text">It in a few words, such as "two replicas in FD 1".</param>
public sealed record ChangeReason(ChangeReasonKind Kind, string Text);

/// <summary>Kinds of reasons, the strongest first: where several hold, the first of them is told.</summary>
public enum ChangeReasonKind
{
    /// <summary>A replica is on a broker that is down.</summary>
    DeadBroker,

    /// <summary>A replica is on a broker that is to be emptied.</summary>
    DrainingBroker,

    /// <summary>The replication factor changes.</summary>
    ReplicationFactor,

    /// <summary>Replicas share a domain and need not.</summary>
    Spread,

    /// <summary>The partition lies worse afterwards; the planner does not do that unasked.</summary>
    WorseSpread,

    /// <summary>A broker that gets a replica holds too few.</summary>
    Fills,

    /// <summary>A broker that gives up a replica holds too many.</summary>
    Relieves,

    /// <summary>Room for another partition that needs this broker or domain.</summary>
    MakesRoom,

    /// <summary>Only the preferred leader changes; nothing is copied.</summary>
    LeaderOnly,

    /// <summary>Only the order behind the preferred leader changes; nothing is copied.</summary>
    OrderOnly,
}
