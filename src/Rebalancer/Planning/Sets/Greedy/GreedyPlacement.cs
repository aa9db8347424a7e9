using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.Greedy;

/// <summary>
/// The fast placement, linear in replicas (engine reference, 4.4): partitions that are well spread stay, each other one takes its cheapest set, and
/// sweeps re-route arrivals at no further move until every cell is in the range of the best balance. Where that does not suffice, sweeps may pay moves.
/// Prices follow the loads after every partition. Deterministic.
/// </summary>
internal sealed class GreedyPlacement
{
    // What decides between sets of equal moves: being above or below a cell's target, and keeping the present leader.
    private const long LoadTie = Price.Move / 64;
    private const long LeaderTie = Price.Move / 8;
    private const int FreeSweeps = 6;
    private const int LeaderSweeps = 8;

    // Penalties of a cell out of range, in moves, from almost free to more than three moves: the order in which paying is tried.
    private static readonly double[] s_penalties = [0.03, 0.1, 0.2, 0.26, 0.3, 0.35, 0.45, 0.51, 0.6, 0.9, 1.1, 1.6, 2.2, 3.3];

    private readonly CellPlacement _state;
    private readonly PlanningProblem _model;
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

    /// <param name="state">The state to fill, or to repair when it is filled already.</param>
    /// <param name="basePrices">Prices of cells and of kept caps to start from, such as an LP's duals; null for none.</param>
    /// <param name="anew">Whether every partition is placed without regard to where its replicas are.</param>
    public GreedyPlacement(CellPlacement state, (long[] Cell, long[] Cap)? basePrices = null, bool anew = false)
    {
        _anew = anew;
        _state = state;
        _model = state.Model;
        _pricer = new(state.Grid, _model.Replicas);
        _cellPrice = new long[state.Grid.Count];
        _target = new double[state.Grid.Count];
        _hasCap = new bool[state.Grid.Count];
        _baseCellPrice = basePrices?.Cell;
        _baseCapPrice = basePrices?.Cap;
        for (var c = 0; c < _target.Length; c++)
        {
            _target[c] = (state.Targets.CellMin[c] + state.Targets.CellMax[c]) / 2.0;
            _hasCap[c] = state.Grid.Size(c) > 1;
        }
    }

    /// <summary>The sum over partitions of the fewest replacements that a best spread needs whatever the loads: a lower bound on moves.</summary>
    public long NeededMoves { get; private set; }

    /// <summary>Whether every cell is in its range.</summary>
    public bool InRange => _outOfRange == 0;

    /// <summary>Fills an empty state.</summary>
    public void Place(CancellationToken cancellationToken)
    {
        var open = new List<int>();
        for (var p = 0; p < _model.PartitionCount; p++)
        {
            if (!_model.Movable[p])
            {
                continue;
            }

            var brokers = Slots(p);
            if (!_anew && _pricer.IsBest(brokers, _state.SpreadOf(p)))
            {
                KeepAll(p, brokers);
            }
            else
            {
                open.Add(p);
            }
        }

        Reprice(0);
        PlaceOpen(open, cancellationToken);
        SweepFree(cancellationToken);
    }

    /// <summary>Counts a state that was filled by answers, and sweeps it into range at no further move where possible.</summary>
    public void Adopt(CancellationToken cancellationToken)
    {
        _leaderTie = 0;
        Reprice(0);
        SweepFree(cancellationToken);
    }

    /// <summary>Sweeps over all partitions that may pay moves for cells out of range; the penalty rises until all are in range.</summary>
    public void SweepPaid(CancellationToken cancellationToken)
    {
        foreach (var factor in s_penalties)
        {
            for (var i = 0; i < 4 && _outOfRange > 0; i++)
            {
                var before = _state.CellImbalance;
                Sweep((long)(factor * Price.Move), everyPartition: true, cancellationToken);
                if (_state.CellImbalance >= before)
                {
                    break;
                }
            }
        }

        Reprice(0);
    }

    private ReadOnlySpan<int> Slots(int p) => _model.Replicas.AsSpan(_model.Offsets[p], _model.ReplicationFactor(p));

    private void KeepAll(int p, ReadOnlySpan<int> brokers)
    {
        var start = _model.Offsets[p];
        _state.Kept[p] = (1 << brokers.Length) - 1;
        for (var i = 0; i < brokers.Length; i++)
        {
            var c = _state.Grid.CellOf[brokers[i]];
            _state.CellOfSlot[start + i] = c;
            _state.InCell[c]++;
            _state.KeptOnBroker[brokers[i]]++;
        }
    }

