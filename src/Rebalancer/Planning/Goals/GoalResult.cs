namespace Rebalancer;

/// <summary>What a plan reached in one goal, and what cannot be beaten.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Goal">The goal.</param>
/// <param name="Value">What the plan has, in the goal's unit; smaller is better.</param>
/// <param name="LowerBound">No plan that equals this one in the goals before has less.</param>
public sealed record GoalResult(Goal Goal, long Value, long LowerBound)
{
    /// <summary>Whether the value is proven best.</summary>
    public bool Proven => Value <= LowerBound;

    /// <summary>How far the value may be from the best: 0 when proven.</summary>
    public long Gap => Math.Max(0, Value - LowerBound);

    /// <summary>The gap as a share of the bound, 0 when proven; 1 where the bound is 0.</summary>
    public double RelativeGap => Gap == 0 ? 0 : LowerBound == 0 ? 1 : (double)Gap / LowerBound;
}
