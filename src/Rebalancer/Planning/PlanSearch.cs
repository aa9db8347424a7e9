using Rebalancer.Planning.Budgets;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.TieBreak;
using Rebalancer.Planning.WholeCluster;

namespace Rebalancer.Planning;

/// <summary>
/// Chooses replica sets and preferred leaders of one problem: the steps in their order, and on small clusters both at once where that may
/// be better.
/// </summary>
internal sealed class PlanSearch
{
    // Up to here CP-SAT over every partition and broker usually proves both at once within a second.
    private const int JointSize = 600;

    // Replica sets that are open in a goal are looked at in larger clusters too, and longer.
    private const int OpenSize = 5_000;
    private const double OpenDeterministicSeconds = 12;

    // Beyond, exchanges between partitions for better leaders take half a second and have been seen to find nothing: the master problem's
    // answers leave none.
    private const int ExchangeSize = 20_000;

    // Up to here column generation looks at sets and leaders together where the leaders are not proven.
    private const int TogetherSize = 50_000;
    private const double JointDeterministicSeconds = 0.5;

    private readonly CellGrid _grid;
    private readonly PlanningProblem _problem;
    private readonly PlanOptions _options;
    private readonly Action<string> _step;
    private readonly bool _isOnly;
    private readonly SearchBudget _budget;
    private readonly PartitionSpreads _spreads;
    private readonly Lazy<PlacementResult> _whole;
    private readonly Lazy<Placement> _mended;

    /// <param name="grid">The coarsest cells of the problem; for the aim of repair only broken partitions are movable.</param>
    /// <param name="spreads">The spread that each movable partition is to have.</param>
    /// <param name="options">Aim and solver; its limits are not looked at.</param>
    /// <param name="step">Told the name of each step.</param>
    /// <param name="budget">How long to search, for all plans together.</param>
    /// <param name="isOnly">Whether one plan is all that is asked for.</param>
    public PlanSearch(
        CellGrid grid, PartitionSpreads spreads, PlanOptions options, Action<string> step, SearchBudget budget, bool isOnly)
    {
        _grid = grid;
        _problem = grid.Problem;
        _spreads = spreads;
        _options = options;
        _step = step;
        _isOnly = isOnly;
        _budget = budget;
        _whole = new(Whole);
        _mended = new(() => options.Aim == PlanAim.Balance ? BudgetPlacement.Mend(grid, spreads, budget) : _whole.Value.Placement);
    }

    /// <summary>Copies that only what must move needs: off leaving brokers, missing replicas, and avoidable violations.</summary>
    public long MendingMoves => _spreads.Classes.Length == 0 || _options.Aim == PlanAim.Leaders ? 0 : _mended.Value.Moves();

    /// <summary>Whether the cluster is small enough for the solver choice of cp-sat.</summary>
    public static bool FitsWholeCluster(CellGrid grid, PartitionSpreads spreads, PlanOptions options) =>
        options.Aim == PlanAim.Leaders || Question(grid, spreads, options, options.Budget).Fits();

    private static WholeClusterQuestion Question(CellGrid grid, PartitionSpreads spreads, PlanOptions options, MoveBudget moveBudget) =>
        new(
            grid.Problem,
            options.Spread == SpreadPolicy.Preferred ? PartitionSpreads.Best(grid) : spreads,
            GoalOrder.Of(options.Aim, options.Spread),
            moveBudget)
        {
            MaxAnswers = WholeClusterQuestion.AnswersWithin(
                options.Solver == SolverChoice.CpSat ? TimeSpan.MaxValue : options.TimeLimit),
        };

    /// <summary>
    /// Searches the best plan that changes no more than a budget. What does not depend on the budget is found once for all plans.
    /// </summary>
    /// <param name="moveBudget">How much may change.</param>
    /// <returns>The plan; its placement's problem says which partitions it decided.</returns>
    public SearchResult Within(MoveBudget moveBudget)
    {
        _step("replica sets");
        var whole = _whole.Value;
        var within = BudgetPlacement.Within(_grid, _spreads, whole, _mended, _options.Aim == PlanAim.Balance, moveBudget, _budget);
        var isCut = !ReferenceEquals(within, whole);

        // The whole plan is cut for other budgets too: what comes now changes a copy.
        within = isCut || _isOnly ? within : within with { Placement = within.Placement.Copy() };
        var stepwise = Stepwise(within, moveBudget);
        if (_options.Aim != PlanAim.Leaders && _spreads.Classes.Length > 0
            && (_options.Solver == SolverChoice.CpSat || (_options.Solver == SolverChoice.Auto && (isCut || IsWorthJoining(stepwise)))))
        {
            _step("sets and leaders at once");
            return Joint(stepwise, moveBudget) ?? stepwise;
        }

        return stepwise;
    }

