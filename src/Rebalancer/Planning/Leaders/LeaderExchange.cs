using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.WholeCluster;

namespace Rebalancer.Planning.Leaders;

/// <summary>Sets and leaders together: exchanges brokers between two partitions so that leaders come out more even, or with fewer changes.</summary>
/// <remarks>
/// Partition p gives broker a to partition q and gets b for it. Loads stay as they are; only exchanges that keep the moves and the spread of both are made, and none that takes a leader's replica
/// away, so the leaders at hand stay valid and an exact search that starts from them can only improve. A round makes all exchanges that give a partition its lost present leader back or a broker
/// short of leaders something to lead, then lets <see cref="LeaderAssignment"/> choose. This is a local search: <see cref="LeaderBounds"/> says when nothing better exists; small open cases are for <see cref="WholeClusterModel"/>.
/// </remarks>
internal sealed class LeaderExchange
{
    private const int MaxRounds = 8;
    private const int MaxPartners = 150;

    private readonly PlanningProblem _model;
    private readonly int[] _placed;
    private readonly int[] _cell;
    private readonly int[] _partition;
    private readonly LeaderState _state;
    private readonly SlotLists _holders;
    private readonly bool[] _used;

    private LeaderExchange(PlanningProblem model, int[] placed, int[] leaderSlot, int[] cell, int[] partition)
    {
        _model = model;
        _placed = placed;
        _cell = cell;
        _partition = partition;
        _state = LeaderState.From(model, placed, leaderSlot);
        _holders = SlotLists.Build(placed.Length, model.BrokerCount, slot => model.Movable[partition[slot]] ? placed[slot] : -1);
        _used = new bool[model.PartitionCount];
    }

    /// <summary>Improves the leaders by exchanges.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot, a kept replica in its old slot; changed in place where that helps.</param>
    /// <param name="leaders">The best leaders for <paramref name="placed"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Leaders with a smaller sum of squares, or the same and fewer changes, proven for the new sets; or <paramref name="leaders"/>.</returns>
    public static LeaderResult Improve(PlanningProblem model, int[] placed, LeaderResult leaders, CancellationToken cancellationToken)
    {
        var cell = CellGrid.ByDomains(model).CellOf;
        var partition = new int[placed.Length];
        for (var p = 0; p < model.PartitionCount; p++)
        {
            Array.Fill(partition, p, model.Offsets[p], model.ReplicationFactor(p));
        }

        for (var round = 0; round < MaxRounds && !IsBestOfAll(model, leaders); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sets = (int[])placed.Clone();
            var exchange = new LeaderExchange(model, sets, leaders.LeaderSlot, cell, partition);
            if (exchange.Run() == 0)
            {
                break;
            }

            var better = LeaderAssignment.Improve(model, sets, exchange._state.LeaderSlot, cancellationToken);
            if ((better.SumOfSquares, better.Changes).CompareTo((leaders.SumOfSquares, leaders.Changes)) >= 0)
            {
                break;
            }

            sets.CopyTo(placed, 0);
            leaders = better;
        }

        return leaders;
    }

    private static bool IsBestOfAll(PlanningProblem model, LeaderResult leaders) =>
        leaders.SumOfSquares == LeaderBounds.EvenSumOfSquares(model) && leaders.Changes <= LeaderBounds.FewestChanges(model);

    private int Run()
    {
        var exchanges = 0;
        for (var p = 0; p < _model.PartitionCount; p++)
        {
            var old = _model.Replicas[_model.Offsets[p]];
            if (_model.Movable[p] && !_used[p] && old >= 0 && !Holds(_placed, p, old) && TryGive(p, old))
            {
                exchanges++;
            }
        }

        var even = LeaderAssignment.EvenSumOfSquares(_state.Loads);
        if (_state.SumOfSquares() > even)
        {
            var average = _state.Loads.Sum(l => (long)l) / _state.Loads.Length;
            for (var p = 0; p < _model.PartitionCount; p++)
            {
                if (_model.Movable[p] && !_used[p] && _state.Loads[_placed[_state.LeaderSlot[p]]] > average && Emptiest(p, average) is >= 0 and var b && TryGive(p, b))
                {
                    exchanges++;
                }
            }
        }

        return exchanges;
    }

