namespace Rebalancer.Planning.Problem;

/// <summary>Present replicas by judged broker, apart from any plan.</summary>
internal static class ReplicaCounts
{
    /// <summary>Those of partitions that may move.</summary>
    public static int[] Movable(PlanningProblem problem) => Count(problem, movable: true);

    /// <summary>Those of partitions that may not move: a constant in every load.</summary>
    public static int[] Fixed(PlanningProblem problem) => Count(problem, movable: false);

    private static int[] Count(PlanningProblem problem, bool movable)
    {
        var load = new int[problem.BrokerCount];
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (problem.Movable[p] == movable)
            {
                Placement.AddTo(load, problem.PresentOf(p));
            }
        }

        return load;
    }
}
