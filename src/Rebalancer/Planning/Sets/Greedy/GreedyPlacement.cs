using System.Numerics;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Sets.Greedy;

/// <summary>
/// The fast placement, linear in replicas (docs/planning.md, "The fast placement"): partitions that are well spread stay, each other one
/// takes its cheapest set, and sweeps re-route arrivals at no further move until every cell is in the range of the best balance. Where that
/// does not suffice, sweeps may pay moves. Prices follow the loads after every partition. Deterministic.
/// </summary>
internal sealed class GreedyPlacement
{
    // What decides between sets of equal moves: being above or below a cell's target, and keeping the present leader.
    private const long LoadTie = Price.Move / 64;
    private const long LeaderTie = Price.Move / 8;
    private const long LagTie = Price.Move / 128;
    private const int FreeSweeps = 6;
    private const int LeaderSweeps = 8;
    private const int CheckEvery = 256;

    // Penalties of a cell out of range, in moves, from almost free to more than three moves: the order in which paying is tried.
    private static readonly double[] s_penalties = [0.03, 0.1, 0.2, 0.26, 0.3, 0.35, 0.45, 0.51, 0.6, 0.9, 1.1, 1.6, 2.2, 3.3];

    private readonly CellPlacement _cells;
    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly ReplicaSetPricer _pricer;
    private readonly long[] _cellPrice;
    private readonly double[] _target;
    private readonly bool[] _hasCap;
    private readonly long[] _keepPrice = new long[ReplicaSetPricer.MaxReplicationFactor];
    private readonly long[]? _baseCellPrice;
    private readonly long[]? _baseCapPrice;
    private readonly bool _anew;
    private long _penalty;
    private long _leaderTie = LeaderTie;
    private int _outOfRange;

    /// <param name="cells">The placement to fill, or to repair when it is filled already.</param>
    /// <param name="basePrices">Prices of cells and of kept caps to start from, such as an LP's duals; null for none.</param>
    /// <param name="anew">Whether every partition is placed without regard to where its replicas are.</param>
    public GreedyPlacement(CellPlacement cells, (long[] Cell, long[] Cap)? basePrices = null, bool anew = false)
    {
        _anew = anew;
        _cells = cells;
        _problem = cells.Problem;
        _grid = cells.Grid;
        _pricer = new(_grid, _problem.Present);
        _cellPrice = new long[_grid.Count];
        _target = new double[_grid.Count];
        _hasCap = new bool[_grid.Count];
        _baseCellPrice = basePrices?.Cell;
        _baseCapPrice = basePrices?.Cap;
        for (var c = 0; c < _target.Length; c++)
        {
            _target[c] = (cells.Targets.CellMin[c] + cells.Targets.CellMax[c]) / 2.0;
            _hasCap[c] = _grid.Size(c) > 1 || !_grid.Accepts[c];
        }
    }

    /// <summary>
    /// The sum over partitions of the fewest replacements that a best spread needs whatever the loads: a lower bound on moves.
    /// </summary>
    public long NeededMoves { get; private set; }

    /// <summary>Whether every cell is in its range.</summary>
    public bool InRange => _outOfRange == 0;

    /// <summary>Fills an empty placement. Partitions that it does not come to in time are left without replicas.</summary>
    public void Place(SearchBudget budget)
    {
        var open = new List<int>();
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (!_problem.Movable[p])
            {
                continue;
            }

            var brokers = Slots(p);
            if (!_anew && _pricer.IsBest(brokers, _cells.Targets.SpreadOf(p)))
            {
                KeepAll(p, brokers);
            }
            else
            {
                open.Add(p);
            }
        }

