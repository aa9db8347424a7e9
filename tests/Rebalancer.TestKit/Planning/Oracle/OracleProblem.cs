namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>
/// Which goal comes before which, after leaving brokers and wanted numbers; leaders' evenness and then changes of leaders always come last.
/// </summary>
public enum OracleOrder
{
    /// <summary>Spread, balance, moves.</summary>
    Balance,

    /// <summary>Spread, moves, balance.</summary>
    Repair,

    /// <summary>Balance, spread, moves.</summary>
    PreferBalance,
}

/// <summary>A planning problem as a list of choices: nothing of the planner's own ideas is left in it.</summary>
/// <param name="Brokers">How many brokers loads are judged over.</param>
/// <param name="FixedReplicas">Replicas by broker that no plan may change.</param>
/// <param name="FixedLeaders">Leaders by broker of the partitions that no plan may change.</param>
/// <param name="Partitions">The partitions that a plan may change.</param>
/// <param name="Order">Which goal comes first.</param>
/// <param name="Budget">How much may change.</param>
internal sealed record OracleProblem(
    int Brokers, int[] FixedReplicas, int[] FixedLeaders, IReadOnlyList<OraclePartition> Partitions, OracleOrder Order, MoveBudget Budget);
