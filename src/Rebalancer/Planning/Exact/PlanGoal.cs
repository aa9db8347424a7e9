namespace Rebalancer.Planning.Exact;

/// <summary>One level of a plan's aim; smaller is better.</summary>
internal enum PlanGoal
{
    /// <summary>What the movable partitions' sets cost in spread (see <see cref="Spread.SpreadCost"/>), with 0 for a perfect one.</summary>
    Spread,

    /// <summary>The sum of the squares of the replicas per broker.</summary>
    Balance,

    /// <summary>Replicas that are copied.</summary>
    Moves,

    /// <summary>The sum of the squares of the preferred leaders per broker.</summary>
    Leaders,

    /// <summary>Changes of the preferred leader.</summary>
    LeaderChanges,
}
