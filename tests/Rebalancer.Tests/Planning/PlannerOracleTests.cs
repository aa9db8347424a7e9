using Rebalancer.TestKit.Planning;
using Rebalancer.TestKit.Planning.Oracle;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>Whatever is asked of a small cluster, the plan is the optimum that an independent search of all plans finds.</summary>
public sealed class PlannerOracleTests
{
    private static readonly int s_cases = OracleCases.Or(6);
    private static readonly int s_firstSeed = OracleCases.FirstSeed;

    private const RequestKinds Limits = RequestKinds.MaxMoves | RequestKinds.MaxBytes | RequestKinds.MaxLeaderChanges;

    /// <summary>How good a plan must be: every plan keeps all rules and is never better than the optimum.</summary>
    private enum Exactness
    {
        /// <summary>No more than that.</summary>
        Allowed,

        /// <summary>Leaders are the best that the replica sets allow.</summary>
        OptimalLeaders,

        /// <summary>And all goals before moves are optimal.</summary>
        OptimalBalance,

        /// <summary>And all goals before leaders.</summary>
        Optimal,
    }

    public static TheoryData<RequestKinds> Kinds => [.. Enum.GetValues<RequestKinds>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Plan_OneKind_IsTheOptimum(RequestKinds kinds) => ShouldBeRight(_ => kinds, o => o, Exactness.Optimal);

    /// <summary>Cases that once were wrong.</summary>
    [Theory]
    [InlineData(48, RequestKinds.None)]
    public void Plan_CasesThatWereWrong_AreTheOptimum(int seed, RequestKinds kinds) =>
        Wrong(Request(seed, kinds), ExhaustiveOracle.Solve, Exactness.Optimal, isTiny: true).ShouldBeNull();

    [Fact]
    public void Plan_KindsAtRandom_IsTheOptimum() => ShouldBeRight(AnyKinds, o => o, Exactness.Optimal);

    [Fact]
    public void Plan_FastKindsAtRandom_KeepsEveryRuleAndClaimsNoFalseBound() =>
        ShouldBeRight(AnyKinds, o => o with { Solver = SolverChoice.Fast }, Exactness.OptimalLeaders);

    [Fact]
    public void Plan_NoTimeKindsAtRandom_KeepsEveryRuleAndClaimsNoFalseBound() =>
        ShouldBeRight(AnyKinds, o => o with { TimeLimit = TimeSpan.FromTicks(1) }, Exactness.Allowed);

    [Fact]
    public void Plan_ForcedKindsAtRandom_IsTheOptimumButForMoves() => ShouldBeRight(
        seed => AnyKinds(seed) & ~(Limits | RequestKinds.Repair | RequestKinds.PreferBalance),
        o => o with { Force = true },
        Exactness.OptimalBalance);

    [Fact]
    public void Plan_SmallClusters_IsTheOptimum()
    {
        var wrong = new List<string>();
        for (var seed = s_firstSeed; seed <= s_firstSeed + (s_cases / 2); seed++)
        {
            var random = new Random(seed);
            var kinds = AnyKinds(seed) & ~(RequestKinds.MaxBytes | RequestKinds.MaxLeaderChanges | RequestKinds.PreferBalance);
            var request = RandomRequest.Create(seed, kinds, random.Next(6, 13), random.Next(30, 120), random.Next(2, 4));
            if (Wrong(request, problem => CpSatOracle.Solve(problem, 20), Exactness.Optimal) is { } what)
            {
                wrong.Add($"seed {seed} ({kinds}): {what}{(s_cases == 1 ? "\n" + RequestText.Of(request) : "")}");
            }
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong.Take(40)));
    }

    private static RequestKinds AnyKinds(int seed)
    {
        var random = new Random(seed);
        return Enum.GetValues<RequestKinds>().Where(_ => random.Next(4) == 0).Aggregate(RequestKinds.None, (all, k) => all | k);
    }

    private static PlanRequest Request(int seed, RequestKinds kinds)
    {
        var random = new Random(seed);
        return RandomRequest.Create(seed, kinds, random.Next(3, 9), random.Next(2, 8), random.Next(2, 5));
    }