    // The broker with the fewest leaders, if that is below the average and two below p's leader, that p has no replica on.
    private int Emptiest(int p, long average)
    {
        var most = Math.Min(average, _state.Loads[_placed[_state.LeaderSlot[p]]] - 1);
        var best = -1;
        for (var b = 0; b < _state.Loads.Length; b++)
        {
            if (_state.Loads[b] < most && (best < 0 || _state.Loads[b] < _state.Loads[best]) && !Holds(_placed, p, b))
            {
                best = b;
            }
        }

        return best;
    }

    // Finds a partition that takes one of p's brokers for its own replica on b, and exchanges them.
    private bool TryGive(int p, int b)
    {
        var holders = _holders[b];
        for (var tries = Math.Min(MaxPartners, holders.Length); tries > 0; tries--)
        {
            var slot = _holders.Next(b);
            var q = _partition[slot];
            if (q == p || _used[q] || _placed[slot] != b || _state.LeaderSlot[q] == slot || _model.Replicas[_model.Offsets[q]] == b)
            {
                continue;
            }

            for (var own = _model.Offsets[p]; own < _model.Offsets[p + 1]; own++)
            {
                if (CanExchange(p, own, q, slot))
                {
                    Exchange(p, own, q, slot);
                    return true;
                }
            }
        }

        return false;
    }

    private bool CanExchange(int p, int own, int q, int slot)
    {
        var a = _placed[own];
        var b = _placed[slot];
        if (a < 0 || Holds(_placed, q, a))
        {
            return false;
        }

        var leads = _state.LeaderSlot[p] == own;
        if (leads && _state.Loads[a] <= _state.Loads[b])
        {
            return false;
        }

        var (newForP, newForQ) = (!Holds(_model.Replicas, p, b), !Holds(_model.Replicas, q, a));
        var moves = (newForP ? 1 : 0) - (Holds(_model.Replicas, p, a) ? 0 : 1) + (newForQ ? 1 : 0) - (Holds(_model.Replicas, q, b) ? 0 : 1);
        return moves == 0
            && (!newForP || _model.AcceptsNew[b])
            && (!newForQ || _model.AcceptsNew[a])
            && (_cell[a] == _cell[b] || (KeepsSpread(p, own, b) && KeepsSpread(q, slot, a)));
    }

    private bool KeepsSpread(int partition, int slot, int broker)
    {
        var set = _placed.AsSpan(_model.Offsets[partition], _model.ReplicationFactor(partition));
        var before = PlanMeasure.SetCost(_model, set);
        var replaced = _placed[slot];
        _placed[slot] = broker;
        var after = PlanMeasure.SetCost(_model, set);
        _placed[slot] = replaced;
        return after == before;
    }

    private void Exchange(int p, int own, int q, int slot)
    {
        var a = _placed[own];
        var b = _placed[slot];
        var leaderOfP = _placed[_state.LeaderSlot[p]];
        var leaderOfQ = _placed[_state.LeaderSlot[q]];

        // p is led from b where that is no worse for the loads now; elsewhere the search that follows decides.
        var ledByB = leaderOfP == a || _state.Loads[leaderOfP] > _state.Loads[b];
        _placed[own] = b;
        _placed[slot] = a;
        Align(p);
        Align(q);
        if (ledByB)
        {
            _state.Loads[leaderOfP]--;
            _state.Loads[b]++;
            leaderOfP = b;
        }

        _state.LeaderSlot[p] = SlotOf(p, leaderOfP);
        _state.LeaderSlot[q] = SlotOf(q, leaderOfQ);
        _used[p] = _used[q] = true;
    }

    // A replica that is back on a broker it had goes to its old slot.
    private void Align(int partition)
    {
        for (var slot = _model.Offsets[partition]; slot < _model.Offsets[partition + 1]; slot++)
        {
            while (_placed[slot] >= 0 && _placed[slot] != _model.Replicas[slot] && _model.Replicas.AsSpan(_model.Offsets[partition], _model.ReplicationFactor(partition)).IndexOf(_placed[slot]) is >= 0 and var at)
            {
                var home = _model.Offsets[partition] + at;
                (_placed[slot], _placed[home]) = (_placed[home], _placed[slot]);
            }
        }
    }

    private int SlotOf(int partition, int broker) =>
        _model.Offsets[partition] + _placed.AsSpan(_model.Offsets[partition], _model.ReplicationFactor(partition)).IndexOf(broker);

    private bool Holds(int[] brokers, int partition, int broker) => brokers.AsSpan(_model.Offsets[partition], _model.ReplicationFactor(partition)).Contains(broker);
}
