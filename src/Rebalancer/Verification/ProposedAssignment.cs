using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>One entry of a reassignment, from whatever tool: a partition and its new ordered replica list.</summary>
/// <remarks>
/// An immutable value, safe to share between threads. The list may hold anything; the verifier describes what is wrong with it.
/// </remarks>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">Broker ids, preferred leader first.</param>
public sealed record ProposedAssignment(TopicPartition TopicPartition, ImmutableArray<int> Replicas)
{
    /// <inheritdoc/>
    public bool Equals(ProposedAssignment? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
