using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Leaders;

/// <summary>
/// Sets and leaders together: exchanges brokers between two partitions so that leaders come out more even, or with fewer changes.
/// </summary>
/// <remarks>
/// Partition p gives broker a to partition q and gets b for it. Loads stay as they are; only exchanges that keep the moves and the spread
/// of both are made, and none that takes a leader's replica away, so the leaders at hand stay valid and an exact search that starts from
/// them can only improve. A round makes all exchanges that give a partition its lost present leader back or a broker short of leaders
/// something to lead, then lets <see cref="LeaderAssignment"/> choose. This is a local search: <see cref="LeaderBounds"/> says when nothing
/// better exists; small open cases are for the whole-cluster model.
/// </remarks>
internal sealed class LeaderExchange
{
    private const int MaxRounds = 8;
    private const int MaxPartners = 150;

    private readonly PlanningProblem _problem;
    private readonly Placement _placement;
    private readonly int[] _placed;
    private readonly int[] _cell;
    private readonly int[] _partition;
    private readonly LeaderState _state;
    private readonly SlotLists _holders;
    private readonly bool[] _used;

    private LeaderExchange(Placement placement, int[] leaderSlot, int[] cell, int[] partition)
    {
        _problem = placement.Problem;
        _placement = placement;
        _placed = placement.Brokers;
        _cell = cell;
        _partition = partition;
        _state = LeaderState.From(placement, leaderSlot);
        var brokers = new int[_placed.Length];
        for (var slot = 0; slot < brokers.Length; slot++)
        {
            brokers[slot] = _problem.Movable[partition[slot]] ? _placed[slot] : -1;
        }

        _holders = SlotLists.Build(brokers, _problem.BrokerCount);
        _used = new bool[_problem.PartitionCount];
    }

    /// <summary>Improves the leaders by exchanges.</summary>
    /// <param name="grid">The coarsest cells.</param>
    /// <param name="placement">The replica sets; changed in place where that helps.</param>
    /// <param name="leaders">The best leaders for them.</param>
    /// <param name="bounds">Where they are met, nothing is left to improve.</param>
    /// <param name="budget">Asked between rounds.</param>
    /// <returns>
    /// Leaders with a smaller sum of squares, or the same and fewer changes, proven for the new sets; or <paramref name="leaders"/>.
    /// </returns>
    public static LeaderResult Improve(
        CellGrid grid, Placement placement, LeaderResult leaders, LeaderBounds bounds, SearchBudget budget)
    {
        var problem = placement.Problem;
        var partition = new int[problem.SlotCount];
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            Array.Fill(partition, p, problem.Offsets[p], problem.Width(p));
        }

        for (var round = 0; round < MaxRounds && !leaders.Within(bounds).Proven && !budget.IsOver; round++)
        {
            var sets = placement.Copy();
            var exchange = new LeaderExchange(sets, leaders.LeaderSlot, grid.CellOf, partition);
            if (exchange.Run() == 0)
            {
                break;
            }

            var better = LeaderAssignment.Improve(sets, exchange._state.LeaderSlot, budget);
            if ((better.SumOfSquares, better.Changes).CompareTo((leaders.SumOfSquares, leaders.Changes)) >= 0)
            {
                break;
            }

            sets.Brokers.CopyTo(placement.Brokers, 0);
            leaders = better;
        }

        return leaders;
    }

    private int Run()
    {
        var exchanges = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            var old = _problem.PreferredLeader(p);
            if (_problem.Movable[p] && !_used[p] && old >= 0 && !_placement.Holds(p, old) && TryGive(p, old))
            {
                exchanges++;
            }
        }

        var even = Squares.Even(_state.Loads);
        if (_state.SumOfSquares() > even)
        {
            var average = _state.Loads.Sum(l => (long)l) / _state.Loads.Length;
            for (var p = 0; p < _problem.PartitionCount; p++)
            {
                if (_problem.Movable[p]
                    && !_used[p]
                    && _state.Loads[_placed[_state.LeaderSlot[p]]] > average
                    && Emptiest(p, average) is >= 0 and var b
                    && TryGive(p, b))
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
            if (_state.Loads[b] < most && (best < 0 || _state.Loads[b] < _state.Loads[best]) && !_placement.Holds(p, b))
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
            if (q == p || _used[q] || _placed[slot] != b || _state.LeaderSlot[q] == slot || _problem.PreferredLeader(q) == b)
            {
                continue;
            }

            for (var own = _problem.Offsets[p]; own < _problem.Offsets[p + 1]; own++)
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
        if (a < 0 || _placement.Holds(q, a) || !MayLeave(p, a) || !MayLeave(q, b))
        {
            return false;
        }

        var leads = _state.LeaderSlot[p] == own;
        if (leads && _state.Loads[a] <= _state.Loads[b])
        {
            return false;
        }

        var (newForP, newForQ) = (!_problem.Holds(p, b), !_problem.Holds(q, a));
        var moves = (newForP ? 1 : 0) - (_problem.Holds(p, a) ? 0 : 1) + (newForQ ? 1 : 0) - (_problem.Holds(q, b) ? 0 : 1);
        return moves == 0
            && (newForP ? _problem.MayReceive(p, b) : _problem.MayKeep(p, b))
            && (newForQ ? _problem.MayReceive(q, a) : _problem.MayKeep(q, a))
            && (_cell[a] == _cell[b] || (KeepsSpread(p, own, b) && KeepsSpread(q, slot, a)));
    }

    // Excluded brokers keep what they have; and a lowered list keeps what may be its last replica in sync.
    private bool MayLeave(int partition, int broker) =>
        _problem.Roles[broker].Keeping != Keeping.Must
        && (!_problem.IsLowered(partition) || _problem.InSync is null || !_problem.Holds(partition, broker));

    private bool KeepsSpread(int partition, int slot, int broker)
    {
        var set = _placement.Of(partition);
        var before = SpreadCost.Of(_problem, set, _problem.Wanted[partition]);
        var replaced = _placed[slot];
        _placed[slot] = broker;
        var after = SpreadCost.Of(_problem, set, _problem.Wanted[partition]);
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
        _placement.AlignSlots(p);
        _placement.AlignSlots(q);
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

    private int SlotOf(int partition, int broker) => _problem.Offsets[partition] + _placement.Of(partition).IndexOf(broker);
}
