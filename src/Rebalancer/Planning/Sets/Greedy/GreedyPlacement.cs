using System.Numerics;
using Rebalancer.Cluster;
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
    private readonly long[] _cellMin;
    private readonly long[] _cellMax;
    private readonly int[] _brokerMax;
    private readonly long[] _leanLoad;
    private readonly long[] _lean;
    private readonly bool[] _hasCap;
    private readonly long[] _keepPrice = new long[ReplicaSetPricer.MaxReplicationFactor];
    private readonly long[]? _baseCellPrice;
    private readonly long[]? _baseCapPrice;
    private readonly bool _anew;
    private long _penalty;
    private long _leaderTie = LeaderTie;
    private int _outOfRange;
    private bool _isIdle;

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
        (_cellMin, _cellMax, _brokerMax) = (cells.Targets.CellMin, cells.Targets.CellMax, cells.Targets.BrokerMax);
        _lean = new long[2 * _grid.Count];
        _leanLoad = new long[2 * _grid.Count];
        for (var i = 0; i < _leanLoad.Length; i++)
        {
            _leanLoad[i] = -1;
        }

        _hasCap = new bool[_grid.Count];
        _baseCellPrice = basePrices?.Cell;
        _baseCapPrice = basePrices?.Cap;
        for (var c = 0; c < _target.Length; c++)
        {
            _target[c] = (_cellMin[c] + _cellMax[c]) / 2.0;
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
        for (var i = _isIdle ? LastIdle(-1, budget) + 1 : 0; i < s_penalties.Length; i++)
        {
            var changes = -1;
            for (var sweep = 0; sweep < 4 && _outOfRange > 0 && !budget.IsOver; sweep++)
            {
                var before = _cells.CellImbalance;
                changes = Sweep(Penalty(i), everyPartition: true, budget);
                if (_cells.CellImbalance >= before)
                {
                    break;
                }
            }

            i = changes == 0 ? LastIdle(i, budget) : i;
        }

        _isIdle = false;
        Reprice(0);
    }

    private static long Penalty(int i) => (long)(s_penalties[i] * Price.Move);

    /// <summary>
    /// The last penalty at which no partition changes, after one (or none, -1) at which none did: sweeps at all those can be left out.
    /// </summary>
    /// <remarks>
    /// While nothing changes, what a partition could gain is the least of many linear functions of the penalty, so it is concave: who gains
    /// at one penalty, and not at a lower one, gains at all higher ones. So each partition is asked at the lowest penalty that is not told
    /// apart yet.
    /// </remarks>
    private int LastIdle(int idle, SearchBudget budget)
    {
        var last = s_penalties.Length - 1;
        if (last == idle || _baseCapPrice is not null)
        {
            return idle;
        }

        Reprice(Penalty(last));
        var done = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            while (_problem.Movable[p] && Gains(p))
            {
                if (--last == idle)
                {
                    return idle;
                }

                Reprice(Penalty(last));
            }

            if (++done % CheckEvery == 0 && budget.IsOver)
            {
                return idle;
            }
        }

        return _pricer.WasCut ? idle : last;
    }

    private bool Gains(int p)
    {
        if (IsCheapest(p))
        {
            return false;
        }

        TakeOut(p);
        Respond(p, PresentPrice(p));
        PutBack(p);
        return _pricer.BestArrivalCount >= 0;
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

            Respond(p);
            if (TellsFewestMoves(p))
            {
                NeededMoves += Math.Max(0, _pricer.BestArrivalCount);
            }
            else
            {
                unpriced.Solve(_problem.Offsets[p], _problem.Width(p), _cells.Targets.SpreadOf(p), SlotRules.Of(_problem, p), free);
                NeededMoves += Math.Max(0, unpriced.BestArrivalCount);
            }

            if (_pricer.BestArrivalCount >= 0)
            {
                Apply(p);
            }
        }
    }

    /// <summary>
    /// Whether the set just found has as few arrivals as any: its ties, all together, weigh less than a move, and no slot was dearer to
    /// keep for another reason.
    /// </summary>
    private bool TellsFewestMoves(int p)
    {
        var width = _problem.Width(p);
        if (width > ReplicaSetPricer.MaxSearched || _problem.DimensionCount > 2 || _baseCellPrice is not null)
        {
            return false;
        }

        for (var i = 0; i < width; i++)
        {
            if (_problem.Present[_problem.Offsets[p] + i] >= 0 && Math.Abs(_keepPrice[i]) > Price.Move / 2)
            {
                return false;
            }
        }

        return true;
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
            var changes = Sweep(0, everyPartition: false, budget);
            if (_cells.CellImbalance >= before)
            {
                if (_leaderTie == 0)
                {
                    // Partitions that were not asked would move a replica more.
                    _isIdle = changes == 0;
                    break;
                }

                _leaderTie = 0;
            }
        }

        Reprice(0);
    }

    /// <summary>One sweep; how many partitions it changed.</summary>
    private int Sweep(long penalty, bool everyPartition, SearchBudget budget)
    {
        Reprice(penalty);
        var changes = 0;
        var done = 0;
        for (var p = 0; p < _problem.PartitionCount && _outOfRange > 0; p++)
        {
            if (!_problem.Movable[p] || (!everyPartition && !MayReroute(p)))
            {
                continue;
            }

            if (++done % CheckEvery == 0 && budget.IsOver)
            {
                return changes;
            }

            if (IsCheapest(p))
            {
                TouchOrder(p);
                continue;
            }

            TakeOut(p);
            var present = PresentPrice(p);
            Respond(p, present);
            if (_pricer.BestArrivalCount >= 0)
            {
                Apply(p);
                changes++;
            }
            else
            {
                PutBack(p);
            }
        }

        return changes;
    }

    /// <summary>
    /// Whether no set can be cheaper than the one that the partition has, since each of its replicas costs no more than an arrival
    /// anywhere, and a dropped one that comes back no less. Mostly so, and found without taking the partition out of the loads, and back.
    /// </summary>
    private bool IsCheapest(int p)
    {
        if (_problem.IsLowered(p))
        {
            return false;
        }

        // The prices without the partition: of its own cells lower than now.
        var cells = _cells.CellsOf(p);
        var cheapest = _pricer.ArrivalPrice[_pricer.CellOrder[0]];
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] == CellPlacement.NoCell || cells[..i].Has(cells[i]))
            {
                return false;
            }

            if (_grid.Accepts[cells[i]])
            {
                cheapest = Math.Min(cheapest, Price.Move + CellPrice(cells[i], _cells.InCell[cells[i]] - 1));
            }
        }

        long present = 0;
        long least = 0;
        var brokers = _problem.PresentOf(p);
        for (var i = 0; i < cells.Length; i++)
        {
            var isKept = (_cells.Kept[p] >> i & 1) != 0;
            if (!isKept)
            {
                present += _grid.Accepts[cells[i]]
                    ? Price.Move + CellPrice(cells[i], _cells.InCell[cells[i]] - 1)
                    : Price.Forbidden;
            }

            if (brokers[i] < 0)
            {
                least += cheapest;
                continue;
            }

            var (b, c) = (brokers[i], _grid.CellOf[brokers[i]]);
            var cellPrice = CellPrice(c, _cells.InCell[c] - (cells.Has(c) ? 1 : 0));
            var keep = KeepPrice(p, i, cellPrice, _cells.KeptOnBroker[b] - (isKept ? 1 : 0));
            present += isKept ? keep : 0;
            least += Math.Min(keep, cheapest);
        }

        return least >= present;
    }

    /// <summary>What taking a partition out and putting it back does to the order of cells of equal price.</summary>
    private void TouchOrder(int p)
    {
        foreach (var c in _cells.CellsOf(p))
        {
            if (_grid.Accepts[c] && CellPrice(c, _cells.InCell[c] - 1) != _cellPrice[c])
            {
                _pricer.PutFirstOfItsPrice(c);
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
            if (b >= 0 && _cells.KeptOnBroker[b] > _brokerMax[b])
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

    private long KeepPrice(int p, int i)
    {
        var b = _problem.PresentOf(p)[i];
        return KeepPrice(p, i, _cellPrice[_grid.CellOf[b]], _cells.KeptOnBroker[b]);
    }

    /// <summary>A kept replica costs its cell's price, and a move where its broker keeps as many as it may: one of them must go.</summary>
    private long KeepPrice(int p, int i, long cellPrice, int kept)
    {
        var b = _problem.PresentOf(p)[i];
        var c = _grid.CellOf[b];
        if (_anew && _grid.Accepts[c])
        {
            return Price.Forbidden;
        }

        var price = cellPrice - (i == 0 ? _leaderTie : 0);
        if (_problem.InSync is not null && _problem.IsLowered(p) && (_problem.InSync[p] >> i & 1) == 0)
        {
            // Of two replicas that may go, the one that lags.
            price += LagTie;
        }

        if (!_hasCap[c])
        {
            return price;
        }

        var cap = _brokerMax[b];
        var full = kept >= cap;
        var basePrice = _baseCapPrice?[b] ?? 0;
        if (basePrice == 0)
        {
            return price + (full ? Price.Move : 0);
        }

        var lean = basePrice + (long)(Math.Clamp((kept + 0.5 - cap) / Math.Max(1, cap), -1, 1) * LoadTie);
        return price + (full ? Math.Max(lean, Math.Min(Price.Move, basePrice + _penalty)) : lean);
    }

    private long CellPrice(int c, long load)
    {
        var price = (_baseCellPrice?[c] ?? 0) + Lean(c, load);
        if (load >= _cellMax[c])
        {
            price += _penalty;
        }
        else if (load < _cellMin[c])
        {
            price -= _penalty;
        }

        return price;
    }

    /// <summary>
    /// What a load weighs among sets of equal moves. A partition's replicas go out and come back: the last even and the last odd load are
    /// remembered.
    /// </summary>
    private long Lean(int c, long load)
    {
        var i = (2 * c) + (int)(load & 1);
        if (_leanLoad[i] != load)
        {
            _leanLoad[i] = load;
            _lean[i] = (long)(Math.Clamp((load + 0.5 - _target[c]) / Math.Max(1.0, _target[c]), -1, 1) * LoadTie);
        }

        return _lean[i];
    }

    private long ArrivalPrice(int c) => _grid.Accepts[c] ? Price.Move + _cellPrice[c] : Price.Forbidden;

    private void Reprice(long penalty)
    {
        _penalty = penalty;
        _outOfRange = 0;
        for (var c = 0; c < _cellPrice.Length; c++)
        {
            _cellPrice[c] = CellPrice(c, _cells.InCell[c]);
            _pricer.ArrivalPrice[c] = ArrivalPrice(c);
            _outOfRange += IsOutOfRange(c) ? 1 : 0;
        }

        _pricer.SortCells();
    }

    private bool IsOutOfRange(int c) => IsOutOfRange(c, _cells.InCell[c]);

    private bool IsOutOfRange(int c, long load) => load < _cellMin[c] || load > _cellMax[c];

    /// <summary>Changes a cell's load and keeps prices and their order.</summary>
    private void Count(int c, int change)
    {
        var before = _cells.InCell[c];
        var after = before + change;
        _cells.InCell[c] = after;
        _outOfRange += (IsOutOfRange(c, after) ? 1 : 0) - (IsOutOfRange(c, before) ? 1 : 0);
        _cellPrice[c] = CellPrice(c, after);
        _pricer.SetArrivalPrice(c, ArrivalPrice(c));
    }
}
