using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning;

/// <summary>What a set of brokers makes possible, without planning the moves: smaller is better, the first value first.</summary>
/// <param name="Left">Replicas on leaving brokers that find no other place.</param>
/// <param name="Shared">Replicas that must share a domain with another one of their partition, summed over the dimensions.</param>
/// <param name="Excess">What spread must miss beyond distinct domains.</param>
/// <param name="SumOfSquares">The least sum of squares of the loads under the best spread.</param>
/// <param name="EvenSumOfSquares">What equal loads would come to.</param>
internal readonly record struct AdviceScore(long Left, long Shared, long Excess, long SumOfSquares, long EvenSumOfSquares)
    : IComparable<AdviceScore>
{
    /// <summary>Whether the best spread and equal loads go together.</summary>
    public bool IsEven => SumOfSquares <= EvenSumOfSquares;

    /// <summary>Scores the brokers of a request.</summary>
    /// <exception cref="InputException">The roles cannot be.</exception>
    public static AdviceScore Of(PlanRequest request, SearchBudget budget)
    {
        var roles = BrokerRoles.Assign(request.Snapshot, request.Roles);
        var problem = ProblemBuilder.Build(request, roles, new LeftAlone(request, roles));
        var grid = CellGrid.Of(problem);
        var spreads = PartitionSpreads.Best(grid);
        var (shared, excess) = (0L, 0L);
        foreach (var spread in spreads.Classes)
        {
            var domains = problem.DomainCounts.Sum(count => (long)Math.Max(0, spread.ReplicationFactor - count));
            shared += spread.PartitionCount * (domains + spread.MissingDomains);
            excess += spread.PartitionCount * (spread.BestCost - (SpreadCost.MissingDomain * spread.MissingDomains));
        }

        var present = Placement.Present(problem).Loads();
        var squares = spreads.Classes.Length == 0
            ? Squares.Sum(present)
            : BalanceSolver.Solve(grid, spreads, budget).SumOfSquaresLowerBound;
        var total = ReplicaCounts.Fixed(problem).Sum(x => (long)x)
            + spreads.Classes.Sum(k => (long)k.PartitionCount * k.ReplicationFactor);
        return new(Stuck(problem), shared, excess, squares, Squares.Even(total, problem.BrokerCount));
    }

    /// <inheritdoc/>
    public int CompareTo(AdviceScore other) =>
        (Left, Shared, Excess, SumOfSquares).CompareTo((other.Left, other.Shared, other.Excess, other.SumOfSquares));

    private static long Stuck(PlanningProblem problem)
    {
        long stuck = 0;
        for (var p = 0; p < problem.PartitionCount && problem.Draining is not null; p++)
        {
            for (var slot = problem.Offsets[p]; slot < problem.Offsets[p + 1] && !problem.Movable[p]; slot++)
            {
                stuck += problem.Draining[slot] >= 0 ? 1 : 0;
            }
        }

        return stuck;
    }
}
