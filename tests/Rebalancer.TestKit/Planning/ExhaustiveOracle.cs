using System.Numerics;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.TestKit.Planning;

/// <summary>Which goal comes before which; leaders' evenness and then changes of the preferred leader always come last.</summary>
public enum OracleOrder
{
    /// <summary>Spread, balance, moves.</summary>
    Balance,

    /// <summary>Spread, moves, balance.</summary>
    Repair,

    /// <summary>Balance, spread, moves.</summary>
    PreferBalance,
}

/// <summary>The best that any plan can reach.</summary>
/// <param name="Spread">
/// Summed over movable partitions and dimensions: 1000 for each distinct domain missing of min(replication factor, domains) and, with more
/// replicas than domains, k - h for the k-th replica beyond h = ceil(replication factor / domains).
/// </param>
/// <param name="ReplicaSumOfSquares">Sum of squares of the replicas per broker.</param>
/// <param name="Moves">Replicas copied.</param>
/// <param name="LeaderSumOfSquares">Sum of squares of the leaders per broker.</param>
/// <param name="LeaderChanges">Changes of the preferred leader.</param>
public sealed record OracleOptimum(long Spread, long ReplicaSumOfSquares, int Moves, long LeaderSumOfSquares, int LeaderChanges);

/// <summary>
/// Finds the lexicographic optimum of a tiny cluster by looking at every plan; up to 8 brokers and a handful of partitions.
/// </summary>
/// <remarks>
/// A dynamic programme over the partitions whose state is the vector of loads, so no plan is left out and no idea of the planner is used:
/// first over replica loads alone, which gives the optimum of the first three goals, then over replica and leader loads together, keeping
/// only what can still end in that optimum. So sets and leaders are chosen jointly.
/// </remarks>
internal sealed class ExhaustiveOracle
{
    private const int SpreadShift = 20;
    private readonly PlanningProblem _model;
    private readonly OracleOrder _order;
    private readonly List<Option[]> _options = [];
    private readonly ulong _fixedReplicas;
    private readonly ulong _fixedLeaders;

