using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.TieBreak;

/// <summary>Evens out topics' replicas: two partitions of different topics exchange brokers of one cell.</summary>
/// <remarks>
/// Two exchanges leave moves, loads and spread as they are. Two arrivals trade brokers; or a partition gives up a replica that it keeps for
/// a place that another partition of the same old broker was given, which then stays. Replicas of leaders, once these are chosen, take no
/// part. For each topic, one replica of every broker at the topic's maximum has to go, level by level.
/// </remarks>
internal sealed class TopicReplicas
{
    // How many partners are tried for one replica; and all tries together, a multiple of the replicas.
    private const int MaxTries = 50;
    private const int TriesPerSlot = 5;
    private const int CheckEvery = 16;

    private readonly PlanningProblem _problem;
    private readonly Placement _placement;
    private readonly int[] _placed;
    private readonly int[]? _leaderSlot;
    private readonly TopicCounts _counts;
    private readonly int[] _cell;
    private readonly int[] _partition;
    private readonly int[] _topic;
    private readonly SlotLists _arrivals;
    private readonly SlotLists _departures;
    private long _triesLeft;

    private TopicReplicas(CellGrid grid, Placement placement, int[]? leaderSlot, TopicCounts counts)
    {
        _problem = placement.Problem;
        _placement = placement;
        _placed = placement.Brokers;
        _leaderSlot = leaderSlot;
        _counts = counts;
        _cell = grid.CellOf;
        _topic = new int[_problem.PartitionCount];
        for (var t = 0; t < _problem.TopicCount; t++)
        {
            for (var p = _problem.TopicOffsets[t]; p < _problem.TopicOffsets[t + 1]; p++)
            {
                _topic[p] = t;
            }
        }

        // Arrivals by cell, and by the old broker that they leave.
        var key = new int[_placed.Length];
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
            {
                key[slot] = _placed[slot] != _problem.Present[slot] && CanGo(p, slot) ? _cell[_placed[slot]] : -1;
            }
        }

        _arrivals = SlotLists.Build(key, _problem.BrokerCount);
        for (var slot = 0; slot < key.Length; slot++)
        {
            key[slot] = key[slot] >= 0 ? _problem.Present[slot] : -1;
        }

        _departures = SlotLists.Build(key, _problem.BrokerCount);

        // The same room for the partition of each slot.
        _partition = key;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
            {
                _partition[slot] = p;
            }
        }

        _triesLeft = (long)TriesPerSlot * _placed.Length;
    }

    /// <summary>Exchanges replicas and returns the number of exchanges.</summary>
    /// <param name="grid">The coarsest cells.</param>
    /// <param name="placement">The replica sets; changed in place.</param>
    /// <param name="leaderSlot">
    /// The leaders, which keep their brokers; null before they are chosen, when only present leaders that stay keep theirs.
    /// </param>
    /// <param name="budget">Asked topic by topic.</param>
    public static int Improve(CellGrid grid, Placement placement, int[]? leaderSlot, SearchBudget budget)
    {
        var counts = TopicCounts.OfReplicas(placement);
        if (counts.AreEven())
        {
            return 0;
        }

        var work = new TopicReplicas(grid, placement, leaderSlot, counts);
        return work._arrivals.Count == 0 ? 0 : work.Run(budget);
    }

    private int Run(SearchBudget budget)
    {
        var exchanges = 0;
        for (var t = 0; t < _problem.TopicCount && _triesLeft > 0; t++)
        {
            if (t % CheckEvery == 0 && budget.IsOver)
            {
                break;
            }

            if (_counts.Max(t) <= _counts.Even(t))
            {
                continue;
            }

            var first = _problem.Offsets[_problem.TopicOffsets[t]];
            var brokers = new int[_problem.Offsets[_problem.TopicOffsets[t + 1]] - first];
            for (var i = 0; i < brokers.Length; i++)
            {
                brokers[i] = CanGo(_partition[first + i], first + i) ? _placed[first + i] : -1;
            }

            var held = SlotLists.Build(brokers, _problem.BrokerCount);
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
        for (var b = 0; b < _problem.BrokerCount; b++)
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
        var isArrival = from != _problem.Present[slot];
        var lists = isArrival ? _arrivals : _departures;
        var key = isArrival ? _cell[from] : from;
        var partners = lists[key];
        for (var tries = Math.Min(MaxTries, partners.Length); tries > 0 && _triesLeft > 0; tries--, _triesLeft--)
        {
            var partner = lists.Next(key);
            var q = _partition[partner];
            var to = _placed[partner];
            var other = _topic[q];
            if (other == topic
                || to == from
                || _cell[to] != _cell[from]
                || to == _problem.Present[partner]
                || _counts[topic, to] + 1 >= level
                || !_counts.HasRoom(other, from))
            {
                continue;
            }

            // A broker that p had before must not come back by the way: that would be another number of moves. The same holds for q, unless
            // it gets its own replica back.
            if (_placement.Holds(p, to) || _problem.Holds(p, to) || _placement.Holds(q, from) || (isArrival && _problem.Holds(q, from)))
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

    private bool CanGo(int p, int slot)
    {
        if (!_problem.Movable[p] || _placed[slot] < 0 || (_problem.InSync is not null && _problem.IsLowered(p)))
        {
            return false;
        }

        return _leaderSlot is null ? slot != _problem.Offsets[p] || _placed[slot] != _problem.Present[slot] : slot != _leaderSlot[p];
    }
}
