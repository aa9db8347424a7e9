using System.Numerics;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>One answer of one type: the slots it keeps and the cells its other replicas arrive in (sorted).</summary>
internal sealed record Column(int Type, int Kept, int[] Arrivals)
{
    public int Moves => Arrivals.Length;

    public bool KeepsLeader => (Kept & 1) != 0;

    public int KeptCount => BitOperations.PopCount((uint)Kept);

    public bool SameAs(int kept, ReadOnlySpan<int> arrivals) => Kept == kept && arrivals.SequenceEqual(Arrivals);
}
