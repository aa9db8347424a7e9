using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;

namespace Rebalancer;

/// <summary>Brokers that a person gives a role; all others keep the one that they have.</summary>
/// <remarks>An immutable value, safe to share between threads; two are equal when their lists are.</remarks>
public sealed record GivenRoles
{
    /// <summary>Nobody is given a role.</summary>
    public static GivenRoles None { get; } = new();

    /// <summary>Gets brokers to treat as gone.</summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<int> Dead { get; init; } = [];

    /// <summary>Gets live brokers that are to end empty.</summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<int> Draining { get; init; } = [];

    /// <summary>Gets live brokers that are given nothing new.</summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<int> Cordoned { get; init; } = [];

    /// <summary>Gets live brokers that neither gain nor lose a replica.</summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<int> Excluded { get; init; } = [];

    /// <summary>Gets the only brokers that may receive replicas; every other one is cordoned.</summary>
    /// <value>The default is null: no such limit.</value>
    public ImmutableArray<int>? OnlyTo { get; init; }

    /// <summary>Whether nobody is given a role.</summary>
    public bool IsEmpty => ByRole.All(r => r.Brokers.IsEmpty) && OnlyTo is null;

    internal IEnumerable<(BrokerRole Role, ImmutableArray<int> Brokers)> ByRole =>
        [(BrokerRole.Dead, Dead), (BrokerRole.Draining, Draining), (BrokerRole.Cordoned, Cordoned), (BrokerRole.Excluded, Excluded)];

    /// <inheritdoc/>
    public bool Equals(GivenRoles? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
