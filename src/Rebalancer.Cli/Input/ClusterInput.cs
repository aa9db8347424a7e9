using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Plans;
using Rebalancer.Topology;

namespace Rebalancer.Cli.Input;

/// <summary>A cluster as a command works on it, wherever it was read from.</summary>
/// <param name="Snapshot">The cluster.</param>
/// <param name="Topology">Where its brokers sit.</param>
/// <param name="Inputs">What it was read from, for the manifest.</param>
internal sealed record ClusterInput(ClusterSnapshot Snapshot, RackTopology Topology, ImmutableArray<PlanInput> Inputs);
