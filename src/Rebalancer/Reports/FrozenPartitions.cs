using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports;

/// <summary>What was pinned: partitions that a plan may neither move nor give another leader.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Topics">Topics of which every partition is pinned, sorted.</param>
/// <param name="OtherPartitions">Pinned partitions of other topics.</param>
public sealed record FrozenPartitions(ImmutableArray<string> Topics, int OtherPartitions)
{
    /// <summary>Nothing is pinned.</summary>
    public static FrozenPartitions None { get; } = new([], 0);

    /// <inheritdoc/>
    public bool Equals(FrozenPartitions? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
