using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.BrokerAssignment;

/// <summary>
/// From cells to brokers: brokers that keep more than their share shed replicas to others of their cell, and the arrivals are handed to those below their
/// share. Sheds and arrivals go where they even the topics. Each shed is one move (engine reference, sections 2 and 4.6).
/// </summary>
internal sealed class BrokerAssigner
{
    // Brokers looked at for one arrival: enough to find one with few replicas of the topic, few enough to stay linear with hundreds of brokers a cell.
    private const int Window = 48;

    private readonly CellPlacement _state;
    private readonly long _returnValue;
    private readonly PlanningProblem _model;
    private readonly int[] _shares;
    private readonly int[] _kept;
    private readonly int[] _keptOnBroker;
    private readonly int[] _topicCount;
    private readonly int[] _placed;

    private BrokerAssigner(CellPlacement state, bool topicsFirst)
    {
        _returnValue = topicsFirst ? 1L << 31 : 1L << 50;
        _state = state;
        _model = state.Model;
        _shares = BrokerShares.Compute(state);
        _kept = (int[])state.Kept.Clone();
        _keptOnBroker = (int[])state.KeptOnBroker.Clone();
        _topicCount = new int[_model.BrokerCount];
        _placed = new int[_model.Replicas.Length];
    }

    /// <summary>The broker of every slot. Slots of partitions that may not move are as before.</summary>
    /// <param name="state">The cells of all replicas.</param>
    /// <param name="topicsFirst">Whether an even topic goes before a replica that need not move.</param>
    public static int[] Settle(CellPlacement state, bool topicsFirst = false)
    {
        var settlement = new BrokerAssigner(state, topicsFirst);
        settlement.Shed();
        settlement.HandOut();
        return settlement._placed;
    }

    private void Shed()
    {
        var quota = new int[_model.BrokerCount];
        long left = 0;
        for (var b = 0; b < quota.Length; b++)
        {
            quota[b] = Math.Max(0, _keptOnBroker[b] - _shares[b]);
            left += quota[b];
        }

        // Followers of topics that have too many replicas on the broker first, then other followers, leaders last.
        for (var pass = 0; pass < 4 && left > 0; pass++)
        {
            for (var t = 0; t < _model.TopicCount && left > 0; t++)
            {
                left -= ShedTopic(t, pass, quota);
            }
        }
    }

    private int ShedTopic(int t, int pass, int[] quota)
    {
        var (first, last) = (_model.TopicOffsets[t], _model.TopicOffsets[t + 1]);
        var even = (_model.Offsets[last] - _model.Offsets[first] + _model.BrokerCount - 1) / _model.BrokerCount;
        var limit = pass switch { 0 => even, 1 => Math.Max(0, even - 1), _ => -1 };
        CountTopic(first, last);
        var shed = 0;
        for (var p = first; p < last; p++)
        {
            if (!_model.Movable[p])
            {
                continue;
            }

            var start = _model.Offsets[p];
            for (var i = _model.ReplicationFactor(p) - 1; i >= (pass < 3 ? 1 : 0); i--)
            {
                if ((_kept[p] >> i & 1) == 0)
                {
                    continue;
                }

                var b = _model.Replicas[start + i];
                if (quota[b] == 0 || _topicCount[b] <= limit)
                {
                    continue;
                }

                quota[b]--;
                shed++;
                _kept[p] &= ~(1 << i);
                _keptOnBroker[b]--;
                _topicCount[b]--;
            }
        }

        Array.Clear(_topicCount);
        return shed;
    }

    private void HandOut()
    {
        var room = new int[_model.BrokerCount];
        for (var b = 0; b < room.Length; b++)
        {
            room[b] = _shares[b] - _keptOnBroker[b];
        }

        for (var p = 0; p < _model.PartitionCount; p++)
        {
            var start = _model.Offsets[p];
            for (var i = 0; i < _model.ReplicationFactor(p); i++)
            {
                _placed[start + i] = !_model.Movable[p] || (_kept[p] >> i & 1) != 0 ? _model.Replicas[start + i] : PlanningProblem.Dead;
            }
        }

        var rotation = new int[_state.Grid.Count];
        var stuck = new List<(int Partition, int Slot)>();
        for (var t = 0; t < _model.TopicCount; t++)
        {
            var (first, last) = (_model.TopicOffsets[t], _model.TopicOffsets[t + 1]);
            CountTopic(first, last);
            for (var p = first; p < last; p++)
            {
                if (!_model.Movable[p])
                {
                    continue;
                }

                for (var slot = _model.Offsets[p]; slot < _model.Offsets[p + 1]; slot++)
                {
                    if (_placed[slot] < 0 && !TryHandOut(p, slot, room, rotation))
                    {
                        stuck.Add((p, slot));
                    }
                }
            }

            Array.Clear(_topicCount);
        }

        new ArrivalRepair(_state, _placed, room).Place(stuck);
    }

    private bool TryHandOut(int p, int slot, int[] room, int[] rotation)
    {
        var c = _state.CellOfSlot[slot];
        var brokers = _state.Grid.BrokersOf(c);
        var best = -1;
        var bestKey = long.MaxValue;
        for (var k = 0; k < brokers.Length && (k < Window || best < 0); k++)
        {
            var b = brokers[(rotation[c] + k) % brokers.Length];
            if (room[b] <= 0 || !_model.AcceptsNew[b] || Has(p, b))
            {
                continue;
            }

            var key = ((long)_topicCount[b] << 32) - room[b];
            if (HadBefore(p, b))
            {
                // The partition's own dropped replica comes back: no move at all.
                key -= _returnValue;
            }

            if (key < bestKey)
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

        _placed[slot] = best;
        room[best]--;
        _topicCount[best]++;
        return true;
    }

    private bool Has(int p, int b) => _placed.AsSpan(_model.Offsets[p], _model.ReplicationFactor(p)).Contains(b);

    private bool HadBefore(int p, int b) => _model.Replicas.AsSpan(_model.Offsets[p], _model.ReplicationFactor(p)).Contains(b);

    /// <summary>Counts the topic's kept replicas by broker.</summary>
    private void CountTopic(int first, int last)
    {
        for (var p = first; p < last; p++)
        {
            var start = _model.Offsets[p];
            for (var i = 0; i < _model.ReplicationFactor(p); i++)
            {
                var b = _model.Replicas[start + i];
                if (b >= 0 && (!_model.Movable[p] || (_kept[p] >> i & 1) != 0))
                {
                    _topicCount[b]++;
                }
            }
        }
    }
}
