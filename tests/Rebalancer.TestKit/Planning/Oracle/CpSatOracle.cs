using System.Globalization;
using Google.OrTools.Sat;

namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>
/// Finds the lexicographic optimum of a small cluster in CP-SAT: one integer variable for each set that each kind of like partitions may
/// end with. Proves tens
/// of brokers and hundreds of partitions, mostly in seconds.
/// </summary>
internal sealed class CpSatOracle
{
    private readonly OracleProblem _problem;
    private readonly CpModel _model = new();
    private readonly List<(OraclePartition Sample, IntVar[] Taken)> _kinds = [];
    private readonly LinearExpr _squares;

    private CpSatOracle(OracleProblem problem)
    {
        _problem = problem;
        var bySize = problem.Budget.Bytes is not null;
        foreach (var kind in problem.Partitions.GroupBy(p => p.Key(bySize)))
        {
            var size = kind.Count();
            var taken = kind.First().Choices.Select(_ => (IntVar)_model.NewIntVar(0, size, "")).ToArray();
            _model.Add(LinearExpr.Sum(taken) == size);
            _kinds.Add((kind.First(), taken));
        }

        _squares = SumOfSquares(
            _model, problem.FixedReplicas,
            b => LinearExpr.Sum(_kinds.SelectMany(k => k.Taken.Where((_, c) => k.Sample.Choices[c].Counted.Contains(b)))),
            problem.Partitions.Count);
        Limit(problem.Budget.Moves, (_, c) => c.Moves);
        Limit(problem.Budget.Bytes, (p, c) => c.Moves * p.Size);
        Limit(problem.Budget.LeaderChanges, (_, c) => c.LosesLeader ? 1 : 0);
    }

    /// <summary>The best values, or null where they were not proven in the time.</summary>
    /// <param name="problem">What is asked.</param>
    /// <param name="secondsPerGoal">The limit for each goal, in CP-SAT's deterministic time.</param>
    public static OracleValues? Solve(OracleProblem problem, double secondsPerGoal) => new CpSatOracle(problem).Run(secondsPerGoal);

    /// <summary>
    /// The sum of the squares of loads as an expression that is equal to it when made small: every square lies on or above its chords.
    /// </summary>
    internal static LinearExpr SumOfSquares(CpModel model, int[] fixedLoads, Func<int, LinearExpr> added, int most)
    {
        var squares = new List<LinearExpr>();
        for (var b = 0; b < fixedLoads.Length; b++)
        {
            var (low, high) = (fixedLoads[b], fixedLoads[b] + most);
            var load = model.NewIntVar(low, high, "");
            model.Add(load == added(b) + low);
            var square = model.NewIntVar((long)low * low, (long)high * high, "");
            for (long k = low; k < high; k++)
            {
                model.Add(square >= (((2 * k) + 1) * load) - (k * (k + 1)));
            }

            squares.Add(square);
        }

        return LinearExpr.Sum(squares);
    }

    /// <summary>The least value of an expression, which is then kept; null where it is not proven in the time.</summary>
    internal static long? Minimize(CpModel model, LinearExpr expression, double seconds)
    {
        model.Minimize(expression);
        using var solver = new CpSolver
        {
            StringParameters = string.Create(CultureInfo.InvariantCulture, $"num_workers:1 random_seed:7 max_deterministic_time:{seconds}"),
        };
        switch (solver.Solve(model))
        {
            case CpSolverStatus.Optimal:
                var value = (long)Math.Round(solver.ObjectiveValue);
                model.Add(expression <= value);
                model.Model.SolutionHint = new();
                model.Model.SolutionHint.Vars.AddRange(Enumerable.Range(0, solver.Response!.Solution.Count));
                model.Model.SolutionHint.Values.AddRange(solver.Response!.Solution);
                return value;
            case CpSolverStatus.Infeasible or CpSolverStatus.ModelInvalid:
                throw new InvalidOperationException("The oracle knows of no plan at all: " + model.Validate());
            default:
                return null;
        }
    }

    private OracleValues? Run(double secondsPerGoal)
    {
        var sums = new Dictionary<string, LinearExpr>
        {
            [nameof(OracleValues.Leaving)] = Sum((_, c) => c.Leaving),
            [nameof(OracleValues.OffWanted)] = Sum((_, c) => c.OffWanted),
            [nameof(OracleValues.MissingDomains)] = Sum((_, c) => c.MissingDomains),
            [nameof(OracleValues.Excess)] = Sum((_, c) => c.Excess),
            [nameof(OracleValues.SumOfSquares)] = _squares,
            [nameof(OracleValues.Moves)] = Sum((_, c) => c.Moves),
        };
        var best = new Dictionary<string, long>();
        foreach (var goal in Names(_problem.Order))
        {
            if (Minimize(_model, sums[goal], secondsPerGoal) is not { } value)
            {
                return null;
            }

            best[goal] = value;
        }

        return new(
            best[nameof(OracleValues.Leaving)], best[nameof(OracleValues.OffWanted)], best[nameof(OracleValues.MissingDomains)],
            best[nameof(OracleValues.Excess)], best[nameof(OracleValues.SumOfSquares)], best[nameof(OracleValues.Moves)]);
    }

    /// <summary>The goals in their order: the positions of a probe whose values are all different.</summary>
    private static IEnumerable<string> Names(OracleOrder order)
    {
        string[] names =
        [
            nameof(OracleValues.Leaving), nameof(OracleValues.OffWanted), nameof(OracleValues.MissingDomains), nameof(OracleValues.Excess),
            nameof(OracleValues.SumOfSquares), nameof(OracleValues.Moves),
        ];
        return new OracleValues(0, 1, 2, 3, 4, 5).InOrder(order).Select(i => names[i]);
    }

    private void Limit(long? most, Func<OraclePartition, OracleChoice, long> part)
    {
        if (most is { } limit)
        {
            _model.Add(Sum(part) <= limit);
        }
    }

    private LinearExpr Sum(Func<OraclePartition, OracleChoice, long> part) => LinearExpr.Sum(
        _kinds.SelectMany(k => k.Taken.Select((v, c) => (Variable: v, Part: part(k.Sample, k.Sample.Choices[c]))))
            .Where(x => x.Part != 0).Select(x => (LinearExpr)(x.Variable * x.Part)).Append(LinearExpr.Constant(0)));
}
