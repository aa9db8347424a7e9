using System.Globalization;
using Google.OrTools.Sat;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>The obvious model of the whole cluster in CP-SAT: one variable for each partition and broker, and one goal after the other.</summary>
/// <remarks>
/// Sets and leaders are chosen together, so this is exact where the planner's own steps (sets first, leaders after) may not be. It is for small clusters: about 100 partitions x 9 brokers are proven
/// in a second, 1000 x 15 may not be in a minute. Each goal is minimised with the values of the goals before it kept; a goal that is not proven in its share of the time keeps the best value
/// known, with its bound. One worker and a deterministic limit make the answer the same on every machine, as long as the deterministic limit is reached before the one by the clock.
/// </remarks>
internal sealed class WholeClusterModel
{
    /// <summary>The goals of leaders: the sets stay as they are.</summary>
    public static readonly IReadOnlyList<Goal> LeaderGoals = [Goal.Leaders, Goal.LeaderChanges];

    private readonly PlanningProblem _cluster;
    private readonly CpModel _model = new();
    private readonly WholeClusterVariables _variables;
    private readonly SearchBudget _budget;
    private double _deterministicLeft;
    private Placement? _placement;
    private LeaderResult? _leaders;

    private WholeClusterModel(PlanningProblem cluster, bool fixedSets, double deterministicSeconds, SearchBudget budget)
    {
        _cluster = cluster;
        _budget = budget;
        _deterministicLeft = deterministicSeconds;
        _variables = new WholeClusterVariables(_model, cluster, fixedSets);
    }

    /// <summary>Plans the whole cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="goals">The goals in their order: one of the lists here, or another that ends with the leaders' two. Without <see cref="Goal.Moves"/> the replica sets stay as they are.</param>
    /// <param name="start">A plan to start from; null for none. One that misses a partition's best spread is taken as a hint only.</param>
    /// <param name="deterministicSeconds">The limit in CP-SAT's deterministic time, over all goals.</param>
    /// <param name="budget">The limit by the clock, over all goals.</param>
    /// <returns>The best plan found with its bounds, or null where no plan was found in the time.</returns>
    public static WholeClusterResult? Solve(
        PlanningProblem cluster, IReadOnlyList<Goal> goals, Placement? start, double deterministicSeconds, SearchBudget budget)
    {
        var whole = new WholeClusterModel(cluster, !goals.Contains(Goal.Moves), deterministicSeconds, budget);
        return whole.Run(goals, start);
    }

    private WholeClusterResult? Run(IReadOnlyList<Goal> goals, Placement? start)
    {
        var results = new List<GoalResult>();
        var hint = start ?? Placement.Present(_cluster);
        if (start is not null && goals[0] != Goal.Spread && _variables.Allow(start))
        {
            Keep(start);
        }

        for (var i = 0; i < goals.Count; i++)
        {
            var goal = goals[i];
            if (goal == Goal.Spread && i == 0)
            {
                if (new BestSpreadConstraints(_cluster, _model, _variables, _budget).Add() is not { } best)
                {
                    return null;
                }

                results.Add(new GoalResult(goal, best, best));
                if (start is not null && _variables.Allow(start) && PlanMeasure.Of(goal, start, LeadersOf(start)) <= best)
                {
                    Keep(start);
                }

                continue;
            }

            if (goal == Goal.Leaders && _placement is null && !goals.Contains(Goal.Moves))
            {
                Keep(Placement.Present(_cluster));
            }

            var expression = Expression(goal);
            var bound = Minimize(goal, expression, _placement ?? hint, goals.Count - i);
            if (_placement is null)
            {
                return null;
            }

            var value = PlanMeasure.Of(goal, _placement, _leaders!);
            results.Add(new GoalResult(goal, value, Math.Min(bound, value)));
            _model.Add(expression <= value);
        }

        return new WholeClusterResult(_placement!, _leaders!.LeaderSlot, results);
    }

    // The lower bound that is proven; a better plan, if one is found, is kept.
    private long Minimize(Goal goal, LinearExpr expression, Placement hint, int goalsLeft)
    {
        _budget.ThrowIfCancelled();
        if (_placement is not null && PlanMeasure.Of(goal, _placement, _leaders!) is var now && now <= TrivialBound(goal))
        {
            return now;
        }

        _model.Minimize(expression);
        _variables.Hint(hint, LeadersOf(hint).LeaderSlot);
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

    private void KeepIfBetter(Goal goal, Placement placed)
    {
        if (_placement is null || PlanMeasure.Of(goal, placed, LeadersOf(placed)) < PlanMeasure.Of(goal, _placement, _leaders!))
        {
            Keep(placed);
        }
    }

    // For given sets the leaders' flow is exact, and quicker than the search at it.
    private void Keep(Placement placed)
    {
        _placement = placed.Copy();
        _leaders = LeadersOf(placed);
    }

    private LeaderResult LeadersOf(Placement placed) => LeaderAssignment.Solve(placed, _budget);

    private LinearExpr Expression(Goal goal) =>
        goal == Goal.Spread ? LinearExpr.Sum(_variables.Partitions.Select(p => SpreadCostEncoding.Cost(_model, _cluster, _variables.Brokers(p), _variables.Holds(p), _cluster.Wanted[p])))
        : goal == Goal.Balance ? _variables.Balance()
        : goal == Goal.Moves ? _variables.Moves()
        : goal == Goal.Leaders ? _variables.LeaderBalance()
        : _variables.LeaderChanges();

    private long TrivialBound(Goal goal) =>
        goal == Goal.Balance && _placement is not null ? Squares.Even(_placement.Loads())
        : goal == Goal.Leaders && _leaders is not null ? Squares.Even(_leaders.Loads)
        : 0;
}
