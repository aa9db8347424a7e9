using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>What the whole-cluster model found.</summary>
/// <param name="Placement">The replica sets.</param>
/// <param name="LeaderSlot">The preferred leader's slot, one entry a partition.</param>
/// <param name="Goals">One entry a goal, in the order they were aimed at.</param>
internal sealed record WholeClusterResult(Placement Placement, int[] LeaderSlot, IReadOnlyList<GoalResult> Goals)
{
    /// <summary>Whether every goal is proven best.</summary>
    public bool Proven => Goals.All(g => g.Proven);

    /// <summary>The result of one goal; it must have been aimed at.</summary>
    public GoalResult this[Goal goal] => Goals.First(g => g.Goal == goal);
}
