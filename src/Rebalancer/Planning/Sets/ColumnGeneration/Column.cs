using System.Numerics;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// One answer of one partition group: the slots it keeps, the cells its other replicas arrive in (sorted) and, where leaders count, who
/// leads.
/// </summary>
internal sealed class Column(int group, int kept, int[] arrivals, int leader)
{
    /// <summary>The leader of an answer that is led as now.</summary>
    public const int PresentLeader = -1;

    /// <summary>The leader of an answer that has lost the present one, where it does not count who leads instead.</summary>
    public const int AnyLeader = -2;

    /// <summary>The group.</summary>
    public int Group { get; } = group;

    /// <summary>The slots that keep their replica, one bit per slot in the group's order.</summary>
    public int Kept { get; } = kept;

    /// <summary>The cells that replicas arrive in, ascending.</summary>
    public int[] Arrivals { get; } = arrivals;

    /// <summary>The cell of the new leader, or <see cref="PresentLeader"/>, or <see cref="AnyLeader"/>.</summary>
    public int Leader { get; } = leader;

    public int Moves => Arrivals.Length;

    public bool KeepsLeader => Leader == PresentLeader;

    public int KeptCount => BitOperations.PopCount((uint)Kept);

    public bool SameAs(int kept, ReadOnlySpan<int> arrivals, int leader) =>
        Kept == kept && Leader == leader && arrivals.SequenceEqual(Arrivals);
}
