using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Proof;

/// <summary>
/// Prices that prove a bound on moves, kept for what else they prove: a plan of best balance pays no more above every partition's cheapest
/// set, in all, than its moves are above the bound. So sets that are dear at these prices are in no plan of fewest moves.
/// </summary>
/// <remarks>
/// The bound is the sum over partitions of the cheapest price minus the most that loads of best balance can bring in (Lagrangian;
/// docs/planning.md, "Fewest moves"). Not thread-safe.
/// </remarks>
internal sealed class MoveProof
{
    private readonly CellGrid _grid;
    private readonly SpreadClass[] _classes;
    private readonly int[] _classOf;
    private readonly long[] _cellPrice;
    private readonly long[] _brokerPrice;
    private readonly ReplicaSetPricer _pricer;
    private readonly long[] _keepPrice = new long[ReplicaSetPricer.MaxReplicationFactor];

    /// <param name="grid">The cells.</param>
    /// <param name="classes">The spread that plans as good as this one have.</param>
    /// <param name="classOf">The class of each movable partition.</param>
    /// <param name="prices">The price of a replica in each cell, and on top of it of one that stays on each broker.</param>
    /// <param name="value">The bound at these prices, in units of <see cref="Price.Move"/>, or less.</param>
    public MoveProof(CellGrid grid, SpreadClass[] classes, int[] classOf, (long[] Cell, long[] Broker) prices, Int128 value)
    {
        _grid = grid;
        _classes = classes;
        _classOf = classOf;
        (_cellPrice, _brokerPrice) = prices;
        Value = value;
        _pricer = new(grid, grid.Problem.Present);
        for (var c = 0; c < grid.Count; c++)
        {
            _pricer.ArrivalPrice[c] = grid.Accepts[c] ? Price.Move + _cellPrice[c] : Price.Forbidden;
        }

        _pricer.SortCells();
    }

    /// <summary>The bound on moves, in units of <see cref="Price.Move"/>.</summary>
    public Int128 Value { get; }

    /// <summary>Replicas of movable partitions that each broker has at most in any plan of best balance; null where not known.</summary>
    public long[]? MostOnBroker { get; init; }

    /// <summary>Only what the spread itself needs: every price is 0.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="classes">The spread that plans as good as this one have.</param>
    /// <param name="classOf">The class of each movable partition.</param>
    /// <param name="neededMoves">The sum of the fewest copies that each partition's spread needs, or less.</param>
    public static MoveProof OfSpread(CellGrid grid, SpreadClass[] classes, int[] classOf, long neededMoves) =>
        new(grid, classes, classOf, (new long[grid.Count], new long[grid.Problem.BrokerCount]), (Int128)neededMoves * Price.Move);

    /// <summary>The same, with the copies counted: each partition's fewest.</summary>
    public static MoveProof OfSpread(CellGrid grid, PartitionSpreads spreads)
    {
        var problem = grid.Problem;
        var proof = OfSpread(grid, spreads.Classes, spreads.ClassOf, 0);
        long needed = 0;
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (problem.Movable[p] && !proof._pricer.IsBest(problem.PresentOf(p), spreads.Of(p)))
            {
                needed += (proof.Solve(p, SlotRules.Of(problem, p)) ?? 0) / Price.Move;
            }
        }

        return OfSpread(grid, spreads.Classes, spreads.ClassOf, needed);
    }

    /// <summary>
    /// What loads of best balance need: a replica that stays on a broker that may have to give some away costs as much as a copy.
    /// </summary>
    /// <param name="grid">The cells.</param>
    /// <param name="targets">The loads of all balance-optimal plans.</param>
    public static MoveProof OfLoads(CellGrid grid, BalanceTargets targets)
    {
        var load = ReplicaCounts.Movable(grid.Problem);
        return new(
            grid,
            targets.Classes,
            targets.ClassOf,
            (new long[grid.Count], [.. load.Select((x, b) => x > targets.BrokerMin[b] ? Price.Move : 0)]),
            (Int128)MoveLowerBound.Surplus(grid.Problem, targets) * Price.Move)
        {
            MostOnBroker = [.. load.Select((_, b) => targets.MostOn(grid, b))],
        };
    }

    /// <summary>
    /// What a plan pays at least above the partition's cheapest set when its present preferred leader keeps its replica: 0 where a cheapest
    /// set holds it, or where that is not known.
    /// </summary>
    /// <param name="partition">A movable partition whose first replica is on a judged broker.</param>
    /// <returns>The price; <see cref="Price.Forbidden"/> where no set holds the leader.</returns>
    public long LeaderPrice(int partition)
    {
        var rules = SlotRules.Of(_grid.Problem, partition);
        if (Solve(partition, rules) is not { } cheapest)
        {
            return 0;
        }

        var holding = Solve(partition, rules with { Forced = rules.Forced | 1 });
        return holding is { } price ? price - cheapest : _pricer.WasCut ? 0 : Price.Forbidden;
    }

    /// <summary>How many movable partitions may have a replica on each broker.</summary>
    public long[] PartitionsThatMayUse()
    {
        var count = new long[_classes.Length];
        foreach (var k in _classOf)
        {
            if (k >= 0)
            {
                count[k]++;
            }
        }

        return [.. _grid.CellOf.Select(c => _classes.Select((spread, k) => spread.CellMax[c] > 0 ? count[k] : 0).Sum())];
    }

    private long? Solve(int partition, SlotRules rules)
    {
        var present = _grid.Problem.PresentOf(partition);
        for (var i = 0; i < present.Length; i++)
        {
            _keepPrice[i] = present[i] < 0 ? 0 : _cellPrice[_grid.CellOf[present[i]]] + _brokerPrice[present[i]];
        }

        _pricer.Solve(_grid.Problem.Offsets[partition], present.Length, _classes[_classOf[partition]], rules, _keepPrice);
        return _pricer.BestArrivalCount < 0 || _pricer.WasCut ? null : _pricer.BestPrice;
    }
}
