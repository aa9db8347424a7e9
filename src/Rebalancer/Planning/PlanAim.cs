namespace Rebalancer;

/// <summary>What a plan is for.</summary>
public enum PlanAim
{
    /// <summary>Best spread, equal replica counts, fewest moves, then even leaders: the default.</summary>
    Balance,

    /// <summary>Only what must move: replicas on dead brokers and avoidable violations of the spread.</summary>
    Repair,

    /// <summary>Only the order inside the replica sets: no data moves, leaders as even as possible.</summary>
    Leaders,
}

/// <summary>Which solver plans.</summary>
public enum SolverChoice
{
    /// <summary>The fast placement, and the exact steps wherever it is not already proven: the default.</summary>
    Auto,

    /// <summary>The fast placement only.</summary>
    Fast,

    /// <summary>
    /// One CP-SAT model of the whole cluster, where its partitions have up to 100,000 replica sets to choose from. Larger clusters are
    /// planned as with <see cref="Auto"/>, with a warning.
    /// </summary>
    CpSat,
}

/// <summary>What wins where the best spread and equal loads exclude each other.</summary>
public enum SpreadPolicy
{
    /// <summary>The spread wins: a broker that no best spread can use stays empty. The default.</summary>
    Required,

    /// <summary>The balance wins there; the plan says how many partitions then share a domain.</summary>
    Preferred,
}
