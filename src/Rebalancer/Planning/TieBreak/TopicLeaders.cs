using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.TieBreak;

/// <summary>
/// Evens out topics' leaders inside the replica sets: one leadership goes from a broker at the topic's maximum to another, and where loads
/// ask for it, one of another topic comes back.
/// </summary>
internal sealed class TopicLeaders
{
    private const int MaxTries = 50;
    private const int TriesPerPartition = 15;
    private const int CheckEvery = 16;

    private readonly PlanningProblem _problem;
    private readonly int[] _placed;
    private readonly int[] _leaderSlot;
    private readonly int[] _loads;
    private readonly int[] _topic;
    private readonly TopicCounts _counts;
    private readonly List<int>[] _led;
    private readonly int[] _next;
    private long _triesLeft;

    private TopicLeaders(Placement placement, int[] leaderSlot, int[] loads, TopicCounts counts)
    {
        _problem = placement.Problem;
        _placed = placement.Brokers;
        _leaderSlot = leaderSlot;
        _loads = loads;
        _counts = counts;
        _topic = new int[_problem.PartitionCount];
        for (var t = 0; t < _problem.TopicCount; t++)
        {
            for (var p = _problem.TopicOffsets[t]; p < _problem.TopicOffsets[t + 1]; p++)
            {
                _topic[p] = t;
            }
        }

        _led = [.. loads.Select(load => new List<int>(load))];
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (CanChange(p))
            {
                _led[_placed[leaderSlot[p]]].Add(p);
            }
        }

        _next = new int[loads.Length];
        _triesLeft = (long)TriesPerPartition * _problem.PartitionCount;
    }

    /// <summary>Exchanges leaderships; the result has the same sum of squares and number of changes.</summary>
    public static LeaderResult Improve(Placement placement, LeaderResult leaders, SearchBudget budget)
    {
        var slots = (int[])leaders.LeaderSlot.Clone();
        var counts = TopicCounts.OfLeaders(placement, slots);
        if (counts.AreEven())
        {
            return leaders;
        }

        var loads = (int[])leaders.Loads.Clone();
        new TopicLeaders(placement, slots, loads, counts).Run(budget);
        return new LeaderResult
        {
            LeaderSlot = slots,
            Loads = loads,
            SumOfSquares = leaders.SumOfSquares,
            SumOfSquaresLowerBound = leaders.SumOfSquaresLowerBound,
            Changes = leaders.Changes,
            ChangesLowerBound = leaders.ChangesLowerBound,
        };
    }

    private void Run(SearchBudget budget)
    {
        for (var t = 0; t < _problem.TopicCount && _triesLeft > 0; t++)
        {
            if (t % CheckEvery == 0 && budget.IsOver)
            {
                return;
            }

            if (_counts.Max(t) <= _counts.Even(t))
            {
                continue;
            }

            var first = _problem.TopicOffsets[t];
            var leaders = new int[_problem.TopicOffsets[t + 1] - first];
            for (var i = 0; i < leaders.Length; i++)
            {
                leaders[i] = CanChange(first + i) ? _placed[_leaderSlot[first + i]] : -1;
            }

            var led = SlotLists.Build(leaders, _problem.BrokerCount);
            while (_counts.Max(t) > _counts.Even(t) && LowerLevel(t, first, led))
            {
                _counts.Lower(t);
            }
        }
    }

    private bool LowerLevel(int topic, int firstPartition, SlotLists led)
    {
        var level = _counts.Max(topic);
        for (var b = 0; b < _problem.BrokerCount; b++)
        {
            if (_counts[topic, b] < level)
            {
                continue;
            }

            var gone = false;
            foreach (var i in led[b])
            {
                var p = firstPartition + i;
                if (_placed[_leaderSlot[p]] == b && TryGiveAway(topic, p, level))
                {
                    gone = true;
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

    private bool TryGiveAway(int topic, int p, int level)
    {
        var from = _placed[_leaderSlot[p]];
        for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
        {
            var to = _placed[slot];
            if (to < 0 || to == from || _counts[topic, to] + 1 >= level)
            {
                continue;
            }

            var cost = Cost(p, slot) - Cost(p, _leaderSlot[p]);
            if (cost == 0 && _loads[from] == _loads[to] + 1)
            {
                // The two brokers trade loads: the sum of squares is the same.
                Lead(topic, p, slot);
                return true;
            }

            if (TryTakeBack(topic, p, slot, cost))
            {
                return true;
            }
        }

        return false;
    }

    // A partition of another topic gives the leadership back, so that loads stay, and pays in changes what the first one cost.
    private bool TryTakeBack(int topic, int p, int slot, int cost)
    {
        var from = _placed[_leaderSlot[p]];
        var to = _placed[slot];
        var led = _led[to];
        for (var tries = Math.Min(MaxTries, led.Count); tries > 0 && _triesLeft > 0; tries--, _triesLeft--)
        {
            _next[to] = _next[to] >= led.Count ? 0 : _next[to];
            var q = led[_next[to]++];
            var other = _topic[q];
            if (other == topic || _placed[_leaderSlot[q]] != to || !_counts.HasRoom(other, from))
            {
                continue;
            }

            for (var back = _problem.Offsets[q]; back < _problem.Offsets[q + 1]; back++)
            {
                if (_placed[back] == from && Cost(q, back) - Cost(q, _leaderSlot[q]) == -cost)
                {
                    Lead(topic, p, slot);
                    Lead(other, q, back);
                    return true;
                }
            }
        }

        return false;
    }

    private void Lead(int topic, int partition, int slot)
    {
        var from = _placed[_leaderSlot[partition]];
        var to = _placed[slot];
        _counts.Move(topic, from, to);
        _loads[from]--;
        _loads[to]++;
        _leaderSlot[partition] = slot;
        _led[to].Add(partition);
    }

    private int Cost(int partition, int slot) => _placed[slot] == _problem.PreferredLeader(partition) ? 0 : 1;

    private bool CanChange(int partition) => _problem.Movable[partition] && _placed[_leaderSlot[partition]] >= 0;
}
