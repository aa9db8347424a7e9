using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>What the whole-cluster model found.</summary>
/// <param name="Placement">The replica sets.</param>
/// <param name="Leaders">The leaders for them.</param>
/// <param name="Goals">One result a goal, in the order they were aimed at.</param>
internal sealed record WholeClusterResult(Placement Placement, LeaderResult Leaders, GoalResults Goals);
