using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.TieBreak;
using Rebalancer.Planning.WholeCluster;

namespace Rebalancer.Planning;

/// <summary>Chooses replica sets and preferred leaders of one model: the steps in their order, and on small clusters both at once where that may be better.</summary>
internal sealed class PlanSearch
{
    // Up to here CP-SAT over every partition and broker usually proves both at once within a second.
    private const int JointSize = 300;

    // Beyond, exchanges between partitions for better leaders take half a second and have been seen to find nothing: the type LP's answers leave none.
    private const int ExchangeSize = 20_000;
    private const double JointDeterministicSeconds = 0.5;

    // Beyond, building the model takes gigabytes and outlasts a time limit of seconds.
    private const int WholeClusterSize = 16_000;

    private readonly PlanningProblem _model;
    private readonly PlanOptions _options;
    private readonly SearchBudget _clock;
    private readonly Action<string> _step;
    private readonly CancellationToken _cancellationToken;

    private PlanSearch(PlanningProblem model, PlanOptions options, Action<string> step, CancellationToken cancellationToken)
    {
        _model = model;
        _options = options;
        _clock = new SearchBudget(options.TimeLimit);
        _step = step;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Searches a plan.</summary>
    /// <param name="model">The cluster; for the aim of repair only broken partitions are movable.</param>
    /// <param name="grid">Its cells by domains.</param>
    /// <param name="spreads">The spread that each movable partition is to have.</param>
    /// <param name="options">Aim, solver and limits.</param>
    /// <param name="step">Told the name of each step.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static SearchResult Solve(PlanningProblem model, CellGrid grid, PartitionSpreads spreads, PlanOptions options, Action<string> step, CancellationToken cancellationToken) =>
        new PlanSearch(model, options, step, cancellationToken).Run(grid, spreads);

    /// <summary>Whether the cluster is small enough for the solver choice of cp-sat: movable partitions x brokers.</summary>
    public static bool FitsWholeCluster(PlanningProblem model) => (long)model.Movable.Count(x => x) * model.BrokerCount <= WholeClusterSize;

    private SearchResult Run(CellGrid grid, PartitionSpreads spreads)
    {
        _step("replica sets");
        var placement = _options.Aim switch
        {
            _ when spreads.Classes.Length == 0 => AsItIs(),
            PlanAim.Leaders => AsItIs(),
            PlanAim.Repair => RepairPlacement.Solve(grid, spreads, _clock, _cancellationToken),
            _ => BalancePlacement.Solve(grid, spreads, _options, _clock, _cancellationToken),
        };
        _model.AlignSlots(placement.Placed);
        TopicTieBreak.EvenReplicas(_model, placement.Placed, _cancellationToken);
        _step("preferred leaders");
        var leaders = LeaderAssignment.Solve(_model, placement.Placed, _cancellationToken);
        if (_options.Aim != PlanAim.Leaders && _model.PartitionCount <= ExchangeSize)
        {
            leaders = LeaderExchange.Improve(_model, placement.Placed, leaders, _cancellationToken);
        }

        leaders = TopicTieBreak.EvenLeaders(_model, placement.Placed, leaders, _cancellationToken);
        var stepwise = new SearchResult(placement, leaders);
        if (_options.Solver == SolverChoice.CpSat ? FitsWholeCluster(_model) : _options.Solver == SolverChoice.Auto && IsWorthJoining(stepwise, spreads))
        {
            _step("sets and leaders at once");
            return Joint(stepwise) ?? stepwise;
        }

        return stepwise;
    }

    /// <summary>No replica moves; what is there is its own bound.</summary>
    private PlacementResult AsItIs()
    {
        var squares = PlacementLoads.SumOfSquares(PlacementLoads.Replicas(_model, _model.Replicas));
        return new((int[])_model.Replicas.Clone(), 0, 0, squares, squares, "order only");
    }

    /// <summary>Whether the stepwise plan is open in some aim, or its leaders might be better with other sets, on a cluster small enough to find out.</summary>
    private bool IsWorthJoining(SearchResult stepwise, PartitionSpreads spreads)
    {
        var movable = _model.Movable.Count(x => x);
        if (_options.Aim == PlanAim.Leaders || _options.Force || _options.Spread == SpreadPolicy.Preferred || movable == 0 || (long)movable * _model.BrokerCount > JointSize || spreads.Classes.Length == 0)
        {
            return false;
        }

        return !stepwise.Placement.Proven
            || stepwise.Leaders.SumOfSquares > LeaderBounds.EvenSumOfSquares(_model)
            || stepwise.Leaders.Changes > LeaderBounds.FewestChanges(_model);
    }

    /// <summary>The whole-cluster model from the stepwise plan on; null where it is no better and proves nothing more.</summary>
    private SearchResult? Joint(SearchResult stepwise)
    {
        IReadOnlyList<Goal> goals = _options.Aim == PlanAim.Leaders ? WholeClusterModel.LeaderGoals : GoalOrder.Of(_options.Aim, _options.Spread);
        var seconds = _options.Solver == SolverChoice.CpSat ? _options.TimeLimit.TotalSeconds : JointDeterministicSeconds;
        var whole = WholeClusterModel.Solve(_model, goals, stepwise.Placement.Placed, seconds, _clock.Left, _cancellationToken);
        return whole is null ? null : FromWhole(stepwise, whole, goals);
    }

    /// <summary>The simple bound, which is about plans of even leaders; never above what was found.</summary>
    private int FewestChanges(WholeClusterResult whole) => whole[Goal.Leaders].Value == LeaderBounds.EvenSumOfSquares(_model)
        ? Math.Min(LeaderBounds.FewestChanges(_model), (int)whole[Goal.LeaderChanges].Value)
        : 0;

    private SearchResult FromWhole(SearchResult stepwise, WholeClusterResult whole, IReadOnlyList<Goal> goals)
    {
        var placement = stepwise.Placement with { Placed = whole.Placed, Method = "CP-SAT over the whole cluster" };
        if (goals.Contains(Goal.Moves))
        {
            placement = placement with
            {
                Moves = whole[Goal.Moves].Value,
                MovesLowerBound = Math.Max(whole[Goal.Moves].LowerBound, Math.Min(stepwise.Placement.MovesLowerBound, whole[Goal.Moves].Value)),
                SumOfSquares = whole[Goal.Balance].Value,
                SumOfSquaresLowerBound = Math.Max(whole[Goal.Balance].LowerBound, stepwise.Placement.SumOfSquaresLowerBound),
            };
        }

        var flow = LeaderAssignment.Solve(_model, whole.Placed, _cancellationToken);
        var leaders = new LeaderResult
        {
            LeaderSlot = whole.LeaderSlot,
            Loads = flow.Loads,
            SumOfSquares = whole[Goal.Leaders].Value,
            SumOfSquaresLowerBound = whole[Goal.Leaders].LowerBound,
            Changes = (int)whole[Goal.LeaderChanges].Value,
            ChangesLowerBound = Math.Max((int)whole[Goal.LeaderChanges].LowerBound, FewestChanges(whole)),
        };
        return new(placement, TopicTieBreak.EvenBoth(_model, placement.Placed, leaders, _cancellationToken));
    }
}

/// <summary>Replica sets and leaders of a plan.</summary>
internal sealed record SearchResult(PlacementResult Placement, LeaderResult Leaders);
