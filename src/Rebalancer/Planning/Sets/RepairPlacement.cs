using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets.BrokerAssignment;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Sets;

/// <summary>
/// The replica sets for the aim of repair: each broken partition (a replica on a leaving broker, another replication factor, or an
/// avoidable violation) makes its fewest replacements, and the new places are the emptiest brokers that serve. All other partitions stay.
/// Order of goals: spread, moves, then balance.
/// </summary>
internal sealed class RepairPlacement
{
    private const int MaxSweeps = 12;
    private const int CheckEvery = 256;
    private const int LargeSize = 20_000;

    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly PartitionSpreads _spreads;
    private readonly ReplicaSetPricer _pricer;
    private readonly Placement _placement;
    private readonly int[] _load;
    private readonly long _loadPrice;
    private readonly long[] _keepPrice = new long[ReplicaSetPricer.MaxReplicationFactor];

    private RepairPlacement(CellGrid grid, PartitionSpreads spreads)
    {
        _grid = grid;
        _problem = grid.Problem;
        _spreads = spreads;
        _pricer = new(grid, _problem.Present);
        _placement = Placement.Present(_problem);
        _load = _placement.Loads();
        // All loads of one set together stay below the price of a move.
        var heaviest = (2L * (_load.Max() + _problem.PartitionCount)) + 1;
        _loadPrice = Math.Max(1, Price.Move / (4L * ReplicaSetPricer.MaxReplicationFactor * heaviest));
        for (var c = 0; c < grid.Count; c++)
        {
            _pricer.ArrivalPrice[c] = ArrivalPrice(c);
        }

        _pricer.SortCells();
    }

    /// <summary>
    /// Whether a partition must be repaired: movable, with a replica too few or too many, or with a spread that can be better.
    /// </summary>
    public static bool[] Broken(CellGrid grid, PartitionSpreads spreads)
    {
        var problem = grid.Problem;
        var pricer = new ReplicaSetPricer(grid, problem.Present);
        var broken = new bool[problem.PartitionCount];
        for (var p = 0; p < broken.Length; p++)
        {
            // A list that is to be lowered may be the best once what leaves is gone.
            broken[p] = problem.Movable[p] && (problem.Wanted[p] != problem.Held[p] || !pricer.IsBest(problem.PresentOf(p), spreads.Of(p)));
        }

        return broken;
    }

    /// <summary>Repairs the movable partitions of <paramref name="grid"/>'s problem, all of which are broken.</summary>
    public static PlacementResult Solve(CellGrid grid, PartitionSpreads spreads, SearchBudget budget)
    {
        spreads = InSyncSpreads.Loosen(grid, spreads);
        var repair = new RepairPlacement(grid, spreads);
        var needed = repair.Place(budget);
        var placement = repair._placement;
        ReplacementFlow.Improve(grid, spreads.Classes, spreads.ClassOf, placement, budget, movesFirst: true);
        var load = placement.Loads();
        var squares = Squares.Sum(load);
        return new(
            placement,
            placement.Moves(),
            needed,
            squares,
            Math.Min(squares, RepairBalanceBound.Compute(grid, spreads, load, budget)),
            "repair")
        {
            Proofs = [MoveProof.OfSpread(grid, spreads.Classes, spreads.ClassOf, needed)],
        };
    }

    /// <summary>
    /// The repair alone, for a plan that goes on from it: the fewest moves, no proof, and on large clusters loads as they come.
    /// </summary>
    public static Placement Mend(CellGrid grid, PartitionSpreads spreads, SearchBudget budget)
    {
        spreads = InSyncSpreads.Loosen(grid, spreads);
        var repair = new RepairPlacement(grid, spreads);
        var isLarge = grid.Problem.PartitionCount > LargeSize;
        repair.Place(budget, isLarge ? 1 : MaxSweeps);
        if (!isLarge)
        {
            ReplacementFlow.Improve(grid, spreads.Classes, spreads.ClassOf, repair._placement, budget, movesFirst: true);
        }

        repair._placement.AlignSlots();
        return repair._placement;
    }

    /// <summary>Sweeps until the balance gains nothing; returns the copies that the partitions need in any case.</summary>
    private long Place(SearchBudget budget, int sweeps = MaxSweeps)
    {
        long needed = 0;
        var squares = long.MaxValue;
        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            var done = 0;
            for (var p = 0; p < _problem.PartitionCount; p++)
            {
                if (!_problem.Movable[p])
                {
                    continue;
                }

                if (++done % CheckEvery == 0 && (sweep == 0 ? budget.IsOverdue : budget.IsOver))
                {
                    return needed;
                }

                var moves = Replace(p);
                needed += sweep == 0 ? moves : 0;
            }

            var now = Squares.Sum(_load);
            if (now >= squares)
            {
                break;
            }

            squares = now;
        }

        return needed;
    }

    /// <summary>Takes the partition out and puts it where it is cheapest now; returns its moves.</summary>
    private int Replace(int p)
    {
        var start = _problem.Offsets[p];
        var placed = _placement.Of(p);
        var before = placed.ToArray();
        Count(before, -1);
        SetKeepPrices(p);
        _pricer.Solve(start, placed.Length, _spreads.Of(p), SlotRules.Of(_problem, p), _keepPrice);
        if (_pricer.BestArrivalCount < 0)
        {
            Count(before, 1);
            return 0;
        }

        var kept = _pricer.BestKept;
        for (var i = 0; i < placed.Length; i++)
        {
            placed[i] = (kept >> i & 1) != 0 ? _problem.Present[start + i] : PlanningProblem.None;
        }

        var next = 0;
        for (var i = 0; i < placed.Length && next < _pricer.BestArrivalCount; i++)
        {
            if (placed[i] < 0)
            {
                placed[i] = Emptiest(_pricer.BestArrivals[next++], placed);
            }
        }

        Count(placed, 1);
        return _pricer.BestArrivalCount;
    }

    /// <summary>Adds replicas to the loads or takes them out, and keeps the cells' prices: those of their emptiest broker.</summary>
    private void Count(ReadOnlySpan<int> brokers, int change)
    {
        foreach (var b in brokers)
        {
            if (b >= 0)
            {
                _load[b] += change;
                _pricer.SetArrivalPrice(_grid.CellOf[b], ArrivalPrice(_grid.CellOf[b]));
            }
        }
    }

    private long ArrivalPrice(int cell) =>
        _grid.Accepts[cell] ? Price.Move + (((2L * _load[Emptiest(cell, [])]) + 1) * _loadPrice) : Price.Forbidden;

    private void SetKeepPrices(int p)
    {
        var present = _problem.PresentOf(p);
        for (var i = 0; i < present.Length; i++)
        {
            _keepPrice[i] = present[i] < 0 ? 0 : ((2L * _load[present[i]]) + 1) * _loadPrice;
        }
    }

    /// <summary>The broker of the cell with the fewest replicas that is not among the given; -1 where there is none.</summary>
    private int Emptiest(int cell, ReadOnlySpan<int> taken)
    {
        var best = -1;
        foreach (var b in _grid.BrokersOf(cell))
        {
            if (!taken.Contains(b) && (best < 0 || _load[b] < _load[best]))
            {
                best = b;
            }
        }

        return best;
    }
}
