namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>
/// Finds the lexicographic optimum of a tiny cluster by looking at every plan; up to 8 brokers and a handful of partitions.
/// </summary>
/// <remarks>
/// A dynamic programme over the partitions whose state is the vector of loads and what is spent of the budget, so no plan is left out and
/// no idea of the planner
/// is used: first over replica loads alone, which gives the optimum of the goals before leaders, then over replica and leader loads
/// together, keeping only
/// what can still end in that optimum. So sets and leaders are chosen jointly.
/// </remarks>
internal sealed class ExhaustiveOracle
{
    private const int BitsPerPart = 12;
    private readonly OracleProblem _problem;
    private readonly Option[][] _options;
    private readonly List<Dictionary<State, long>> _reached = [];

    private ExhaustiveOracle(OracleProblem problem)
    {
        if (problem.Brokers > 8)
        {
            throw new ArgumentException("The oracle looks at up to 8 brokers.", nameof(problem));
        }

        _problem = problem;
        var budget = problem.Budget;
        _options = [.. problem.Partitions.Select(p => p.Choices.Select(c => new Option(
            new State(
                Pack(c.Counted),
                budget.Moves is null ? 0 : c.Moves,
                budget.Bytes is null ? 0 : c.Moves * p.Size,
                budget.LeaderChanges is null || !c.LosesLeader ? 0 : 1),
            Cost(c),
            c)).ToArray())];
        Reach();
    }

    /// <summary>Replica loads, and what is spent of each limit; a limit that is not set counts nothing.</summary>
    private readonly record struct State(ulong Loads, int Moves, long Bytes, int LostLeaders)
    {
        public State Plus(State other) =>
            new(Loads + other.Loads, Moves + other.Moves, Bytes + other.Bytes, LostLeaders + other.LostLeaders);

        public State Minus(State other) =>
            new(Loads - other.Loads, Moves - other.Moves, Bytes - other.Bytes, LostLeaders - other.LostLeaders);
    }

    /// <summary>One set of a partition: what it adds to the state, and to the goals that are sums over partitions, as one number.</summary>
    private readonly record struct Option(State Adds, long Cost, OracleChoice Choice);

    /// <summary>The best values that the replica sets of a plan can have.</summary>
    public static OracleValues Solve(OracleProblem problem) => new ExhaustiveOracle(problem).Best().Values;

    /// <summary>The same, and the best leaders of all plans that reach them.</summary>
    public static (OracleValues Sets, OracleLeaders Leaders) SolveWithLeaders(OracleProblem problem)
    {
        var oracle = new ExhaustiveOracle(problem);
        var (values, ends) = oracle.Best();
        return (values, oracle.ChooseLeaders(ends));
    }

    /// <summary>The cheapest way for the first partitions to reach each state.</summary>
    private void Reach()
    {
        _reached.Add(new() { [new State(Pack(_problem.FixedReplicas.SelectMany((n, b) => Enumerable.Repeat(b, n))), 0, 0, 0)] = 0 });
        foreach (var options in _options)
        {
            var next = new Dictionary<State, long>();
            foreach (var (state, cost) in _reached[^1])
            {
                foreach (var option in options)
                {
                    var key = state.Plus(option.Adds);
                    if (IsWithinBudget(key) && (!next.TryGetValue(key, out var known) || cost + option.Cost < known))
                    {
                        next[key] = cost + option.Cost;
                    }
                }
            }

            _reached.Add(next);
        }
    }

    private (OracleValues Values, KeyValuePair<State, long>[] Ends) Best()
    {
        var best = _reached[^1].Select(end => Values(end.Key, end.Value)).Aggregate((a, b) => b.IsBetterThan(a, _problem.Order) ? b : a);
        return (best, [.. _reached[^1].Where(end => Values(end.Key, end.Value) == best)]);
    }

    // From the last partition to the first: what is still to be reached, leader loads so far, cost still to be spent; the value is the
    // fewest changes.
    private OracleLeaders ChooseLeaders(KeyValuePair<State, long>[] ends)
    {
        var fixedLeaders = Pack(_problem.FixedLeaders.SelectMany((n, b) => Enumerable.Repeat(b, n)));
        var states = ends.ToDictionary(end => (Left: end.Key, Leaders: fixedLeaders, Cost: end.Value), _ => 0);
        for (var i = _options.Length - 1; i >= 0; i--)
        {
            var next = new Dictionary<(State Left, ulong Leaders, long Cost), int>();
            foreach (var ((left, leaders, cost), changes) in states)
            {
                foreach (var option in _options[i])
                {
                    if (!Fits(option.Adds.Loads, left.Loads)
                        || !_reached[i].TryGetValue(left.Minus(option.Adds), out var reach)
                        || reach != cost - option.Cost)
                    {
                        continue;
                    }

                    foreach (var (leader, isChange) in LeaderOptions(_problem.Partitions[i], option.Choice))
                    {
                        var key = (left.Minus(option.Adds), leaders + (leader < 0 ? 0 : One(leader)), reach);
                        var total = changes + (isChange ? 1 : 0);
                        if (total <= (_problem.Budget.LeaderChanges ?? int.MaxValue)
                            && (!next.TryGetValue(key, out var known) || total < known))
                        {
                            next[key] = total;
                        }
                    }
                }
            }

            states = next;
        }

        var (best, fewest) = states.Min(state => (SumOfSquares(state.Key.Leaders), state.Value));
        return new(best, fewest);
    }

    /// <summary>Who may lead a set: any of its brokers that loads are judged over; nobody where it has none.</summary>
    private static IEnumerable<(int Leader, bool IsChange)> LeaderOptions(OraclePartition partition, OracleChoice choice) =>
        choice.Counted.Length == 0 ? [(-1, false)] : choice.Counted.Select(b => (b, b != partition.OldLeader));

    private bool IsWithinBudget(State state) =>
        state.Moves <= (_problem.Budget.Moves ?? long.MaxValue)
        && state.Bytes <= (_problem.Budget.Bytes ?? long.MaxValue)
        && state.LostLeaders <= (_problem.Budget.LeaderChanges ?? long.MaxValue);

    private static long Cost(OracleChoice c)
    {
        long cost = 0;
        foreach (var part in (int[])[c.Leaving, c.OffWanted, c.MissingDomains, c.Excess, c.Moves])
        {
            cost = (cost << BitsPerPart) + part;
        }

        return cost;
    }

    private static OracleValues Values(State state, long cost)
    {
        long Part(int fromRight) => cost >> (BitsPerPart * fromRight) & ((1 << BitsPerPart) - 1);
        return new(Part(4), Part(3), Part(2), Part(1), SumOfSquares(state.Loads), Part(0));
    }

    private static ulong Pack(IEnumerable<int> brokers) => brokers.Aggregate(0UL, (sum, b) => sum + One(b));

    private static ulong One(int broker) => 1UL << (8 * broker);

    private static bool Fits(ulong part, ulong whole)
    {
        for (; part != 0; part >>= 8, whole >>= 8)
        {
            if ((part & 0xFF) > (whole & 0xFF))
            {
                return false;
            }
        }

        return true;
    }

    private static long SumOfSquares(ulong loads)
    {
        long sum = 0;
        for (; loads != 0; loads >>= 8)
        {
            sum += (long)(loads & 0xFF) * (long)(loads & 0xFF);
        }

        return sum;
    }
}
