namespace Rebalancer.Reports;

/// <summary>How near a plan is to the best in one goal, in numbers and words.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Result">The goal, its value and its bound.</param>
/// <param name="Words">A sentence that says what the numbers mean.</param>
public sealed record ProofRow(GoalResult Result, string Words);