    private void PlaceOpen(List<int> open, CancellationToken cancellationToken)
    {
        var unpriced = new ReplicaSetPricer(_state.Grid, _model.Replicas);
        for (var c = 0; c < _state.Grid.Count; c++)
        {
            unpriced.ArrivalPrice[c] = _state.Grid.Accepts[c] ? Price.Move : Price.Forbidden;
        }

        unpriced.SortCells();
        var free = new long[ReplicaSetPricer.MaxReplicationFactor];
        foreach (var p in open)
        {
            cancellationToken.ThrowIfCancellationRequested();
            unpriced.Solve(_model.Offsets[p], _model.ReplicationFactor(p), _state.SpreadOf(p), free);
            NeededMoves += unpriced.BestArrivalCount;
            Respond(p);
            Apply(p);
        }
    }

    private void SweepFree(CancellationToken cancellationToken)
    {
        for (var i = 0; i < FreeSweeps + LeaderSweeps && _outOfRange > 0; i++)
        {
            if (i == FreeSweeps)
            {
                _leaderTie = 0;
            }

            var before = _state.CellImbalance;
            Sweep(0, everyPartition: false, cancellationToken);
            if (_state.CellImbalance >= before)
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

    private void Sweep(long penalty, bool everyPartition, CancellationToken cancellationToken)
    {
        Reprice(penalty);
        for (var p = 0; p < _model.PartitionCount && _outOfRange > 0; p++)
        {
            if (!_model.Movable[p] || (!everyPartition && !MayReroute(p)))
            {
                continue;
            }

            if ((p & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
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
        if (_state.Kept[p] != (1 << brokers.Length) - 1)
        {
            return true;
        }

        foreach (var b in brokers)
        {
            if (_state.KeptOnBroker[b] > _state.Targets.BrokerMax[b])
            {
                return true;
            }
        }

        return false;
    }

    private void Respond(int p, long limit = long.MaxValue)
    {
        var start = _model.Offsets[p];
        var r = _model.ReplicationFactor(p);
        for (var i = 0; i < r; i++)
        {
            if (_model.Replicas[start + i] >= 0)
            {
                _keepPrice[i] = KeepPrice(start, i);
            }
        }

        _pricer.Solve(start, r, _state.SpreadOf(p), _keepPrice, limit);
    }

    private void Apply(int p)
    {
        _state.SetAnswer(p, _pricer.BestKept, _pricer.BestArrivals.AsSpan(0, _pricer.BestArrivalCount));
        PutBack(p);
    }

    private void TakeOut(int p)
    {
        for (var slot = _model.Offsets[p]; slot < _model.Offsets[p + 1]; slot++)
        {
            Count(_state.CellOfSlot[slot], -1);
        }

        _state.CountKept(p, -1);
    }

    private void PutBack(int p)
    {
        _state.CountKept(p, 1);
        for (var slot = _model.Offsets[p]; slot < _model.Offsets[p + 1]; slot++)
        {
            Count(_state.CellOfSlot[slot], 1);
        }
    }

    private long PresentPrice(int p)
    {
        long price = 0;
        var start = _model.Offsets[p];
        for (var i = 0; i < _model.ReplicationFactor(p); i++)
        {
            price += (_state.Kept[p] >> i & 1) != 0 ? KeepPrice(start, i) : _pricer.ArrivalPrice[_state.CellOfSlot[start + i]];
        }

        return price;
    }

    /// <summary>A kept replica costs its cell's price, and a move where its broker keeps as many as it may: one of them must go.</summary>
    private long KeepPrice(int start, int i)
    {
        var b = _model.Replicas[start + i];
        if (_anew && _model.AcceptsNew[b])
        {
            return Price.Forbidden;
        }

        var c = _state.Grid.CellOf[b];
        var price = _cellPrice[c] - (i == 0 ? _leaderTie : 0);
        if (!_hasCap[c])
        {
            return price;
        }

        var kept = _state.KeptOnBroker[b];
        var cap = _state.Targets.BrokerMax[b];
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
        var load = _state.InCell[c];
        var lean = Math.Clamp((load + 0.5 - _target[c]) / Math.Max(1.0, _target[c]), -1, 1);
        var price = (_baseCellPrice?[c] ?? 0) + (long)(lean * LoadTie);
        if (load >= _state.Targets.CellMax[c])
        {
            price += _penalty;
        }
        else if (load < _state.Targets.CellMin[c])
        {
            price -= _penalty;
        }

        return price;
    }

    private long ArrivalPrice(int c) => _state.Grid.Accepts[c] ? Price.Move + _cellPrice[c] : Price.Forbidden;

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

    private bool IsOutOfRange(int c) => _state.InCell[c] < _state.Targets.CellMin[c] || _state.InCell[c] > _state.Targets.CellMax[c];

    /// <summary>Changes a cell's load and keeps prices and their order.</summary>
    private void Count(int c, int change)
    {
        var before = IsOutOfRange(c);
        _state.InCell[c] += change;
        var after = IsOutOfRange(c);
        if (before != after)
        {
            _outOfRange += after ? 1 : -1;
        }

        _cellPrice[c] = CellPrice(c);
        _pricer.SetArrivalPrice(c, ArrivalPrice(c));
    }
}
