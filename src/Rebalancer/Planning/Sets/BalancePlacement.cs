using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets.BrokerAssignment;
using Rebalancer.Planning.Sets.ColumnGeneration;
using Rebalancer.Planning.Sets.Greedy;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Sets;

/// <summary>
/// The replica sets for the aim of balance: spread, then equal loads, then fewest moves. The fast placement first; where its moves are not proven by the simple
/// bound, the type LP with its integer residual (engine reference, section 7).
/// </summary>
internal sealed class BalancePlacement
{
    // A dense cell is split into its brokers: with several replicas of a partition among so few, who stands where is no longer a matter of counts.
    private const int DenseFactor = 2;

    // Types whose brokers are all priced alone; beyond, brokers of a cell share prices (engine reference 7, step 4).
    private const int AloneTypeLimit = 9_000;
    private const int SharedTypeLimit = 9_000;
    private const long TransferWorkLimit = 60_000_000;
    private const double ResidualDeterministicSeconds = 8;
    private const int SweepAnywayLimit = 50_000;
    private const string FastMethod = "fast placement";

    private readonly PlanningProblem _model;
    private readonly CellGrid _grid;
    private readonly PartitionSpreads _spreads;
    private readonly PlanOptions _options;
    private readonly SearchBudget _clock;
    private readonly CancellationToken _cancellationToken;
    private PlacementResult? _best;
    private long _bound;

    private BalancePlacement(CellGrid grid, PartitionSpreads spreads, PlanOptions options, SearchBudget clock, CancellationToken cancellationToken)
    {
        _model = grid.Model;
        _grid = grid;
        _spreads = spreads;
        _options = options;
        _clock = clock;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Places all movable partitions. <paramref name="grid"/>: cells by domains; <paramref name="spreads"/>: what each partition is to have over them.</summary>
    public static PlacementResult Solve(CellGrid grid, PartitionSpreads spreads, PlanOptions options, SearchBudget clock, CancellationToken cancellationToken)
    {
        var classes = spreads.Classes;
        var first = SolveSplit(grid, spreads, c => IsDense(grid, classes, c), options, clock, cancellationToken);
        var couldSplit = Enumerable.Range(0, grid.Count).Any(c => grid.Size(c) > 1 && !IsDense(grid, classes, c) && classes.Any(k => k.CellMax[c] > 1));
        if (first.Proven || options.Force || options.Solver == SolverChoice.Fast || !couldSplit || grid.Model.PartitionCount > AloneTypeLimit)
        {
            return first;
        }

        var second = SolveSplit(grid, spreads, c => classes.Any(k => k.CellMax[c] > 1), options, clock, cancellationToken);
        var better = second.IsBetterThan(first) ? second : first;
        return better with
        {
            MovesLowerBound = first.SumOfSquares == second.SumOfSquares ? Math.Max(first.MovesLowerBound, second.MovesLowerBound) : better.MovesLowerBound,
            SumOfSquaresLowerBound = Math.Max(first.SumOfSquaresLowerBound, second.SumOfSquaresLowerBound),
        };
    }

    private static bool IsDense(CellGrid grid, SpreadClass[] classes, int cell) =>
        grid.Size(cell) > 1 && classes.Any(k => k.CellMax[cell] > 1 && grid.Size(cell) <= DenseFactor * k.CellMax[cell]);

    private static PlacementResult SolveSplit(CellGrid grid, PartitionSpreads spreads, Func<int, bool> isSplit, PlanOptions options, SearchBudget clock, CancellationToken cancellationToken)
    {
        if (Enumerable.Range(0, grid.Count).Any(isSplit))
        {
            var split = grid.Split(isSplit, out var parents);
            spreads = spreads with { Classes = [.. spreads.Classes.Select(k => k.ForSplit(parents, split))] };
            grid = split;
        }

        return new BalancePlacement(grid, spreads, options, clock, cancellationToken).Run();
    }

    private PlacementResult Run()
    {
        var targets = BalanceSolver.Solve(_grid, _spreads.Classes, MoveLowerBound.FixedLoad(_model), MoveLowerBound.MovableLoad(_model));
        var state = new CellPlacement(_grid, targets, _spreads.ClassOf);
        var placement = new GreedyPlacement(state, anew: _options.Force);
        placement.Place(_cancellationToken);
        _bound = MoveLowerBound.Simple(_model, targets, placement.NeededMoves);
        var exact = _options.Solver != SolverChoice.Fast && !_options.Force;
        if (!placement.InRange)
        {
            // Swept even where the LP has a plan: at equal moves the sweeps often keep more of the present leaders.
            if (!exact || !TryTypes(state) || _model.PartitionCount <= SweepAnywayLimit)
            {
                placement.SweepPaid(_cancellationToken);
            }
        }

        if (placement.InRange || _best is null)
        {
            Consider(state, _options.Force ? "placing everything anew" : FastMethod);
        }

        if (exact && !_best!.Proven && _best.Method == FastMethod)
        {
            TryTypes(state);
        }

        // The bound is about plans of the best balance; where that was not reached, only what the spread needs is certain.
        var certain = _best!.SumOfSquares <= _best.SumOfSquaresLowerBound && !_options.Force ? _bound : placement.NeededMoves;
        return _best with { MovesLowerBound = Math.Min(certain, _best.Moves) };
    }

    /// <summary>The type LP from the present state; whether it gave a plan.</summary>
    private bool TryTypes(CellPlacement state)
    {
        var types = PartitionGroups.Build(state, brokersAlone: true, AloneTypeLimit) ?? PartitionGroups.Build(state, brokersAlone: false, SharedTypeLimit);
        if (types is null || _clock.IsOver)
        {
            return false;
        }

        using var program = new MasterProblem(types);
        program.AddPresentAnswers();
        program.Solve(() => _clock.IsOver || _cancellationToken.IsCancellationRequested);
        _cancellationToken.ThrowIfCancellationRequested();
        if (!program.Solved)
        {
            return false;
        }

        var prices = MasterPrices.From(types, program.Prices);
        _bound = Math.Max(_bound, prices.LowerBound());
        if (_best is not null)
        {
            _best = _best with { MovesLowerBound = _bound };
            if (_best.Proven)
            {
                return true;
            }
        }

        if (IntegerQuotas.Solve(types, program, ResidualDeterministicSeconds) is not { } quotas)
        {
            return false;
        }

        var assigned = QuotaAssignment.Assign(types, program, quotas);
        new GreedyPlacement(assigned, prices.ForSweeps()).Adopt(_cancellationToken);
        Consider(assigned, "type LP and CP-SAT");
        return true;
    }

    private void Consider(CellPlacement state, string method)
    {
        var placed = BrokerAssigner.Settle(state, topicsFirst: _options.Force);
        var result = Judge(placed, state.Targets, method);
        if (!result.Proven && !_options.Force && ReplacementFlow.Work(_model) <= TransferWorkLimit)
        {
            ReplacementFlow.Improve(_grid, _spreads with { Classes = state.Targets.Classes }, placed, _cancellationToken);
            result = Judge(placed, state.Targets, method);
        }

        if (result.IsBetterThan(_best))
        {
            _best = result;
        }
    }

    private PlacementResult Judge(int[] placed, BalanceTargets targets, string method) => new(
        placed, PlacementLoads.Moves(_model, placed), _bound, PlacementLoads.SumOfSquares(PlacementLoads.Replicas(_model, placed)), targets.SumOfSquaresLowerBound, method)
    {
        LeadersLost = PlacementLoads.LeadersLost(_model, placed),
    };
}
