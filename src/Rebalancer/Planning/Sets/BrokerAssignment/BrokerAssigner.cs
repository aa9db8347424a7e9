using Rebalancer.Cluster;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.BrokerAssignment;

/// <summary>
/// From cells to brokers: brokers that keep more than their share give the surplus to others of their cell, and the arrivals are handed to
/// those below their share. Both go where they even the topics. Each replica of a surplus is one move (docs/planning.md, "From cells to
/// brokers").
/// </summary>
internal sealed class BrokerAssigner
{
    // Brokers looked at for one arrival: enough to find one with few replicas of the topic, few enough to stay linear with hundreds of
    // brokers a cell.
    private const int Window = 48;

    private readonly CellPlacement _cells;
    private readonly long _returnValue;
    private readonly PlanningProblem _problem;
    private readonly int[] _shares;
    private readonly int[] _kept;
    private readonly int[] _keptOnBroker;
    private readonly int[] _topicCount;
    private readonly Placement _placement;

    private BrokerAssigner(CellPlacement cells, bool topicsFirst)
    {
        _returnValue = topicsFirst ? 1L << 31 : 1L << 50;
        _cells = cells;
        _problem = cells.Problem;
        _shares = BrokerShares.Compute(cells);
        _kept = (int[])cells.Kept.Clone();
        _keptOnBroker = (int[])cells.KeptOnBroker.Clone();
        _topicCount = new int[_problem.BrokerCount];
        _placement = Placement.Empty(_problem);
    }

    /// <summary>The broker of every slot. Partitions that may not move are as before.</summary>
    /// <param name="cells">The cells of all replicas.</param>
    /// <param name="topicsFirst">Whether an even topic goes before a replica that need not move.</param>
    public static Placement Assign(CellPlacement cells, bool topicsFirst = false)
    {
        var assigner = new BrokerAssigner(cells, topicsFirst);
        assigner.GiveUpSurplus();
        assigner.HandOut();
        return assigner._placement;
    }

    private void GiveUpSurplus()
    {
        var quota = new int[_problem.BrokerCount];
        long left = 0;
        for (var b = 0; b < quota.Length; b++)
        {
            quota[b] = Math.Max(0, _keptOnBroker[b] - _shares[b]);
            left += quota[b];
        }

        // Followers of topics that have too many replicas on the broker first, then other followers, leaders last.
        for (var pass = 0; pass < 4 && left > 0; pass++)
        {
            for (var t = 0; t < _problem.TopicCount && left > 0; t++)
            {
                left -= GiveUpOf(t, pass, quota);
            }
        }
    }

    private int GiveUpOf(int t, int pass, int[] quota)
    {
        var (first, last) = (_problem.TopicOffsets[t], _problem.TopicOffsets[t + 1]);
        var even = (_problem.Offsets[last] - _problem.Offsets[first] + _problem.BrokerCount - 1) / _problem.BrokerCount;
        var limit = pass switch { 0 => even, 1 => Math.Max(0, even - 1), _ => -1 };
        CountTopic(first, last);
        var given = 0;
        for (var p = first; p < last; p++)
        {
            if (!_problem.Movable[p])
            {
                continue;
            }

            var start = _problem.Offsets[p];
            for (var i = _problem.Width(p) - 1; i >= (pass < 3 ? 1 : 0); i--)
            {
                if ((_kept[p] >> i & 1) == 0)
                {
                    continue;
                }

                var b = _problem.Present[start + i];
                if (quota[b] == 0 || _topicCount[b] <= limit || MustKeep(p, i))
                {
                    continue;
                }

                quota[b]--;
                given++;
                _kept[p] &= ~(1 << i);
                _keptOnBroker[b]--;
                _topicCount[b]--;
            }
        }

        Array.Clear(_topicCount);
        return given;
    }

    private void HandOut()
    {
        var room = new int[_problem.BrokerCount];
        for (var b = 0; b < room.Length; b++)
        {
            room[b] = _shares[b] - _keptOnBroker[b];
        }

        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            var placed = _placement.Of(p);
            for (var i = 0; i < placed.Length && _problem.Movable[p]; i++)
            {
                placed[i] = (_kept[p] >> i & 1) != 0 ? _problem.PresentOf(p)[i] : PlanningProblem.None;
            }
        }

        var rotation = new int[_cells.Grid.Count];
        var stuck = new List<(int Partition, int Slot)>();
        for (var t = 0; t < _problem.TopicCount; t++)
        {
            var (first, last) = (_problem.TopicOffsets[t], _problem.TopicOffsets[t + 1]);
            CountTopic(first, last);
            for (var p = first; p < last; p++)
            {
                if (!_problem.Movable[p])
                {
                    continue;
                }

                for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
                {
                    if (_placement.Brokers[slot] < 0
                        && _cells.CellOfSlot[slot] != CellPlacement.NoCell
                        && !TryHandOut(p, slot, room, rotation))
                    {
                        stuck.Add((p, slot));
                    }
                }
            }

            Array.Clear(_topicCount);
        }

        new ArrivalRepair(_cells, _placement, room).Place(stuck);
    }

    private bool TryHandOut(int p, int slot, int[] room, int[] rotation)
    {
        var c = _cells.CellOfSlot[slot];
        var brokers = _cells.Grid.BrokersOf(c);
        var present = _problem.PresentOf(p);
        var placed = _placement.Of(p);
        var best = -1;
        var bestKey = long.MaxValue;
        var next = rotation[c];
        for (var k = 0; k < brokers.Length && (k < Window || best < 0); k++)
        {
            var b = brokers[next];
            next = next + 1 < brokers.Length ? next + 1 : 0;
            if (room[b] <= 0)
            {
                continue;
            }

            var key = ((long)_topicCount[b] << 32) - room[b];
            if (present.Has(b))
            {
                // The partition's own dropped replica comes back: no move at all.
                key -= _returnValue;
            }

            if (key < bestKey && !placed.Has(b))
            {
                bestKey = key;
                best = b;
            }
        }

        if (best < 0)
        {
            return false;
        }

        if (brokers.Length > Window)
        {
            rotation[c] = (rotation[c] + 7) % brokers.Length;
        }

        _placement.Brokers[slot] = best;
        room[best]--;
        _topicCount[best]++;
        return true;
    }

    /// <summary>Whether the replica is the last one in sync of a partition whose replication factor is lowered.</summary>
    private bool MustKeep(int p, int i) =>
        _problem.InSync is not null && _problem.IsLowered(p) && (_kept[p] & _problem.InSync[p]) == 1 << i;

    /// <summary>Counts the topic's kept replicas by broker.</summary>
    private void CountTopic(int first, int last)
    {
        for (var p = first; p < last; p++)
        {
            var start = _problem.Offsets[p];
            for (var i = 0; i < _problem.Width(p); i++)
            {
                var b = _problem.Present[start + i];
                if (b >= 0 && (!_problem.Movable[p] || (_kept[p] >> i & 1) != 0))
                {
                    _topicCount[b]++;
                }
            }
        }
    }
}
