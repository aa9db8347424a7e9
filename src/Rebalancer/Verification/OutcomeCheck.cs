using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Planning.Goals;

namespace Rebalancer.Verification;

/// <summary>Compares the numbers that a plan prints with what its changes come to.</summary>
internal static class OutcomeCheck
{
    /// <summary>The goal's value as the verifier counts it; null where it counts another quantity.</summary>
    private static long? Recounted(Goal goal, VerificationReport report) =>
        goal == Goal.Balance ? report.After.ReplicaSumOfSquares
        : goal == Goal.Moves ? report.MoveCount
        : goal == Goal.Leaders ? report.After.LeaderSumOfSquares
        : goal == Goal.LeaderChanges ? report.LeaderChangeCount
        : null;

    /// <summary>One error for each number that is wrong, and for each bound above its value.</summary>
    public static ImmutableArray<VerificationFinding> WrongNumbers(PlanOutcome outcome, VerificationReport report)
    {
        var wrong = ImmutableArray.CreateBuilder<VerificationFinding>();
        CompareState("before", outcome.Before, report.Before);
        CompareState("after", outcome.After, report.After);
        Compare("moves", outcome.MoveCount, report.MoveCount);
        Compare("leader changes", outcome.LeaderChangeCount, report.LeaderChangeCount);
        foreach (var result in outcome.Goals)
        {
            CompareGoal(result);
        }

        return wrong.ToImmutable();

        void CompareState(string when, PlanMetrics claimed, PlanMetrics found)
        {
            Compare($"replicas on dead brokers {when}", claimed.DeadReplicas, found.DeadReplicas);
            Compare(
                $"partitions with avoidable violations {when}",
                claimed.PartitionsWithAvoidableViolations,
                found.PartitionsWithAvoidableViolations);
            Compare($"sum of squares of replicas {when}", claimed.ReplicaSumOfSquares, found.ReplicaSumOfSquares);
            Compare($"sum of squares of leaders {when}", claimed.LeaderSumOfSquares, found.LeaderSumOfSquares);
            Compare($"most bytes on a broker {when}", claimed.Bytes.Max, found.Bytes.Max);
        }

        void Compare(string what, long claimed, long found)
        {
            if (claimed != found)
            {
                wrong.Add(new VerificationFinding(
                    FindingSeverity.Error, "wrong-number", null, $"The plan says {claimed} for its {what}, but it is {found}."));
            }
        }

        void CompareGoal(GoalResult result)
        {
            if (Recounted(result.Goal, report) is { } found)
            {
                Compare($"goal \"{result.Goal}\"", result.Value, found);
            }

            if (result.LowerBound > result.Value)
            {
                wrong.Add(new VerificationFinding(FindingSeverity.Error, "wrong-bound", null,
                    $"The plan reaches {result.Value} in its goal \"{result.Goal}\", below its own lower bound {result.LowerBound}."));
            }
        }
    }
}
