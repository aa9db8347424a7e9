using Rebalancer.Planning;

namespace Rebalancer.Verification;

/// <summary>
/// Compares the numbers that a plan prints with what its changes come to: one error for each that is wrong, and for each bound that cannot
/// be.
/// </summary>
/// <param name="state">What the changes come to.</param>
/// <param name="report">The same, as it is told.</param>
/// <param name="isFree">Whether no limit, no replacement and no balance that comes first keeps the plan from the best spread.</param>
/// <param name="findings">Where what is wrong goes.</param>
internal sealed class OutcomeCheck(StateComparison state, VerificationReport report, bool isFree, FindingList findings)
{
    // Goals that a result leaves out where nothing in the cluster asks for them.
    private static readonly Goal[] s_optional = [Goal.Leaving, Goal.MissingReplicas];

    /// <summary>Checks a plan of changes.</summary>
    public void Check(PlanOutcome outcome)
    {
        Compare("moves", outcome.MoveCount, report.MoveCount);
        Compare("bytes to copy", outcome.MoveBytes, report.MoveBytes);
        Compare("leader changes", outcome.LeaderChangeCount, report.LeaderChangeCount);
        CheckStates(outcome.Before, outcome.After);
        CheckGoals(outcome.Goals);
        RequireOptional(outcome.Goals);
    }

    /// <summary>Checks a placement of new partitions.</summary>
    public void Check(PlacementOutcome outcome)
    {
        CheckStates(outcome.Before, outcome.After);
        CheckGoals(outcome.Goals);
    }

    private void CheckStates(PlanMetrics before, PlanMetrics after)
    {
        new MetricsCheck("before", Wrong).Compare(before, report.Before);
        new MetricsCheck("after", Wrong).Compare(after, report.After);
    }

    private void CheckGoals(GoalResults goals)
    {
        foreach (var result in goals)
        {
            if (state.Value(result.Goal, report) is { } found)
            {
                Compare($"goal \"{result.Goal}\"", result.Value, found);
            }

            CheckBound(result);
        }
    }

    private void RequireOptional(GoalResults goals)
    {
        foreach (var goal in s_optional)
        {
            if (goals.Find(goal) is null && state.Value(goal, report) is > 0 and var left)
            {
                Wrong($"The plan does not say its goal \"{goal}\", but it is {left}.");
            }
        }
    }

    private void CheckBound(GoalResult result)
    {
        if (result.LowerBound > result.Value)
        {
            findings.Add(FindingSeverity.Error, "wrong-bound", null,
                () => $"The plan reaches {result.Value} in its goal \"{result.Goal}\", below its own lower bound {result.LowerBound}.");
        }
        else if (isFree && state.Reachable(result.Goal) is { } reachable && result.LowerBound > reachable)
        {
            findings.Add(FindingSeverity.Error, "wrong-bound", null,
                () => $"The plan has a lower bound of {result.LowerBound} in its goal \"{result.Goal}\", but {reachable} can be reached.");
        }
    }

    private void Compare(string what, long claimed, long found)
    {
        if (claimed != found)
        {
            Wrong($"The plan says {claimed} for its {what}, but it is {found}.");
        }
    }

    private void Wrong(string text) => findings.Add(FindingSeverity.Error, "wrong-number", null, () => text);
}