    /// <summary>The replica sets without a budget.</summary>
    private PlacementResult Whole()
    {
        if (_spreads.Classes.Length == 0 || _options.Aim == PlanAim.Leaders)
        {
            return AsItIs();
        }

        var sets = WithoutIncomplete(_options.Aim == PlanAim.Repair
            ? RepairPlacement.Solve(_grid, _spreads, _budget)
            : WithPreference(BalancePlacement.Solve(
                _grid, _spreads, new(_options.Solver != SolverChoice.Fast && !_options.Force, _options.Force), _budget)));
        return _problem.PartitionCount > TogetherSize ? sets with { Cells = null } : sets;
    }

    /// <summary>
    /// Where the balance wins over the spread, bounds that take each partition's spread for given hold only if nothing is lost in either.
    /// </summary>
    private PlacementResult WithPreference(PlacementResult sets)
    {
        var even = Squares.Even(sets.Placement.Loads());
        return _options.Spread == SpreadPolicy.Required || (sets.SumOfSquares == even && _spreads.Classes.All(k => k.Kind.MustUse < 0))
            ? sets
            : sets with { SumOfSquaresLowerBound = even, MovesLowerBound = 0 };
    }

    /// <summary>The leaders after the sets; where that is not proven best, other sets of equal moves with better leaders.</summary>
    private SearchResult Stepwise(PlacementResult sets, MoveBudget moveBudget)
    {
        var first = WithLeaders(sets, moveBudget);
        if (first.Leaders.Proven
            || !first.Sets.Proven
            || !moveBudget.IsUnlimited
            || _options.Aim != PlanAim.Balance
            || _options.Spread == SpreadPolicy.Preferred
            || _options.Solver == SolverChoice.Fast
            || _problem.PartitionCount > TogetherSize)
        {
            return first;
        }

        var improved = LeaderKeeping.Improve(first.Sets, first.Leaders, Bounds(first.Sets, moveBudget), _budget);
        if (ReferenceEquals(improved.Placement, first.Sets.Placement))
        {
            return new(improved, first.Leaders.Within(Bounds(improved, moveBudget)));
        }

        var second = WithLeaders(improved, moveBudget);
        return (second.Leaders.SumOfSquares, second.Leaders.Changes)
            .CompareTo((first.Leaders.SumOfSquares, first.Leaders.Changes)) < 0
            ? second
            : new(
                first.Sets with { LeaderChangesLowerBound = improved.LeaderChangesLowerBound },
                first.Leaders.Within(Bounds(improved with { Placement = first.Sets.Placement }, moveBudget)));
    }

    /// <summary>The best leaders for given sets, after the topics' replicas are evened.</summary>
    private SearchResult WithLeaders(PlacementResult sets, MoveBudget moveBudget)
    {
        var placement = sets.Placement;
        placement.AlignSlots();
        if (moveBudget is { Bytes: null, LeaderChanges: null })
        {
            // Partitions exchange brokers: so many copies, but not so many bytes, and other leaders are lost.
            TopicTieBreak.EvenReplicas(_grid, placement, _budget);
        }

        _step("preferred leaders");
        if (moveBudget.LeaderChanges is not null)
        {
            placement = placement.WithoutForcedLeaders();
            sets = sets with { Placement = placement };
        }

        var leaders = LimitedLeaders.Solve(placement, moveBudget.LeaderChanges, _budget);
        if (_options.Aim != PlanAim.Leaders)
        {
            var bounds = Bounds(sets, moveBudget);
            if (_problem.PartitionCount <= ExchangeSize && moveBudget.IsUnlimited)
            {
                leaders = LeaderExchange.Improve(_grid, placement, leaders, bounds, _budget);
            }

            leaders = leaders.Within(bounds);
        }

        return new(sets, TopicTieBreak.EvenLeaders(placement, leaders, _budget));
    }

    /// <summary>What bounds the leaders of all plans as good as these sets.</summary>
    private LeaderBounds Bounds(PlacementResult sets, MoveBudget moveBudget)
    {
        // Plans within a budget, or cut short by the time, may leave partitions as they are; and where the balance comes before the spread,
        // other plans may choose other partitions to be spread less well.
        var isWhole = moveBudget.IsUnlimited && ReferenceEquals(sets.Placement.Problem, _problem);
        return _options.Spread == SpreadPolicy.Preferred || !isWhole
            ? new(sets.Placement.For(_problem), [], 0, !isWhole, _budget)
            : new(sets.Placement, sets.Proofs, sets.LeaderChangesLowerBound, isPartial: false, _budget);
    }

