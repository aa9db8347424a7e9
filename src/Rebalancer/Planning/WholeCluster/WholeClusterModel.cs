using System.Globalization;
using Google.OrTools.Sat;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;

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
    private readonly TimeBudget _budget;
    private readonly CancellationToken _cancellationToken;
    private int[]? _placed;
    private LeaderResult? _leaders;

    private WholeClusterModel(PlanningProblem cluster, bool fixedSets, TimeBudget budget, CancellationToken cancellationToken)
    {
        _cluster = cluster;
        _budget = budget;
        _cancellationToken = cancellationToken;
        _variables = new WholeClusterVariables(_model, cluster, fixedSets);
    }

    /// <summary>Plans the whole cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="goals">The goals in their order: one of the lists here, or another that ends with the leaders' two. Without <see cref="Goal.Moves"/> the replica sets stay as they are.</param>
    /// <param name="start">A plan to start from: the broker index of each slot; null for none. One that misses a partition's best spread is taken as a hint only.</param>
    /// <param name="deterministicSeconds">The limit in CP-SAT's deterministic time, over all goals.</param>
    /// <param name="timeLimit">The limit by the clock, over all goals.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The best plan found with its bounds, or null where no plan was found in the time.</returns>
    public static WholeClusterResult? Solve(
        PlanningProblem cluster, IReadOnlyList<Goal> goals, int[]? start, double deterministicSeconds, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        var whole = new WholeClusterModel(cluster, !goals.Contains(Goal.Moves), new TimeBudget(deterministicSeconds, timeLimit), cancellationToken);
        return whole.Run(goals, start);
    }

    private WholeClusterResult? Run(IReadOnlyList<Goal> goals, int[]? start)
    {
        var results = new List<GoalResult>();
        var hint = start ?? _cluster.Replicas;
        if (start is not null && goals[0] != Goal.Spread && _variables.Allow(start))
        {
            Keep(start);
        }

        for (var i = 0; i < goals.Count; i++)
        {
            var goal = goals[i];
            if (goal == Goal.Spread && i == 0)
            {
                var best = new BestSpreadConstraints(_cluster, _model, _variables).Add();
                results.Add(new GoalResult(goal, best, best));
                if (start is not null && _variables.Allow(start) && PlanMeasure.Of(goal, _cluster, start, LeadersOf(start)) <= best)
                {
                    Keep(start);
                }

                continue;
            }

            if (goal == Goal.Leaders && _placed is null && !goals.Contains(Goal.Moves))
            {
                Keep(_cluster.Replicas);
            }

            var expression = Expression(goal);
            var bound = Minimize(goal, expression, _placed ?? hint, goals.Count - i);
            if (_placed is null)
            {
                return null;
            }

            var value = PlanMeasure.Of(goal, _cluster, _placed, _leaders!);
            results.Add(new GoalResult(goal, value, Math.Min(bound, value)));
            _model.Add(expression <= value);
        }

        return new WholeClusterResult(_placed!, _leaders!.LeaderSlot, results);
    }

    // The lower bound that is proven; a better plan, if one is found, is kept.
    private long Minimize(Goal goal, LinearExpr expression, int[] hint, int goalsLeft)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_placed is not null && PlanMeasure.Of(goal, _cluster, _placed, _leaders!) is var now && now <= TrivialBound(goal))
        {
            return now;
        }

        _model.Minimize(expression);
        _variables.Hint(hint, LeadersOf(hint).LeaderSlot);
        using var solver = new CpSolver { StringParameters = _budget.Parameters(goalsLeft) };
        using var stop = _cancellationToken.Register(solver.StopSearch);
        var status = solver.Solve(_model);
        _budget.Spend(solver.Response?.DeterministicTime ?? 0);
        _cancellationToken.ThrowIfCancellationRequested();
        if (status is CpSolverStatus.ModelInvalid or CpSolverStatus.Infeasible)
        {
            throw new InvalidOperationException($"CP-SAT says {status} to the model for {goal}: {_model.Validate()}");
        }

        if (status is CpSolverStatus.Optimal or CpSolverStatus.Feasible)
        {
            KeepIfBetter(goal, _variables.Read(solver));
        }

        return Math.Max(TrivialBound(goal), (long)Math.Ceiling(solver.BestObjectiveBound - 1e-6));
    }

    private void KeepIfBetter(Goal goal, int[] placed)
    {
        if (_placed is null || PlanMeasure.Of(goal, _cluster, placed, LeadersOf(placed)) < PlanMeasure.Of(goal, _cluster, _placed, _leaders!))
        {
            Keep(placed);
        }
    }

    // For given sets the leaders' flow is exact, and quicker than the search at it.
    private void Keep(int[] placed)
    {
        _placed = (int[])placed.Clone();
        _leaders = LeadersOf(placed);
    }

    private LeaderResult LeadersOf(int[] placed) => LeaderAssignment.Solve(_cluster, placed, _cancellationToken);

    private LinearExpr Expression(Goal goal) =>
        goal == Goal.Spread ? LinearExpr.Sum(_variables.Partitions.Select(p => SpreadCostEncoding.Cost(_model, _cluster, _variables.Brokers(p), _variables.Holds(p), _cluster.ReplicationFactor(p))))
        : goal == Goal.Balance ? _variables.Balance()
        : goal == Goal.Moves ? _variables.Moves()
        : goal == Goal.Leaders ? _variables.LeaderBalance()
        : _variables.LeaderChanges();

    private long TrivialBound(Goal goal) =>
        goal == Goal.Balance && _placed is not null ? LeaderAssignment.EvenSumOfSquares(PlacementLoads.Replicas(_cluster, _placed))
        : goal == Goal.Leaders && _leaders is not null ? LeaderAssignment.EvenSumOfSquares(_leaders.Loads)
        : 0;

    /// <summary>Shares the time among the goals: each gets an equal part of what is left.</summary>
    private sealed class TimeBudget(double deterministicSeconds, TimeSpan timeLimit)
    {
        private readonly long _start = TimeProvider.System.GetTimestamp();
        private double _deterministicLeft = deterministicSeconds;

        public string Parameters(int goalsLeft)
        {
            var clock = Math.Max(0.01, (timeLimit - TimeProvider.System.GetElapsedTime(_start)).TotalSeconds / goalsLeft);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"num_workers:1 random_seed:1 max_deterministic_time:{Math.Max(0.001, _deterministicLeft / goalsLeft):F6} max_time_in_seconds:{clock:F3}");
        }

        public void Spend(double deterministicSeconds) => _deterministicLeft -= deterministicSeconds;
    }
}