        Reprice(0);
        PlaceOpen(open, budget);
        SweepFree(budget);
    }

    /// <summary>Counts a placement that was filled by answers, and sweeps it into range at no further move where possible.</summary>
    public void Adopt(SearchBudget budget)
    {
        _leaderTie = 0;
        Reprice(0);
        SweepFree(budget);
    }

    /// <summary>Sweeps over all partitions that may pay moves for cells out of range; the penalty rises until all are in range.</summary>
    public void SweepPaid(SearchBudget budget)
    {
        foreach (var factor in s_penalties)
        {
            for (var i = 0; i < 4 && _outOfRange > 0 && !budget.IsOver; i++)
            {
                var before = _cells.CellImbalance;
                Sweep((long)(factor * Price.Move), everyPartition: true, budget);
                if (_cells.CellImbalance >= before)
                {
                    break;
                }
            }
        }

        Reprice(0);
    }

    private ReadOnlySpan<int> Slots(int p) => _problem.Present.AsSpan(_problem.Offsets[p], _problem.Width(p));

    private void KeepAll(int p, ReadOnlySpan<int> brokers)
    {
        var start = _problem.Offsets[p];
        for (var i = 0; i < brokers.Length; i++)
        {
            if (brokers[i] >= 0)
            {
                var c = _grid.CellOf[brokers[i]];
                _cells.Kept[p] |= 1 << i;
                _cells.CellOfSlot[start + i] = c;
                _cells.InCell[c]++;
                _cells.KeptOnBroker[brokers[i]]++;
            }
        }
    }

    private void PlaceOpen(List<int> open, SearchBudget budget)
    {
        var unpriced = new ReplicaSetPricer(_grid, _problem.Present);
        for (var c = 0; c < _grid.Count; c++)
        {
            unpriced.ArrivalPrice[c] = _grid.Accepts[c] ? Price.Move : Price.Forbidden;
        }

        unpriced.SortCells();
        var free = new long[ReplicaSetPricer.MaxReplicationFactor];
        var done = 0;
        foreach (var p in open)
        {
            if (++done % CheckEvery == 0 && budget.IsOverdue)
            {
                return;
            }

            unpriced.Solve(_problem.Offsets[p], _problem.Width(p), _cells.Targets.SpreadOf(p), SlotRules.Of(_problem, p), free);
            NeededMoves += Math.Max(0, unpriced.BestArrivalCount);
            Respond(p);
            if (_pricer.BestArrivalCount >= 0)
            {
                Apply(p);
            }
        }
    }

    private void SweepFree(SearchBudget budget)
    {
        for (var i = 0; i < FreeSweeps + LeaderSweeps && _outOfRange > 0; i++)
        {
            if (i == FreeSweeps)
            {
                _leaderTie = 0;
            }

            var before = _cells.CellImbalance;
            Sweep(0, everyPartition: false, budget);
            if (_cells.CellImbalance >= before)
            {
                if (_leaderTie == 0)
                {
                    break;
                }

                _leaderTie = 0;
            }
        }

        Reprice(0);
    }

    private void Sweep(long penalty, bool everyPartition, SearchBudget budget)
    {
        Reprice(penalty);
        var done = 0;
        for (var p = 0; p < _problem.PartitionCount && _outOfRange > 0; p++)
        {
            if (!_problem.Movable[p] || (!everyPartition && !MayReroute(p)))
            {
                continue;
            }

            if (++done % CheckEvery == 0 && budget.IsOver)
            {
                return;
            }

            TakeOut(p);
            var present = PresentPrice(p);
            Respond(p, present);
            if (_pricer.BestArrivalCount >= 0)
            {
                Apply(p);
            }
            else
            {
                PutBack(p);
            }
        }
    }

    /// <summary>A partition that keeps all its replicas, none on a broker that keeps too many, has nothing to re-route for free.</summary>
    private bool MayReroute(int p)
    {
        var brokers = Slots(p);
        if (_problem.IsLowered(p) || BitOperations.PopCount((uint)_cells.Kept[p]) != _problem.Wanted[p])
        {
            return true;
        }

        foreach (var b in brokers)
        {
            if (b >= 0 && _cells.KeptOnBroker[b] > _cells.Targets.BrokerMax[b])
            {
                return true;
            }
        }

        return false;
    }

    private void Respond(int p, long limit = long.MaxValue)
    {
        var start = _problem.Offsets[p];
        var r = _problem.Width(p);
        for (var i = 0; i < r; i++)
        {
            if (_problem.Present[start + i] >= 0)
            {
                _keepPrice[i] = KeepPrice(p, i);
            }
        }

        _pricer.Solve(start, r, _cells.Targets.SpreadOf(p), SlotRules.Of(_problem, p), _keepPrice, limit);
    }

    private void Apply(int p)
    {
        _cells.SetAnswer(p, _pricer.BestKept, _pricer.BestArrivals.AsSpan(0, _pricer.BestArrivalCount));
        PutBack(p);
    }

    private void TakeOut(int p)
    {
        for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
        {
            if (_cells.CellOfSlot[slot] != CellPlacement.NoCell)
            {
                Count(_cells.CellOfSlot[slot], -1);
            }
        }

        _cells.CountKept(p, -1);
    }

    private void PutBack(int p)
    {
        _cells.CountKept(p, 1);
        for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
        {
            if (_cells.CellOfSlot[slot] != CellPlacement.NoCell)
            {
                Count(_cells.CellOfSlot[slot], 1);
            }
        }
    }

    private long PresentPrice(int p)
    {
        long price = 0;
        var cells = _cells.CellsOf(p);
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] != CellPlacement.NoCell)
            {
                price += (_cells.Kept[p] >> i & 1) != 0 ? KeepPrice(p, i) : _pricer.ArrivalPrice[cells[i]];
            }
        }

        return price;
    }

    /// <summary>A kept replica costs its cell's price, and a move where its broker keeps as many as it may: one of them must go.</summary>
    private long KeepPrice(int p, int i)
    {
        var b = _problem.PresentOf(p)[i];
        var c = _grid.CellOf[b];
        if (_anew && _grid.Accepts[c])
        {
            return Price.Forbidden;
        }

        var price = _cellPrice[c] - (i == 0 ? _leaderTie : 0);
        if (_problem.InSync is not null && _problem.IsLowered(p) && (_problem.InSync[p] >> i & 1) == 0)
        {
            // Of two replicas that may go, the one that lags.
            price += LagTie;
        }

        if (!_hasCap[c])
        {
            return price;
        }

        var kept = _cells.KeptOnBroker[b];
        var cap = _cells.Targets.BrokerMax[b];
        var full = kept >= cap;
        var basePrice = _baseCapPrice?[b] ?? 0;
        if (basePrice == 0)
        {
            return price + (full ? Price.Move : 0);
        }

        var lean = basePrice + (long)(Math.Clamp((kept + 0.5 - cap) / Math.Max(1, cap), -1, 1) * LoadTie);
        return price + (full ? Math.Max(lean, Math.Min(Price.Move, basePrice + _penalty)) : lean);
    }

    private long CellPrice(int c)
    {
        var load = _cells.InCell[c];
        var lean = Math.Clamp((load + 0.5 - _target[c]) / Math.Max(1.0, _target[c]), -1, 1);
        var price = (_baseCellPrice?[c] ?? 0) + (long)(lean * LoadTie);
        if (load >= _cells.Targets.CellMax[c])
        {
            price += _penalty;
        }
        else if (load < _cells.Targets.CellMin[c])
        {
            price -= _penalty;
        }

        return price;
    }

    private long ArrivalPrice(int c) => _grid.Accepts[c] ? Price.Move + _cellPrice[c] : Price.Forbidden;

    private void Reprice(long penalty)
    {
        _penalty = penalty;
        _outOfRange = 0;
        for (var c = 0; c < _cellPrice.Length; c++)
        {
            _cellPrice[c] = CellPrice(c);
            _pricer.ArrivalPrice[c] = ArrivalPrice(c);
            _outOfRange += IsOutOfRange(c) ? 1 : 0;
        }

        _pricer.SortCells();
    }

    private bool IsOutOfRange(int c) => _cells.InCell[c] < _cells.Targets.CellMin[c] || _cells.InCell[c] > _cells.Targets.CellMax[c];

    /// <summary>Changes a cell's load and keeps prices and their order.</summary>
    private void Count(int c, int change)
    {
        var before = IsOutOfRange(c);
        _cells.InCell[c] += change;
        var after = IsOutOfRange(c);
        if (before != after)
        {
            _outOfRange += after ? 1 : -1;
        }

        _cellPrice[c] = CellPrice(c);
        _pricer.SetArrivalPrice(c, ArrivalPrice(c));
    }
}
