using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Verification;

/// <summary>Compares the numbers that a plan prints with what its changes come to.</summary>
internal static class OutcomeCheck
{
    /// <summary>One error for each number that is wrong, and for each bound above its value.</summary>
    public static ImmutableArray<VerificationFinding> WrongNumbers(PlanOutcome outcome, VerificationReport report)
    {
        var wrong = ImmutableArray.CreateBuilder<VerificationFinding>();
        CompareState("before", outcome.Before, report.Before);
        CompareState("after", outcome.After, report.After);
        Compare("moves", outcome.MoveCount, report.MoveCount);
        Compare("leader changes", outcome.LeaderChangeCount, report.LeaderChangeCount);
        Compare("bound's balance", outcome.Bounds.Balance.Value, report.After.ReplicaSumOfSquares);
        Compare("bound's moves", outcome.Bounds.Moves.Value, report.MoveCount);
        Compare("bound's leaders", outcome.Bounds.Leaders.Value, report.After.LeaderSumOfSquares);
        Compare("bound's leader changes", outcome.Bounds.LeaderChanges.Value, report.LeaderChangeCount);
        CompareBound("spread", outcome.Bounds.Spread);
        CompareBound("balance", outcome.Bounds.Balance);
        CompareBound("moves", outcome.Bounds.Moves);
        CompareBound("leaders", outcome.Bounds.Leaders);
        CompareBound("leader changes", outcome.Bounds.LeaderChanges);
        return wrong.ToImmutable();

        void CompareState(string when, PlanMetrics claimed, PlanMetrics found)
        {
            Compare($"replicas on dead brokers {when}", claimed.DeadReplicas, found.DeadReplicas);
            Compare($"partitions with avoidable violations {when}", claimed.PartitionsWithAvoidableViolations, found.PartitionsWithAvoidableViolations);
            Compare($"sum of squares of replicas {when}", claimed.ReplicaSumOfSquares, found.ReplicaSumOfSquares);
            Compare($"sum of squares of leaders {when}", claimed.LeaderSumOfSquares, found.LeaderSumOfSquares);
            Compare($"most bytes on a broker {when}", claimed.Bytes.Max, found.Bytes.Max);
        }

        void Compare(string what, long claimed, long found)
        {
            if (claimed != found)
            {
                wrong.Add(new VerificationFinding(FindingSeverity.Error, "wrong-number", null, $"The plan says {claimed} for its {what}, but it is {found}."));
            }
        }

        void CompareBound(string what, PlanBound bound)
        {
            if (bound.LowerBound > bound.Value)
            {
                wrong.Add(new VerificationFinding(FindingSeverity.Error, "wrong-bound", null, $"The plan reaches {bound.Value} in {what}, below its own lower bound {bound.LowerBound}."));
            }
        }
    }
}