    /// <summary>No replica moves; what is there is its own bound.</summary>
    private PlacementResult AsItIs()
    {
        var placement = Placement.Present(_problem);
        var squares = placement.SumOfSquares();
        return new(placement, 0, 0, squares, squares, "order only");
    }

    /// <summary>
    /// Partitions for which the time did not suffice stay as they are, and the plan does not decide them; nothing is proven then.
    /// </summary>
    private PlacementResult WithoutIncomplete(PlacementResult sets)
    {
        var complete = new bool[_problem.PartitionCount];
        for (var p = 0; p < complete.Length; p++)
        {
            complete[p] = _problem.Movable[p] && sets.Placement.IsComplete(p);
        }

        if (sets.Placement.RestoreIncomplete() == 0)
        {
            return sets;
        }

        var placement = sets.Placement.For(_problem.WithMovable(complete));
        var loads = placement.Loads();
        return sets with
        {
            Placement = placement,
            Moves = placement.Moves(),
            MovesLowerBound = 0,
            SumOfSquares = Squares.Sum(loads),
            SumOfSquaresLowerBound = Squares.Even(loads),
        };
    }

    /// <summary>
    /// Whether the stepwise plan is open in some goal, or its leaders might be better with other sets, on a cluster small enough to find
    /// out.
    /// </summary>
    private bool IsWorthJoining(SearchResult stepwise)
    {
        if (_options.Force || Size == 0 || _budget.IsOver)
        {
            return false;
        }

        return IsOpen(stepwise) || (Size <= JointSize && !stepwise.Leaders.Proven);
    }

    private long Size
    {
        get
        {
            long movable = 0;
            foreach (var isMovable in _problem.Movable)
            {
                movable += isMovable ? 1 : 0;
            }

            return movable * _problem.BrokerCount;
        }
    }

    private bool IsOpen(SearchResult stepwise) => !stepwise.Sets.Proven && Size <= OpenSize;

    /// <summary>The whole-cluster model from the stepwise plan on; null where it is too large, or found nothing.</summary>
    private SearchResult? Joint(SearchResult stepwise, MoveBudget moveBudget)
    {
        var seconds = _options.Solver == SolverChoice.CpSat ? _options.TimeLimit.TotalSeconds
            : IsOpen(stepwise) ? OpenDeterministicSeconds
            : JointDeterministicSeconds;
        var whole = WholeClusterModel.Solve(
            Question(_grid, _spreads, _options, moveBudget), stepwise.Sets.Placement.For(_problem), seconds, _budget);
        return whole is null ? null : FromWhole(stepwise, whole, moveBudget);
    }

    private SearchResult FromWhole(SearchResult stepwise, WholeClusterResult whole, MoveBudget moveBudget)
    {
        var goals = whole.Goals;
        var sets = stepwise.Sets with
        {
            Placement = whole.Placement,
            Method = "CP-SAT over the whole cluster",
            Moves = goals[Goal.Moves].Value,
            MovesLowerBound = Math.Max(goals[Goal.Moves].LowerBound, Math.Min(stepwise.Sets.MovesLowerBound, goals[Goal.Moves].Value)),
            SumOfSquares = goals[Goal.Balance].Value,
            SumOfSquaresLowerBound = Math.Max(
                goals[Goal.Balance].LowerBound, Math.Min(stepwise.Sets.SumOfSquaresLowerBound, goals[Goal.Balance].Value)),
            Earlier = goals,
            Proofs = goals[Goal.Balance].Value == stepwise.Sets.SumOfSquares ? stepwise.Sets.Proofs : [],
            LeaderChangesLowerBound =
                goals[Goal.Balance].Value == stepwise.Sets.SumOfSquares && goals[Goal.Moves].Value == stepwise.Sets.Moves
                    ? stepwise.Sets.LeaderChangesLowerBound
                    : 0,
        };
        var bounds = Bounds(sets, moveBudget);
        var leaders = new LeaderResult
        {
            LeaderSlot = whole.Leaders.LeaderSlot,
            Loads = whole.Leaders.Loads,
            SumOfSquares = goals[Goal.Leaders].Value,
            SumOfSquaresLowerBound = Math.Max(goals[Goal.Leaders].LowerBound, bounds.SumOfSquares),
            Changes = (int)goals[Goal.LeaderChanges].Value,
            ChangesLowerBound = Math.Max((int)goals[Goal.LeaderChanges].LowerBound, bounds.Changes(goals[Goal.Leaders].Value)),
        };
        return new(sets, moveBudget.IsUnlimited ? TopicTieBreak.EvenBoth(_grid, sets.Placement, leaders, _budget) : leaders);
    }
}

/// <summary>Replica sets and leaders of a plan.</summary>
internal sealed record SearchResult(PlacementResult Sets, LeaderResult Leaders);
