using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets.BrokerAssignment;
using Rebalancer.Planning.Sets.ColumnGeneration;
using Rebalancer.Planning.Sets.Greedy;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Sets;

/// <summary>How hard to look for replica sets.</summary>
/// <param name="Exact">Whether to go on with the exact steps where the fast placement is not proven.</param>
/// <param name="Anew">Whether every partition is placed without regard to where it is.</param>
internal readonly record struct SetsEffort(bool Exact, bool Anew);

/// <summary>
/// The replica sets for the aim of balance: spread, then equal loads, then fewest moves. The fast placement first; where its moves are not
/// proven by the simple bound, column generation with its integer residual (docs/planning.md, "Fewest moves").
/// </summary>
internal sealed class BalancePlacement
{
    // A dense cell is split into its brokers: with several replicas of a partition among so few, who stands where is no longer a matter of
    // counts.
    private const int DenseFactor = 2;

    // Partition groups whose brokers are all priced alone; beyond, brokers of a cell share prices.
    private const int AloneGroupLimit = 9_000;
    private const int SharedGroupLimit = 9_000;
    private const double ResidualDeterministicSeconds = 8;

    private const int SweepAnywayLimit = 50_000;
    private const string FastMethod = "fast placement";

    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly PartitionSpreads _spreads;
    private readonly SetsEffort _effort;
    private readonly SearchBudget _budget;
    private PlacementResult? _best;
    private long _bound;
    private bool _hasBetterLoads;
    private BalanceTargets? _betterTargets;
    private MoveProof? _priced;

    private BalancePlacement(CellGrid grid, PartitionSpreads spreads, SetsEffort effort, SearchBudget budget)
    {
        _problem = grid.Problem;
        _grid = grid;
        _spreads = spreads;
        _effort = effort;
        _budget = budget;
    }

    /// <summary>Places all movable partitions.</summary>
    /// <param name="grid">The coarsest cells.</param>
    /// <param name="spreads">What each partition is to have over them.</param>
    /// <param name="effort">How hard to look.</param>
    /// <param name="budget">How long.</param>
    public static PlacementResult Solve(CellGrid grid, PartitionSpreads spreads, SetsEffort effort, SearchBudget budget)
    {
        PlacementResult? best = null;
        foreach (var split in WaysToSplit(grid, spreads.Classes))
        {
            var next = SolveSplit(grid, spreads, split, effort, budget);
            best = best is null ? next : Better(best, next);
            if (best.Proven || !effort.Exact || grid.Problem.PartitionCount > AloneGroupLimit || budget.IsOver)
            {
                break;
            }
        }

        return best!;
    }

    /// <summary>
    /// Which cells become one a broker, the way first that mostly does best: dense ones must be split for counts to be true, and a pair of
    /// brokers costs little to tell apart; where that proves nothing, fewer cells or more may.
    /// </summary>
    private static IEnumerable<bool[]> WaysToSplit(CellGrid grid, SpreadClass[] classes)
    {
        bool[] Where(Func<int, bool> isSplit) => [.. Enumerable.Range(0, grid.Count).Select(c => grid.Size(c) > 1 && isSplit(c))];
        bool IsDense(int c) => classes.Any(k => k.CellMax[c] > 1 && grid.Size(c) <= DenseFactor * k.CellMax[c]);
        bool[][] ways = [Where(c => grid.Size(c) == 2 || IsDense(c)), Where(IsDense), Where(c => classes.Any(k => k.CellMax[c] > 1))];
        return ways.DistinctBy(way => string.Concat(way.Select(x => x ? '1' : '0')));
    }

    private static PlacementResult Better(PlacementResult first, PlacementResult second)
    {
        var better = second.IsBetterThan(first) ? second : first;
        return better with
        {
            MovesLowerBound = first.SumOfSquares == second.SumOfSquares
                ? Math.Max(first.MovesLowerBound, second.MovesLowerBound)
                : better.MovesLowerBound,
            SumOfSquaresLowerBound = Math.Max(first.SumOfSquaresLowerBound, second.SumOfSquaresLowerBound),
            LeaderChangesLowerBound = (first.SumOfSquares, first.Moves) == (second.SumOfSquares, second.Moves)
                ? Math.Max(first.LeaderChangesLowerBound, second.LeaderChangesLowerBound)
                : better.LeaderChangesLowerBound,
            Proofs = first.SumOfSquares == second.SumOfSquares ? [.. first.Proofs, .. second.Proofs] : better.Proofs,
        };
    }

    private static PlacementResult SolveSplit(
        CellGrid grid, PartitionSpreads spreads, bool[] isSplit, SetsEffort effort, SearchBudget budget)
    {
        if (isSplit.Contains(true))
        {
            grid = grid.Split(c => isSplit[c]);
            spreads = spreads.On(grid);
        }

        return new BalancePlacement(grid, spreads, effort, budget).Run();
    }

