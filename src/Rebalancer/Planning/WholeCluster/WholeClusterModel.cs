using Google.OrTools.Sat;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>
/// One model of the whole cluster in CP-SAT: for each group of like partitions, how many of them take each replica set that they may have,
/// and who leads them; one goal after the other.
/// </summary>
/// <remarks>
/// Sets and leaders are chosen together, so this is exact where the planner's own steps (sets first, leaders after) may not be. It is for
/// small clusters: a hundred partitions on a dozen brokers are mostly proven in a second or two. Each goal is minimised with the values of
/// the goals before it kept; a goal that is not proven in its share of the time keeps the best value known, with its bound. One worker and
/// a deterministic limit make the answer the same on every machine, as long as the deterministic limit is reached before the one by the
/// clock.
/// </remarks>
internal sealed class WholeClusterModel
{
    private readonly PlanningProblem _problem;
    private readonly MoveBudget _moveBudget;
    private readonly CpModel _model = new();
    private readonly WholeClusterVariables _variables;
    private readonly SearchBudget _budget;
    private double _deterministicLeft;
    private Placement? _placement;
    private LeaderResult? _leaders;

    private WholeClusterModel(WholeClusterQuestion question, List<AnswerGroup> groups, double deterministicSeconds, SearchBudget budget)
    {
        _problem = question.Problem;
        _moveBudget = question.MoveBudget;
        _budget = budget;
        _deterministicLeft = deterministicSeconds;
        _variables = new(_model, _problem, groups, _moveBudget.LeaderChanges is not null);
        if (_moveBudget.Moves is { } moves)
        {
            _model.Add(_variables.Moves() <= moves);
        }

        if (_moveBudget.Bytes is { } bytes)
        {
            _model.Add(_variables.Bytes() <= bytes);
        }

        if (_moveBudget.LeaderChanges is { } changes)
        {
            _model.Add(_variables.LeaderChanges() <= changes);
        }
    }

    /// <summary>Plans the whole cluster.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="start">A plan to start from; null for none. One that the variables do not know is taken as a hint only.</param>
    /// <param name="deterministicSeconds">The limit in CP-SAT's deterministic time, over all goals.</param>
    /// <param name="budget">The limit by the clock, over all goals.</param>
    /// <returns>The best plan found with its bounds, or null where the sets are too many, or no plan was found in the time.</returns>
    public static WholeClusterResult? Solve(
        WholeClusterQuestion question, Placement? start, double deterministicSeconds, SearchBudget budget) =>
        question.Groups() is { } groups && !budget.IsOver
            ? new WholeClusterModel(question, groups, deterministicSeconds, budget).Run(question.Goals, start)
            : null;

    private WholeClusterResult? Run(IReadOnlyList<Goal> goals, Placement? start)
    {
        var results = new List<GoalResult>();
        if (start is not null && _variables.Allow(start) && IsWithinBudget(start))
        {
            Keep(start);
        }

        for (var i = 0; i < goals.Count; i++)
        {
            var goal = goals[i];
            var expression = Expression(goal);
            var bound = Minimize(goal, expression, goals.Count - i);
            if (_placement is null)
            {
                return null;
            }

            var value = Value(goal, _placement, _leaders!);
            results.Add(new(goal, value, Math.Min(bound, value)));
            _model.Add(expression <= value);
        }

        // Where a goal was not searched to its end, a later one may have bettered it.
        return new(_placement!, _leaders!, new(results.Select(Remeasured)));
    }

    private GoalResult Remeasured(GoalResult result)
    {
        var value = Value(result.Goal, _placement!, _leaders!);
        return result with { Value = value, LowerBound = Math.Min(result.LowerBound, value) };
    }

    // The lower bound that is proven; a better plan, if one is found, is kept.
    private long Minimize(Goal goal, LinearExpr expression, int goalsLeft)
    {
        _budget.ThrowIfCancelled();
        if (_placement is not null && Value(goal, _placement, _leaders!) is var now && now <= TrivialBound(goal))
        {
            return now;
        }

        _model.Minimize(expression);
        if (_placement is not null)
        {
            _variables.Hint(_placement, _leaders!);
        }

        using var solver = new LimitedCpSolver(_budget, _deterministicLeft / goalsLeft);
        var status = solver.Solve(_model);
        _deterministicLeft -= solver.DeterministicTime;
        if (status is CpSolverStatus.ModelInvalid or CpSolverStatus.Infeasible)
        {
            throw new InvalidOperationException($"CP-SAT says {status} to the model for {goal}: {_model.Validate()}");
        }

        if (status is CpSolverStatus.Optimal or CpSolverStatus.Feasible)
        {
            KeepIfBetter(goal, _variables.Read(solver.Solver));
        }

        return Math.Max(TrivialBound(goal), (long)Math.Ceiling(solver.Solver.BestObjectiveBound - 1e-6));
    }

    private void KeepIfBetter(Goal goal, (Placement Placement, int[] LeaderSlot) found)
    {
        // For given sets the leaders' flow is exact, and quicker than the search at it; but it knows no budget.
        var placement = Decided(found.Placement);
        var leaders = LeaderAssignment.Solve(placement, _budget);
        if (_moveBudget.LeaderChanges is { } most && leaders.Changes > most)
        {
            leaders = LimitedLeaders.Given(placement, found.LeaderSlot);
        }

        if (_placement is null || Value(goal, placement, leaders) < Value(goal, _placement, _leaders!))
        {
            (_placement, _leaders) = (placement, leaders);
        }
    }

    private void Keep(Placement placement)
    {
        _placement = Decided(placement.Copy());
        _leaders = LimitedLeaders.Solve(_placement, _moveBudget.LeaderChanges, _budget);
    }

    private Placement Decided(Placement placement) => _moveBudget.LeaderChanges is null ? placement : placement.WithoutForcedLeaders();

    private bool IsWithinBudget(Placement placement) =>
        placement.Moves() <= (_moveBudget.Moves ?? long.MaxValue)
        && placement.MovedBytes() <= (_moveBudget.Bytes ?? long.MaxValue)
        && placement.LostLeaders() <= (_moveBudget.LeaderChanges ?? long.MaxValue);

    private long Value(Goal goal, Placement placement, LeaderResult leaders) =>
        goal == Goal.Leaders ? leaders.SumOfSquares
        : goal == Goal.LeaderChanges ? leaders.Changes
        : goal == Goal.Balance ? placement.SumOfSquares()
        : goal == Goal.Moves ? placement.Moves()
        : _variables.ValueOf(goal, placement);

    private LinearExpr Expression(Goal goal) =>
        goal == Goal.Balance ? _variables.Balance()
        : goal == Goal.Moves ? _variables.Moves()
        : goal == Goal.Leaders ? _variables.LeaderBalance()
        : goal == Goal.LeaderChanges ? _variables.LeaderChanges()
        : _variables.Sum(goal);

    private long TrivialBound(Goal goal) =>
        goal == Goal.Balance && _placement is not null ? Squares.Even(_placement.Loads())
        : goal == Goal.Leaders && _leaders is not null && _variables.EveryoneIsLed ? Squares.Even(_leaders.Loads)
        : 0;
}
