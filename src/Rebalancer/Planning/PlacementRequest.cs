using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>What <see cref="IPlanner.Place"/> is asked: new partitions, and the cluster that is to hold them.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Snapshot">The cluster; nothing that it has changes.</param>
/// <param name="Topology">Where the live brokers sit.</param>
/// <param name="Partitions">What to place, each topic once; all of it is placed together.</param>
public sealed record PlacementRequest(ClusterSnapshot Snapshot, RackTopology Topology, ImmutableArray<NewPartitions> Partitions)
{
    /// <summary>Gets which brokers are dead, draining, cordoned, excluded, or the only ones to receive.</summary>
    /// <value>The default is <see cref="GivenRoles.None"/>. All but members receive nothing.</value>
    public GivenRoles Roles { get; init; } = GivenRoles.None;

    /// <summary>Gets the brokers that a topic must stay within, or null for all.</summary>
    /// <value>The default is null: every topic may use every broker.</value>
    public Func<string, ImmutableArray<int>?>? BrokersOf { get; init; }

    /// <summary>Gets which solver plans.</summary>
    /// <value>The default is <see cref="SolverChoice.Auto"/>.</value>
    public SolverChoice Solver { get; init; } = SolverChoice.Auto;

    /// <summary>Gets what wins where the best spread and equal loads exclude each other.</summary>
    /// <value>The default is <see cref="SpreadPolicy.Required"/>.</value>
    public SpreadPolicy Spread { get; init; } = SpreadPolicy.Required;

    /// <summary>Gets how long the exact steps may take in all; a placement is returned in any case.</summary>
    /// <value>The default is 30 seconds. Must be positive.</value>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public bool Equals(PlacementRequest? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
