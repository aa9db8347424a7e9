using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>Preferred leaders for given replica sets: loads as even as the sets allow, then the fewest changes of the preferred leader. Exact.</summary>
/// <remarks>
/// The goal is the sum of the squares of the leaders per broker, and among the best of these the number of changes. From the present leaders, rounds of a min-cost circulation
/// on the broker-to-broker transfer graph improve until <see cref="LeaderCertificate"/> finds nothing to improve. Every round improves, so they end; 2-5 are usual.
/// One round is linear in the replicas but for the flow, which has one node a broker.
/// </remarks>
internal static class LeaderAssignment
{
    // Never reached in practice; it bounds the time if the solver should ever fail to make headway.
    private const int MaxRounds = 200;

    // From this many arcs on, rounds work on a sample of them: measured at 1M partitions x 1000 brokers, 1.3 s against 2.7 s.
    private const int SampledArcs = 100_000;
    private const int SampledArcsPerBroker = 128;

    /// <summary>Chooses the leaders.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot after planning; every slot of a movable partition is live.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    /// <returns>The leaders with their proof; partitions that may not move keep their first live replica.</returns>
    public static LeaderResult Solve(PlanningProblem model, int[] placed, CancellationToken cancellationToken) =>
        Improve(model, placed, LeaderState.Start(model, placed), cancellationToken);

    /// <summary>The same, starting from leaders that are good already; as exact, and faster.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot after planning.</param>
    /// <param name="leaderSlot">Valid leaders for <paramref name="placed"/>.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    public static LeaderResult Improve(PlanningProblem model, int[] placed, int[] leaderSlot, CancellationToken cancellationToken) =>
        Improve(model, placed, LeaderState.From(model, placed, leaderSlot), cancellationToken);

    /// <summary>The sum of squares of the same total spread over the brokers with a difference of at most one.</summary>
    public static long EvenSumOfSquares(ReadOnlySpan<int> loads)
    {
        long total = 0;
        foreach (var load in loads)
        {
            total += load;
        }

        var (floor, rest) = Math.DivRem(total, loads.Length);
        return (rest * (floor + 1) * (floor + 1)) + ((loads.Length - rest) * floor * floor);
    }

    private static LeaderResult Improve(PlanningProblem model, int[] placed, LeaderState state, CancellationToken cancellationToken)
    {
        var proven = false;
        var sampled = true;
        for (var round = 0; round < MaxRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var graph = TransferGraph.Build(model, placed, state);
            proven = LeaderCertificate.IsOptimal(graph, state.Loads);
            if (proven)
            {
                break;
            }

            sampled &= graph.ArcCount > SampledArcs;
            if (!(sampled && Improve(graph, state, SampledArcsPerBroker)))
            {
                sampled = false;
                if (!Improve(graph, state, int.MaxValue))
                {
                    break;
                }
            }
        }

        var squares = state.SumOfSquares();
        var changes = state.CountChanges();
        return new LeaderResult
        {
            LeaderSlot = state.LeaderSlot,
            Loads = state.Loads,
            SumOfSquares = squares,
            SumOfSquaresLowerBound = proven ? squares : EvenSumOfSquares(state.Loads),
            Changes = changes,
            ChangesLowerBound = proven ? changes : state.ForcedChanges,
        };
    }

    private static bool Improve(TransferGraph graph, LeaderState state, int arcsPerBroker) =>
        TransferCirculation.Solve(graph, state.Loads, arcsPerBroker) is { } circulation && TransferCycles.Apply(graph, circulation, state) > 0;
}
