namespace Rebalancer.Planning;

/// <summary>What a plan reached in one aim, and what cannot be beaten.</summary>
/// <param name="Value">What the plan has; smaller is better.</param>
/// <param name="LowerBound">No plan that is as good in the aims before this one can have less; for the leaders' two aims: no plan with the same replica sets.</param>
public sealed record PlanBound(long Value, long LowerBound)
{
    /// <summary>Whether the value is proven best.</summary>
    public bool Proven => Value <= LowerBound;

    /// <summary>How far the value may be from the best: 0 when proven.</summary>
    public long Gap => Math.Max(0, Value - LowerBound);

    /// <summary>The gap as a share of the bound, 0 when proven; 1 where the bound is 0.</summary>
    public double RelativeGap => Gap == 0 ? 0 : LowerBound == 0 ? 1 : (double)Gap / LowerBound;
}

/// <summary>The proof of a plan: one bound an aim, in the order of the aims.</summary>
public sealed record PlanBounds
{
    /// <summary>Missing distinct domains over all partitions, unreachable ones included.</summary>
    public required PlanBound Spread { get; init; }

    /// <summary>Sum of squares of the replica counts per broker.</summary>
    public required PlanBound Balance { get; init; }

    /// <summary>Moved replicas.</summary>
    public required PlanBound Moves { get; init; }

    /// <summary>Sum of squares of the preferred leaders per broker, for the chosen replica sets.</summary>
    public required PlanBound Leaders { get; init; }

    /// <summary>Changes of the preferred leader, for the chosen replica sets.</summary>
    public required PlanBound LeaderChanges { get; init; }
}
