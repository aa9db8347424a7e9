using System.Runtime.InteropServices;
using Google.OrTools.Sat;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>
/// Which planned changes are made, and how much of each, where a budget does not suffice for all: fewest replicas left on leaving brokers,
/// then fewest missing replicas, then fewest missing domains, then the least excess, then the fewest moves.
/// </summary>
/// <remarks>
/// Without loads these goals separate by partition: a partition is what its partial changes come to. Partitions of the same choices are one
/// kind, of which only numbers matter, so a small integer program is exact for any number of partitions (docs/planning.md, "Within a
/// budget").
/// </remarks>
internal sealed class MendSelection
{
    private const double DeterministicSeconds = 2;
    private const int Rounds = 8;

    private readonly Placement _planned;
    private readonly MoveBudget _budget;
    private readonly List<(List<PartialChange> Ways, List<int> Partitions)> _kinds = [];

    private MendSelection(Placement planned, PartitionSpreads spreads, MoveBudget budget)
    {
        _planned = planned;
        _budget = budget;
        var problem = planned.Problem;
        var index = new Dictionary<(long Size, List<PartialChange> Ways), int>(new SameChoices());
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p])
            {
                continue;
            }

            var ways = PartialChange.Of(planned, p, spreads.Of(p));
            if (ways.Count == 1)
            {
                continue;
            }

            var key = (budget.Bytes is null ? 0 : problem.Sizes[p], ways);
            if (!index.TryGetValue(key, out var kind))
            {
                index[key] = kind = _kinds.Count;
                _kinds.Add((ways, []));
            }

            _kinds[kind].Partitions.Add(p);
        }
    }

    /// <summary>The plan cut to the budget.</summary>
    /// <param name="planned">The whole plan.</param>
    /// <param name="spreads">The best spread of each movable partition.</param>
    /// <param name="moveBudget">How much may change.</param>
    /// <param name="loads">Replicas by judged broker now: of like partitions those on the fullest brokers go first.</param>
    /// <param name="search">How long to search.</param>
    public static Placement Cut(Placement planned, PartitionSpreads spreads, MoveBudget moveBudget, int[] loads, SearchBudget search)
    {
        var selection = new MendSelection(planned, spreads, moveBudget);
        var counts = selection.Solve(search);
        return selection.Apply(counts, loads);
    }

    private static IEnumerable<Func<PartialChange, long>> Goals =>
        [w => w.Leaving, w => w.Missing, w => w.MissingDomains, w => w.Excess, w => w.Moves];

    private long[][] Solve(SearchBudget search)
    {
        var model = new CpModel();
        var taken = _kinds.Select(k => k.Ways.Select(_ => model.NewIntVar(0, k.Partitions.Count, "")).ToArray()).ToList();
        for (var k = 0; k < taken.Count; k++)
        {
            model.Add(LinearExpr.Sum(taken[k]) == _kinds[k].Partitions.Count);
        }

        if (_budget.Moves is { } moves)
        {
            model.Add(Sum(taken, (_, w) => w.Moves) <= moves);
        }

        if (_budget.Bytes is { } bytes)
        {
            model.Add(Sum(taken, (k, w) => w.Moves * _planned.Problem.Sizes[_kinds[k].Partitions[0]]) <= bytes);
        }

        if (_budget.LeaderChanges is { } changes)
        {
            model.Add(Sum(taken, (_, w) => w.LosesLeader ? 1 : 0) <= changes);
        }

        // Where the time does not suffice, nothing is changed that need not be.
        var best = _kinds.Select(k => k.Ways.Select(w => w == k.Ways[^1] ? (long)k.Partitions.Count : 0).ToArray()).ToArray();
        foreach (var goal in Goals)
        {
            var sum = Sum(taken, (_, w) => goal(w));
            model.Minimize(sum);
            using var solver = new LimitedCpSolver(search, DeterministicSeconds);
            if (solver.Solve(model) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            {
                break;
            }

            best = [.. taken.Select(k => k.Select(v => solver.Solver.Value(v)).ToArray())];
            model.Add(sum <= (long)Math.Round(solver.Solver.ObjectiveValue));
        }

        return best;
    }

    private LinearExpr Sum(List<IntVar[]> taken, Func<int, PartialChange, long> part)
    {
        var variables = new List<IntVar>();
        var parts = new List<long>();
        for (var k = 0; k < taken.Count; k++)
        {
            for (var w = 0; w < taken[k].Length; w++)
            {
                if (part(k, _kinds[k].Ways[w]) is not 0 and var value)
                {
                    variables.Add(taken[k][w]);
                    parts.Add(value);
                }
            }
        }

        return LinearExpr.WeightedSum(variables, parts);
    }

    /// <summary>
    /// Makes the changes in several rounds, each with the loads that those before have left: of like partitions those that relieve most go
    /// first.
    /// </summary>
    private Placement Apply(long[][] counts, int[] loads)
    {
        var cut = Placement.Present(_planned.Problem);
        var now = (int[])loads.Clone();
        var open = _kinds.Select(k => k.Partitions).ToArray();
        for (var round = Rounds; round > 0; round--)
        {
            for (var k = 0; k < _kinds.Count; k++)
            {
                var ways = _kinds[k].Ways;
                for (var w = 0; w < ways.Count; w++)
                {
                    // A part of what is left, rounded up: the last round makes all of it.
                    var count = (int)((counts[k][w] + round - 1) / round);
                    if (count > 0 && (!ways[w].IsNone || round == 1))
                    {
                        open[k] = Apply(ways[w], count, open[k], now, cut);
                        counts[k][w] -= count;
                    }
                }
            }
        }

        return cut;
    }

    /// <summary>Changes the partitions that relieve most; returns the others.</summary>
    private List<int> Apply(in PartialChange way, int count, List<int> partitions, int[] loads, Placement cut)
    {
        var change = way;
        var order = partitions.Select(p => (Relief: Relief(p, change, loads), Size: _planned.Problem.Sizes[p], Partition: p)).ToArray();
        Array.Sort(order, (x, y) => (-x.Relief, x.Size, x.Partition).CompareTo((-y.Relief, y.Size, y.Partition)));
        foreach (var (_, _, p) in order.AsSpan(0, count))
        {
            way.Apply(_planned, p, cut);
            Count(p, change, loads);
        }

        return [.. order.Skip(count).Select(x => x.Partition)];
    }

    /// <summary>How full the brokers are that the change takes the partition from, less how full those are that it goes to.</summary>
    private long Relief(int p, in PartialChange change, int[] loads)
    {
        long relief = 0;
        var present = _planned.Problem.PresentOf(p);
        Span<int> slots = stackalloc int[present.Length];
        change.Apply(_planned, p, slots);
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] != present[i])
            {
                relief += (present[i] >= 0 ? loads[present[i]] : 0) - (slots[i] >= 0 ? loads[slots[i]] : 0);
            }
        }

        return relief;
    }

    private void Count(int p, in PartialChange change, int[] loads)
    {
        var present = _planned.Problem.PresentOf(p);
        Span<int> slots = stackalloc int[present.Length];
        change.Apply(_planned, p, slots);
        for (var i = 0; i < slots.Length; i++)
        {
            loads[Math.Max(0, present[i])] -= present[i] >= 0 ? 1 : 0;
            loads[Math.Max(0, slots[i])] += slots[i] >= 0 ? 1 : 0;
        }
    }

    /// <summary>Partitions whose changes come to the same, and cost the same bytes where these count.</summary>
    private sealed class SameChoices : IEqualityComparer<(long Size, List<PartialChange> Ways)>
    {
        public bool Equals((long Size, List<PartialChange> Ways) x, (long Size, List<PartialChange> Ways) y) =>
            x.Size == y.Size && CollectionsMarshal.AsSpan(x.Ways).SequenceEqual(CollectionsMarshal.AsSpan(y.Ways));

        public int GetHashCode((long Size, List<PartialChange> Ways) key)
        {
            var hash = new HashCode();
            hash.Add(key.Size);
            foreach (ref readonly var way in CollectionsMarshal.AsSpan(key.Ways))
            {
                hash.Add(way.Slots);
                hash.Add(way.Leaving);
                hash.Add(way.MissingDomains);
                hash.Add(way.Excess);
            }

            return hash.ToHashCode();
        }
    }
}