    private static void ShouldBeRight(Func<int, RequestKinds> kindsOf, Func<PlanOptions, PlanOptions> options, Exactness exactness)
    {
        var wrong = new List<string>();
        for (var seed = s_firstSeed; seed < s_firstSeed + s_cases; seed++)
        {
            var request = Request(seed, kindsOf(seed));
            request = request with { Options = options(request.Options) };
            if (Wrong(request, ExhaustiveOracle.Solve, exactness, isTiny: true) is { } what)
            {
                wrong.Add($"seed {seed} ({kindsOf(seed)}): {what}{(s_cases == 1 ? "\n" + RequestText.Of(request) : "")}");
            }
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong.Take(40)));
    }

    private static string? Wrong(PlanRequest request, Func<OracleProblem, OracleValues?> solve, Exactness exactness, bool isTiny = false)
    {
        try
        {
            var problem = RequestReader.Read(request);
            if (solve(problem) is not { } best)
            {
                return "the oracle proved nothing";
            }

            var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
            var reading = PlanReading.Of(problem, request, plan);
            if (FalseBound(plan, problem.Order, reading.Values, best) is { } claim)
            {
                return claim;
            }

            if (isTiny && problem.Budget.LeaderChanges is null && reading.Values == best
                && FalseLeaderBound(plan, problem) is { } leadersClaim)
            {
                return leadersClaim;
            }

            if (!IsGoodEnough(reading.Values, best, problem.Order, exactness))
            {
                return $"{reading.Values} instead of {best} by {plan.Method}";
            }

            var budget = request.Options.Budget;
            if (reading.Values.Moves > (budget.Moves ?? long.MaxValue)
                || reading.Bytes > (budget.Bytes ?? long.MaxValue)
                || reading.Leaders.Changes > (budget.LeaderChanges ?? long.MaxValue))
            {
                return $"{reading.Values}, {reading.Leaders}, {reading.Bytes} bytes, beyond {budget}";
            }

            // Whether few changes of leaders are best used is not looked at.
            var leaders = budget.LeaderChanges is null && exactness != Exactness.Allowed
                ? LeaderOracle.Solve(problem, reading.Chosen)
                : reading.Leaders;
            if (reading.Leaders != leaders)
            {
                return $"{reading.Leaders} instead of {leaders}";
            }

            var errors = PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ToArray();
            return WrongNumber(plan, reading) ?? (errors.Length > 0 ? "verifier: " + errors[0].Text : null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"{e.GetType().Name} {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Planning"))}";
        }
    }

    private static bool IsGoodEnough(OracleValues values, OracleValues best, OracleOrder order, Exactness exactness) => exactness switch
    {
        Exactness.Optimal => values == best,
        Exactness.OptimalBalance => values with { Moves = best.Moves } == best,
        _ => !values.IsBetterThan(best, order),
    };

    /// <summary>A bound that the optimum is below; bounds are about plans that are as good in all goals before.</summary>
    private static string? FalseBound(PlanOutcome plan, OracleOrder order, OracleValues values, OracleValues best)
    {
        var (found, optimum) = (values.InOrder(order), best.InOrder(order));
        Goal?[] known = [null, Goal.MissingReplicas, null, null, Goal.Balance, Goal.Moves];
        var goals = new OracleValues(0, 1, 2, 3, 4, 5).InOrder(order).Select(i => known[i]).ToArray();
        for (var i = 0; i < goals.Length && (i == 0 || found[i - 1] == optimum[i - 1]); i++)
        {
            if (goals[i] is { } goal && plan.Goals.Find(goal) is { } result && result.LowerBound > optimum[i])
            {
                return $"the plan claims {result}, but {optimum[i]} can be had ({best}) by {plan.Method}";
            }
        }

        return null;
    }

    /// <summary>A bound on leaders that is above what some plan with sets as good as these can have.</summary>
    private static string? FalseLeaderBound(PlanOutcome plan, OracleProblem problem)
    {
        var best = ExhaustiveOracle.SolveWithLeaders(problem).Leaders;
        var (even, changes) = (plan.Goals[Goal.Leaders], plan.Goals[Goal.LeaderChanges]);
        return even.LowerBound > best.SumOfSquares ? $"the plan claims {even}, but {best} can be had by {plan.Method}"
            : even.Value == best.SumOfSquares && changes.LowerBound > best.Changes
                ? $"the plan claims {changes}, but {best} can be had by {plan.Method}"
                : null;
    }

    /// <summary>What the plan says of itself and is not so.</summary>
    private static string? WrongNumber(PlanOutcome plan, PlanReading reading)
    {
        foreach (var (goal, value) in ((Goal, long)[])
            [
                (Goal.Balance, reading.Values.SumOfSquares),
                (Goal.Moves, reading.Values.Moves),
                (Goal.Leaders, reading.Leaders.SumOfSquares),
                (Goal.LeaderChanges, reading.Leaders.Changes),
            ])
        {
            if (plan.Goals[goal].Value != value || plan.Goals[goal].LowerBound > value)
            {
                return $"the plan says {plan.Goals[goal]}, but it is {value}";
            }
        }

        return null;
    }
}
