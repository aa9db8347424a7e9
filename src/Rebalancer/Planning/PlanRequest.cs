using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Planning;

/// <summary>What <see cref="Planner.Plan"/> is asked: a cluster, where its brokers sit, and how to plan.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Snapshot">The cluster.</param>
/// <param name="Topology">Where the live brokers sit.</param>
/// <param name="Options">How to plan.</param>
public sealed record PlanRequest(ClusterSnapshot Snapshot, RackTopology Topology, PlanOptions Options);
