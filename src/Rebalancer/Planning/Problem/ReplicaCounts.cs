namespace Rebalancer.Planning.Problem;

/// <summary>Present replicas by judged broker, apart from any plan.</summary>
internal static class ReplicaCounts
{
    /// <summary>Those of partitions that may move.</summary>
    public static int[] Movable(PlanningProblem problem) => Placement.Count(problem, problem.Present, p => problem.Movable[p]);

    /// <summary>Those of partitions that may not move: a constant in every load.</summary>
    public static int[] Fixed(PlanningProblem problem) => Placement.Count(problem, problem.Present, p => !problem.Movable[p]);
}
