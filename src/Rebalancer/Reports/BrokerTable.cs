using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports;

/// <summary>What each broker holds, before and after.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Rows">Every broker that holds something or may, dead ones too; sorted by id.</param>
/// <param name="EvenReplicas">Replicas of each live broker that does not drain if all had the same, after the plan.</param>
/// <param name="EvenLeaders">The same for preferred leaders.</param>
/// <param name="EvenBytes">The same for bytes.</param>
public sealed record BrokerTable(ImmutableArray<BrokerRow> Rows, double EvenReplicas, double EvenLeaders, double EvenBytes)
{
    /// <inheritdoc/>
    public bool Equals(BrokerTable? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>One broker.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Id">Its id.</param>
/// <param name="Host">Its host name; empty where not known.</param>
/// <param name="Domains">One a rack dimension; null where not known.</param>
/// <param name="Marks">What is special about it.</param>
/// <param name="Replicas">Replicas it holds.</param>
/// <param name="Leaders">Partitions whose preferred leader it is.</param>
/// <param name="Bytes">Bytes it holds; partitions of unknown size left out.</param>
public sealed record BrokerRow(
    int Id, string Host, ImmutableArray<string?> Domains, BrokerMarks Marks, BeforeAfter Replicas, BeforeAfter Leaders, BeforeAfter Bytes)
{
    /// <summary>Replicas that are copied to it.</summary>
    public int MovesIn { get; init; }

    /// <summary>Bytes that are copied to it.</summary>
    public long BytesIn { get; init; }

    /// <summary>Replicas that it gives up.</summary>
    public int Removed { get; init; }

    /// <summary>Bytes that it gives up.</summary>
    public long BytesRemoved { get; init; }

    /// <summary>Replicas that others copy from it, as the leader.</summary>
    public int MovesOut { get; init; }

    /// <summary>Bytes that others copy from it, as the leader.</summary>
    public long BytesOut { get; init; }

    /// <summary>How many of the replicas that are copied to it or given up are of unknown size, and left out of the bytes.</summary>
    internal int UnknownSizes { get; init; }

    /// <summary>
    /// The bytes that it holds now and those that are still free on its log dirs; null where the source does not give them.
    /// </summary>
    public long? DiskBytes { get; init; }

    /// <inheritdoc/>
    public bool Equals(BrokerRow? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>What is special about a broker; flags.</summary>
[Flags]
public enum BrokerMarks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It holds nothing now and takes part in the plan.</summary>
    New = 1,

    /// <summary>It is alive and is to end empty.</summary>
    Draining = 2,

    /// <summary>It is down, or to be treated so.</summary>
    Dead = 4,

    /// <summary>It is given nothing new.</summary>
    Cordoned = 8,

    /// <summary>It neither gains nor loses a replica.</summary>
    Excluded = 16,
}