    private ExhaustiveOracle(PlanningProblem model, OracleOrder order)
    {
        _model = model;
        _order = order;
        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (model.Movable[p])
            {
                _options.Add(Options(p));
            }
            else if (model.Counts(p))
            {
                var live = Replicas(p).Where(b => b >= 0).ToArray();
                _fixedLeaders += One(live[0]);
                foreach (var b in live)
                {
                    _fixedReplicas += One(b);
                }
            }
        }
    }

    /// <summary>One replica set of a partition: its load vector, and spread and moves as one number.</summary>
    private readonly record struct Option(ulong Loads, long Cost, int[] Brokers, int OldLeader);

    /// <summary>The optimum of the cluster.</summary>
    public static OracleOptimum Solve(PlanningProblem model, OracleOrder order = OracleOrder.Balance)
    {
        if (model.BrokerCount > 8)
        {
            throw new ArgumentException("The oracle looks at up to 8 brokers.", nameof(model));
        }

        return new ExhaustiveOracle(model, order).Run();
    }

    private OracleOptimum Run()
    {
        // best[i]: the cheapest way for the first i partitions to reach a load vector.
        var best = new List<Dictionary<ulong, long>> { new() { [_fixedReplicas] = 0 } };
        foreach (var options in _options)
        {
            var next = new Dictionary<ulong, long>();
            foreach (var (loads, cost) in best[^1])
            {
                foreach (var option in options)
                {
                    var key = loads + option.Loads;
                    if (!next.TryGetValue(key, out var known) || cost + option.Cost < known)
                    {
                        next[key] = cost + option.Cost;
                    }
                }
            }

            best.Add(next);
        }

        var optimum = best[^1].Min(state => Rank(state.Key, state.Value));
        var ends = best[^1].Where(state => Rank(state.Key, state.Value) == optimum).ToArray();
        var (leaders, changes) = ChooseLeaders(best, ends);
        var (_, end) = ends[0];
        return new OracleOptimum(end >> SpreadShift, SumOfSquares(ends[0].Key), (int)(end & ((1 << SpreadShift) - 1)), leaders, changes);
    }

    // From the last partition to the first: replica loads still to be filled, leader loads so far, cost still to be spent; the value is the
    // fewest changes.
    private (long SumOfSquares, int Changes) ChooseLeaders(List<Dictionary<ulong, long>> best, KeyValuePair<ulong, long>[] ends)
    {
        var states = ends.ToDictionary(end => (Left: end.Key, Leaders: _fixedLeaders, Cost: end.Value), _ => 0);
        for (var i = _options.Count - 1; i >= 0; i--)
        {
            var next = new Dictionary<(ulong Left, ulong Leaders, long Cost), int>();
            foreach (var ((left, leaders, cost), changes) in states)
            {
                foreach (var option in _options[i])
                {
                    if (!Fits(option.Loads, left)
                        || !best[i].TryGetValue(left - option.Loads, out var reach)
                        || reach != cost - option.Cost)
                    {
                        continue;
                    }

                    foreach (var leader in option.Brokers)
                    {
                        var key = (left - option.Loads, leaders + One(leader), reach);
                        var total = changes + (leader == option.OldLeader ? 0 : 1);
                        if (!next.TryGetValue(key, out var known) || total < known)
                        {
                            next[key] = total;
                        }
                    }
                }
            }

            states = next;
        }

        return states.Min(state => (SumOfSquares(state.Key.Leaders), state.Value));
    }

    private (long First, long Second, long Third) Rank(ulong loads, long cost)
    {
        var (spread, moves, balance) = (cost >> SpreadShift, cost & ((1 << SpreadShift) - 1), SumOfSquares(loads));
        return _order switch
        {
            OracleOrder.Balance => (spread, balance, moves),
            OracleOrder.Repair => (spread, moves, balance),
            _ => (balance, spread, moves),
        };
    }

    private Option[] Options(int partition)
    {
        var old = Replicas(partition);
        var options = new List<Option>();
        for (var set = 0u; set < 1u << _model.BrokerCount; set++)
        {
            var brokers = Enumerable.Range(0, _model.BrokerCount).Where(b => (set >> b & 1) == 1).ToArray();
            if (BitOperations.PopCount(set) == _model.Wanted[partition] && IsAllowed(partition, brokers))
            {
                var moves = brokers.Count(b => !old.Contains(b));
                options.Add(new Option(
                    brokers.Aggregate(0UL, (sum, b) => sum + One(b)), (Spread(brokers) << SpreadShift) + moves, brokers, old[0]));
            }
        }

        // Where the spread comes first every partition reaches its own best.
        var bestSpread = options.Min(o => o.Cost >> SpreadShift);
        return [.. options.Where(o => _order == OracleOrder.PreferBalance || o.Cost >> SpreadShift == bestSpread)];
    }

    private bool IsAllowed(int partition, int[] brokers)
    {
        var old = Replicas(partition);
        var inSync = _model.InSync is null || !_model.IsLowered(partition) ? 0 : _model.InSync[partition];
        return brokers.All(b => old.Contains(b) ? _model.MayKeep(partition, b) : _model.MayReceive(partition, b))
            && old.All(b => b < 0 || _model.Roles[b].Keeping != Keeping.Must || brokers.Contains(b))
            && (inSync == 0 || old.Where((b, i) => b >= 0 && (inSync >> i & 1) != 0).Any(brokers.Contains));
    }

    private long Spread(int[] brokers)
    {
        long cost = 0;
        for (var d = 0; d < _model.DimensionCount; d++)
        {
            var domains = _model.DomainCounts[d];
            var even = (brokers.Length + domains - 1) / domains;
            var sizes = brokers.GroupBy(b => _model.Domains[d][b]).Select(g => g.Count()).ToArray();
            cost += 1000 * (Math.Min(brokers.Length, domains) - sizes.Length);
            cost += brokers.Length <= domains ? 0 : sizes.Sum(size => size > even ? (size - even) * (size - even + 1) / 2 : 0);
        }

        return cost;
    }

    private int[] Replicas(int partition) => _model.PresentOf(partition).ToArray();

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
