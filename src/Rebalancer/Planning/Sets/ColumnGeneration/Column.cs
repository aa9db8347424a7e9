using System.Numerics;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>One answer of one partition group: the slots it keeps and the cells its other replicas arrive in (sorted).</summary>
internal sealed class Column(int group, int kept, int[] arrivals)
{
    /// <summary>The group.</summary>
    public int Group { get; } = group;

    /// <summary>The slots that keep their replica, one bit per slot in the group's order.</summary>
    public int Kept { get; } = kept;

    /// <summary>The cells that replicas arrive in, ascending.</summary>
    public int[] Arrivals { get; } = arrivals;

    public int Moves => Arrivals.Length;

    public bool KeepsLeader => (Kept & 1) != 0;

    public int KeptCount => BitOperations.PopCount((uint)Kept);

    public bool SameAs(int kept, ReadOnlySpan<int> arrivals) => Kept == kept && arrivals.SequenceEqual(Arrivals);
}