    private PlacementResult Run()
    {
        var targets = BalanceSolver.Solve(_grid, _spreads, _budget);
        var cells = new CellPlacement(_grid, targets);
        var greedy = new GreedyPlacement(cells, anew: _effort.Anew);
        greedy.Place(_budget);
        _bound = MoveLowerBound.Simple(_problem, targets, greedy.NeededMoves);
        if (!greedy.InRange && _problem.HasClosedBrokers && _problem.PartitionCount > AloneGroupLimit && !_effort.Anew)
        {
            // Where many partitions hold closed brokers, whole sets seldom reach the LP's loads: no use to pay for them.
            BetterLoads(cells, targets);
        }
        else if (!greedy.InRange && (!_effort.Exact || _problem.PartitionCount <= SweepAnywayLimit || !TryColumnGeneration(cells)))
        {
            greedy.SweepPaid(_budget);
        }

        if (_best is null || greedy.InRange)
        {
            Consider(cells, _effort.Anew ? "placing everything anew" : FastMethod);
        }

        if (_effort.Exact && !_best!.Proven && _best.Method == FastMethod)
        {
            TryColumnGeneration(cells);
        }

        if (_best!.SumOfSquares > _best.SumOfSquaresLowerBound)
        {
            BetterLoads(cells, targets);
        }

        return _effort.Anew ? WithSpreadProof()
            : _best!.SumOfSquares == targets.SumOfSquaresLowerBound
                ? _best with { MovesLowerBound = _bound, Proofs = Proofs(targets, greedy.NeededMoves), Cells = cells }
            : _best.SumOfSquares == _betterTargets?.SumOfSquaresLowerBound ? WithProofOf(_betterTargets)
            : WithSpreadProof();
    }

    /// <summary>Bounds are about plans of the best balance; where that was not reached, only what the spread needs is certain.</summary>
    private PlacementResult WithSpreadProof()
    {
        var spread = MoveProof.OfSpread(_grid, _spreads);
        return _best! with { MovesLowerBound = Math.Min((long)(spread.Value / Price.Move), _best.Moves), Proofs = [spread] };
    }

    /// <summary>
    /// The best balance is that of other targets than the plan was made for, which no plan can meet: what those say of moves and of loads
    /// does not hold for the plans that there are.
    /// </summary>
    private PlacementResult WithProofOf(BalanceTargets targets)
    {
        var spread = MoveProof.OfSpread(_grid, _spreads);
        var bound = MoveLowerBound.Simple(_problem, targets, (long)(spread.Value / Price.Move));
        return _best! with { MovesLowerBound = bound, Proofs = [spread, MoveProof.OfLoads(_grid, targets)] };
    }

    /// <summary>What bounds the moves of plans of the best balance.</summary>
    private IReadOnlyList<MoveProof> Proofs(BalanceTargets targets, long neededMoves)
    {
        var spread = MoveProof.OfSpread(_grid, targets.Classes, targets.ClassOf, neededMoves);
        return _priced is null ? [spread, MoveProof.OfLoads(_grid, targets)] : [spread, MoveProof.OfLoads(_grid, targets), _priced];
    }

    /// <summary>Sweeps for the balance from the present placement, and what its loads prove.</summary>
    private void BetterLoads(CellPlacement cells, BalanceTargets targets)
    {
        if (_hasBetterLoads || _budget.IsOver)
        {
            return;
        }

        _hasBetterLoads = true;
        var loose = cells.CopyFor(targets.Loosened(_spreads));
        LoadSweeps.Improve(loose, _budget);
        Consider(loose, FastMethod);
        if (BalanceSolver.Prove(_grid, _spreads, loose.InCell) is { } proof && proof.SumOfSquaresLowerBound > _best!.SumOfSquaresLowerBound)
        {
            _betterTargets = proof;
            _best = _best with { SumOfSquaresLowerBound = Math.Min(_best.SumOfSquares, proof.SumOfSquaresLowerBound) };
        }
    }

    /// <summary>Column generation from the present placement; whether it gave a plan.</summary>
    private bool TryColumnGeneration(CellPlacement cells)
    {
        var groups = PartitionGroups.Build(cells, brokersAlone: true, AloneGroupLimit)
            ?? PartitionGroups.Build(cells, brokersAlone: false, SharedGroupLimit);
        if (groups is null || _budget.IsOver)
        {
            return false;
        }

        using var master = new MasterProblem(groups);
        master.AddPresentAnswers();
        master.Solve(_budget);
        if (!master.Solved)
        {
            return false;
        }

        var prices = new MasterPrices(groups, master.Prices);
        _priced = prices.Proof();
        _bound = Math.Max(_bound, MasterPrices.InMoves(_priced.Value));
        if (_best is not null)
        {
            _best = _best with { MovesLowerBound = _bound };
            if (_best.Proven)
            {
                return true;
            }
        }

        if (IntegerQuotas.Solve(groups, master, _bound, ResidualDeterministicSeconds, _budget) is not { } quotas)
        {
            return false;
        }

        var assigned = QuotaAssignment.Assign(groups, master, quotas);
        new GreedyPlacement(assigned, prices.ForSweeps()).Adopt(_budget);
        Consider(assigned, "column generation and CP-SAT");
        return true;
    }

    private void Consider(CellPlacement cells, string method)
    {
        var placement = BrokerAssigner.Assign(cells, topicsFirst: _effort.Anew);
        var result = Judge(placement, cells.Targets, method);
        if (_effort.Anew ? result.SumOfSquares > result.SumOfSquaresLowerBound : !result.Proven)
        {
            ReplacementFlow.Improve(_grid, cells.Targets.Classes, cells.Targets.ClassOf, placement, _budget);
            result = Judge(placement, cells.Targets, method);
        }

        if (result.IsBetterThan(_best))
        {
            _best = result;
        }
    }

    private PlacementResult Judge(Placement placement, BalanceTargets targets, string method) =>
        new(
            placement,
            placement.Moves(),
            _bound,
            placement.SumOfSquares(),
            targets.SumOfSquaresLowerBound,
            method)
        { LostLeaders = placement.LostLeaders() };
}
