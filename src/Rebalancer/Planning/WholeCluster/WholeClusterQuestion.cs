using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>What <see cref="WholeClusterModel"/> is asked.</summary>
/// <param name="Problem">The cluster.</param>
/// <param name="Spreads">The best spread of each movable partition.</param>
/// <param name="Goals">The goals in their order.</param>
/// <param name="MoveBudget">How much may change.</param>
internal sealed record WholeClusterQuestion(
    PlanningProblem Problem, PartitionSpreads Spreads, IReadOnlyList<Goal> Goals, MoveBudget MoveBudget)
{
    private const int LargestModel = 100_000;

    // CP-SAT presolves a model without regard to its time limit: about a millisecond for each set, where few partitions are alike.
    private const int AnswersPerSecond = 1_000;

    /// <summary>How many sets the groups may have in all.</summary>
    public int MaxAnswers { get; init; } = LargestModel;

    /// <summary>The most sets of a model that ends about within a time limit.</summary>
    /// <param name="limit">The limit of the whole plan, not what is left of it: the answer must be the same on every machine.</param>
    public static int AnswersWithin(TimeSpan limit) => (int)Math.Min(LargestModel, limit.TotalSeconds * AnswersPerSecond);

    /// <summary>The groups of like partitions with their sets; null where the sets are too many.</summary>
    public List<AnswerGroup>? Groups()
    {
        // Where the spread is the first thing that sets are judged by and nothing keeps a partition from its own best, only best sets
        // count.
        var bestOnly = MoveBudget.IsUnlimited
            && Goals.TakeWhile(g => g != Goal.Spread).All(g => g == Goal.Leaving || g == Goal.MissingReplicas);
        return AnswerGroup.Build(Problem, Spreads, bestOnly, !MoveBudget.IsUnlimited, MoveBudget.Bytes is not null, MaxAnswers);
    }

    /// <summary>Whether the cluster is small enough.</summary>
    public bool Fits() => Groups() is not null;
}
