using System.Numerics;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets.BrokerAssignment;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Sets;

/// <summary>
/// The replica sets for the aim of repair: each broken partition (a dead replica, or an avoidable violation) makes its fewest replacements, and the new places
/// are the emptiest brokers that serve. All other partitions stay. Order of aims: spread, moves, then balance.
/// </summary>
internal sealed class RepairPlacement
{
    private const int MaxSweeps = 12;
    private const long TransferWorkLimit = 60_000_000;

    private readonly PlanningProblem _model;
    private readonly CellGrid _grid;
    private readonly PartitionSpreads _spreads;
    private readonly ReplicaSetPricer _pricer;
    private readonly int[] _placed;
    private readonly int[] _load;
    private readonly long _loadPrice;
    private readonly long[] _keepPrice = new long[ReplicaSetPricer.MaxReplicationFactor];

    private RepairPlacement(CellGrid grid, PartitionSpreads spreads)
    {
        _grid = grid;
        _model = grid.Model;
        _spreads = spreads;
        _pricer = new(grid, _model.Replicas);
        _placed = (int[])_model.Replicas.Clone();
        _load = PlacementLoads.Replicas(_model, _placed);
        // All loads of one set together stay below the price of a move.
        var heaviest = (2L * (_load.Max() + _model.PartitionCount)) + 1;
        _loadPrice = Math.Max(1, Price.Move / (4L * ReplicaSetPricer.MaxReplicationFactor * heaviest));
        for (var c = 0; c < grid.Count; c++)
        {
            _pricer.ArrivalPrice[c] = ArrivalPrice(c);
        }

        _pricer.SortCells();
    }

    /// <summary>Whether a partition must be repaired: movable, with a dead replica or a spread that can be better.</summary>
    public static bool[] Broken(CellGrid grid, PartitionSpreads spreads)
    {
        var model = grid.Model;
        var pricer = new ReplicaSetPricer(grid, model.Replicas);
        var broken = new bool[model.PartitionCount];
        for (var p = 0; p < broken.Length; p++)
        {
            broken[p] = model.Movable[p] && !pricer.IsBest(model.Replicas.AsSpan(model.Offsets[p], model.ReplicationFactor(p)), spreads.Of(p));
        }

        return broken;
    }

    /// <summary>Repairs the movable partitions of <paramref name="grid"/>'s model, all of which are broken.</summary>
    public static PlacementResult Solve(CellGrid grid, PartitionSpreads spreads, SearchBudget clock, CancellationToken cancellationToken)
    {
        var repair = new RepairPlacement(grid, spreads);
        var needed = repair.Place(cancellationToken);
        if (ReplacementFlow.Work(grid.Model) <= TransferWorkLimit)
        {
            ReplacementFlow.Improve(grid, spreads, repair._placed, cancellationToken, movesFirst: true);
        }

        var model = grid.Model;
        var load = PlacementLoads.Replicas(model, repair._placed);
        var squares = PlacementLoads.SumOfSquares(load);
        return new(repair._placed, PlacementLoads.Moves(model, repair._placed), needed, squares,
            Math.Min(squares, RepairBalanceBound.Compute(grid, spreads, load, clock)), "repair");
    }

    private long Place(CancellationToken cancellationToken)
    {
        long needed = 0;
        var squares = long.MaxValue;
        for (var sweep = 0; sweep < MaxSweeps; sweep++)
        {
            for (var p = 0; p < _model.PartitionCount; p++)
            {
                if (!_model.Movable[p])
                {
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                var moves = Replace(p);
                needed += sweep == 0 ? moves : 0;
            }

            var now = PlacementLoads.SumOfSquares(_load);
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
        var start = _model.Offsets[p];
        var r = _model.ReplicationFactor(p);
        var before = _placed.AsSpan(start, r).ToArray();
        Count(before, -1);
        SetKeepPrices(p);
        _pricer.Solve(start, r, _spreads.Of(p), _keepPrice);
        if (_pricer.BestArrivalCount < 0)
        {
            // Cordoned brokers leave no best set: the partition stays as it is.
            Count(before, 1);
            return 0;
        }

        var kept = _pricer.BestKept;
        for (var i = 0; i < r; i++)
        {
            _placed[start + i] = (kept >> i & 1) != 0 ? _model.Replicas[start + i] : PlanningProblem.Dead;
        }

        var next = 0;
        for (var i = 0; i < r; i++)
        {
            if (_placed[start + i] < 0)
            {
                _placed[start + i] = Emptiest(_pricer.BestArrivals[next++], _placed.AsSpan(start, r));
            }
        }

        Count(_placed.AsSpan(start, r), 1);
        return r - BitOperations.PopCount((uint)kept);
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

    private long ArrivalPrice(int cell)
    {
        var b = Emptiest(cell, []);
        return b < 0 ? Price.Forbidden : Price.Move + (((2L * _load[b]) + 1) * _loadPrice);
    }

    private void SetKeepPrices(int p)
    {
        var start = _model.Offsets[p];
        for (var i = 0; i < _model.ReplicationFactor(p); i++)
        {
            var b = _model.Replicas[start + i];
            _keepPrice[i] = b < 0 ? 0 : ((2L * _load[b]) + 1) * _loadPrice;
        }
    }

    /// <summary>The accepting broker of the cell with the fewest replicas that is not among the given; -1 where there is none.</summary>
    private int Emptiest(int cell, ReadOnlySpan<int> taken)
    {
        var best = -1;
        foreach (var b in _grid.BrokersOf(cell))
        {
            if (_model.AcceptsNew[b] && !taken.Contains(b) && (best < 0 || _load[b] < _load[best]))
            {
                best = b;
            }
        }

        return best;
    }
}
