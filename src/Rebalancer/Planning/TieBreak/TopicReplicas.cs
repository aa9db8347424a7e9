using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.TieBreak;

/// <summary>Evens out topics' replicas: two partitions of different topics exchange brokers of one cell.</summary>
/// <remarks>
/// Two exchanges leave moves, loads and spread as they are. Two arrivals trade brokers; or a partition gives up a replica that it keeps for a place that another partition of the
/// same old broker was given, which then stays. Replicas of leaders, once these are chosen, take no part. For each topic, one replica of every broker at the topic's maximum has to go, level by level.
/// </remarks>
internal sealed class TopicReplicas
{
    // How many partners are tried for one replica; and all tries together, a multiple of the replicas.
    private const int MaxTries = 50;
    private const int TriesPerSlot = 5;

    private readonly PlanningProblem _model;
    private readonly int[] _placed;
    private readonly int[]? _leaderSlot;
    private readonly TopicCounts _counts;
    private readonly int[] _cell;
    private readonly int[] _partition;
    private readonly int[] _topic;
    private readonly SlotLists _arrivals;
    private readonly SlotLists _departures;
    private long _triesLeft;

    private TopicReplicas(PlanningProblem model, int[] placed, int[]? leaderSlot, TopicCounts counts)
    {
        _model = model;
        _placed = placed;
        _leaderSlot = leaderSlot;
        _counts = counts;
        _cell = CellGrid.ByDomains(model).CellOf;
        _partition = new int[placed.Length];
        _topic = new int[model.PartitionCount];
        for (var t = 0; t < model.TopicCount; t++)
        {
            Array.Fill(_topic, t, model.TopicOffsets[t], model.TopicOffsets[t + 1] - model.TopicOffsets[t]);
        }

        for (var p = 0; p < model.PartitionCount; p++)
        {
            Array.Fill(_partition, p, model.Offsets[p], model.ReplicationFactor(p));
        }

        // Arrivals by cell, and by the old broker that they leave.
        _arrivals = SlotLists.Build(placed.Length, model.BrokerCount, slot => IsFreeArrival(slot) ? _cell[placed[slot]] : -1);
        _departures = SlotLists.Build(placed.Length, model.BrokerCount, slot => IsFreeArrival(slot) ? model.Replicas[slot] : -1);
        _triesLeft = (long)TriesPerSlot * placed.Length;
    }

    /// <summary>Exchanges replicas and returns the number of exchanges.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placed">The broker index of each slot, a kept replica in its old slot; changed in place.</param>
    /// <param name="leaderSlot">The leaders, which keep their brokers; null before they are chosen, when only present leaders that stay keep theirs.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static int Improve(PlanningProblem model, int[] placed, int[]? leaderSlot, CancellationToken cancellationToken)
    {
        var counts = TopicCounts.Build(model, placed, p => model.Counted[p] ? (model.Offsets[p], model.ReplicationFactor(p)) : (0, 0));
        if (counts.Excess() == 0)
        {
            return 0;
        }

        var work = new TopicReplicas(model, placed, leaderSlot, counts);
        return work._arrivals.Count == 0 ? 0 : work.Run(cancellationToken);
    }

    private int Run(CancellationToken cancellationToken)
    {
        var exchanges = 0;
        for (var t = 0; t < _model.TopicCount && _triesLeft > 0; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_counts.Max(t) <= _counts.Even(t))
            {
                continue;
            }

            var first = _model.Offsets[_model.TopicOffsets[t]];
            var held = SlotLists.Build(_model.Offsets[_model.TopicOffsets[t + 1]] - first, _model.BrokerCount, i => CanGo(first + i) ? _placed[first + i] : -1);
            while (_counts.Max(t) > _counts.Even(t) && LowerLevel(t, first, held, ref exchanges))
            {
                _counts.Lower(t);
            }
        }

        return exchanges;
    }

    // Takes one replica off every broker at the topic's maximum; false where one of them stays full.
    private bool LowerLevel(int topic, int firstSlot, SlotLists held, ref int exchanges)
    {
        var level = _counts.Max(topic);
        for (var b = 0; b < _model.BrokerCount; b++)
        {
            if (_counts[topic, b] < level)
            {
                continue;
            }

            var gone = false;
            foreach (var i in held[b])
            {
                if (_placed[firstSlot + i] == b && TryExchange(topic, firstSlot + i, level))
                {
                    gone = true;
                    exchanges++;
                    break;
                }
            }

            if (!gone)
            {
                return false;
            }
        }

        return true;
    }

    private bool TryExchange(int topic, int slot, int level)
    {
        var p = _partition[slot];
        var from = _placed[slot];
        var isArrival = from != _model.Replicas[slot];
        var lists = isArrival ? _arrivals : _departures;
        var key = isArrival ? _cell[from] : from;
        var partners = lists[key];
        for (var tries = Math.Min(MaxTries, partners.Length); tries > 0 && _triesLeft > 0; tries--, _triesLeft--)
        {
            var partner = lists.Next(key);
            var q = _partition[partner];
            var to = _placed[partner];
            var other = _topic[q];
            if (other == topic || to == from || _cell[to] != _cell[from] || to == _model.Replicas[partner] || _counts[topic, to] + 1 >= level || !_counts.HasRoom(other, from))
            {
                continue;
            }

            // A broker that p had before must not come back by the way: that would be another number of moves. The same holds for q, unless it gets its own replica back.
            if (Holds(_placed, p, to) || Holds(_model.Replicas, p, to) || Holds(_placed, q, from) || (isArrival && Holds(_model.Replicas, q, from)))
            {
                continue;
            }

            _placed[slot] = to;
            _placed[partner] = from;
            _counts.Move(topic, from, to);
            _counts.Move(other, to, from);
            return true;
        }

        return false;
    }

    private bool Holds(int[] brokers, int partition, int broker) => brokers.AsSpan(_model.Offsets[partition], _model.ReplicationFactor(partition)).Contains(broker);

    private bool CanGo(int slot)
    {
        var p = _partition[slot];
        if (!_model.Movable[p] || _placed[slot] < 0)
        {
            return false;
        }

        return _leaderSlot is null ? slot != _model.Offsets[p] || _placed[slot] != _model.Replicas[slot] : slot != _leaderSlot[p];
    }

    private bool IsFreeArrival(int slot) => CanGo(slot) && _placed[slot] != _model.Replicas[slot];
}
