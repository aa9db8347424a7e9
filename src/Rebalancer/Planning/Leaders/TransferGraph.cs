using Rebalancer.Cluster;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>
/// The transfers of leadership that are possible now: an arc from broker b to broker c for the partitions that b leads and c also holds, by
/// what the transfer costs in changes of the preferred leader.
/// </summary>
/// <remarks>
/// Leaders change from round to round, and the graph with them; its room is made once. Partitions are read in their order and written to
/// the broker that leads them, so that what follows stays within one broker's few thousand entries.
/// </remarks>
internal sealed class TransferGraph
{
    private readonly PlanningProblem _problem;
    private readonly int[] _placed;
    private readonly bool _isFull;
    private readonly int[] _ledStart;
    private readonly int[] _next;
    private readonly int[] _keys;
    private readonly int[] _partitions;

    // No arc is without a partition.
    private readonly int[] _from;
    private readonly int[] _key;
    private readonly int[] _start;

    /// <param name="placement">The replica sets.</param>
    public TransferGraph(Placement placement)
    {
        (_problem, _placed) = (placement.Problem, placement.Brokers);
        _ledStart = new int[_problem.BrokerCount + 1];
        _next = new int[_problem.BrokerCount];

        // Each replica of a partition that may change, but the leader's.
        var entries = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            var live = _problem.Movable[p] ? Placement.CountReplicas(placement.Of(p)) : 0;
            entries += Math.Max(0, live - 1);
        }

        _isFull = Placement.CountReplicas(_placed) == _placed.Length;
        _keys = new int[entries];
        _partitions = new int[entries];
        (_from, _key, _start) = (new int[entries], new int[entries], new int[entries]);
    }

    /// <summary>Number of arcs; arcs of one broker are neighbours.</summary>
    public int ArcCount { get; private set; }

    /// <summary>The broker that gives the leadership away.</summary>
    public int From(int arc) => _from[arc];

    /// <summary>The broker that takes it.</summary>
    public int To(int arc) => _key[arc] / 3;

    /// <summary>-1 where the old preferred leader gets it back, +1 where it loses it, else 0.</summary>
    public int Cost(int arc) => (_key[arc] % 3) - 1;

    /// <summary>How many partitions can take the arc.</summary>
    public int Capacity(int arc) => End(arc) - _start[arc];

    /// <summary>The partitions whose leadership can take the arc, ascending.</summary>
    public ReadOnlySpan<int> Partitions(int arc) => _partitions.AsSpan(_start[arc]..End(arc));

    /// <summary>The slot that becomes leader when a partition of the arc takes it.</summary>
    public int SlotOf(int arc, int partition)
    {
        var slots = _placed.AsSpan(_problem.Offsets[partition], _problem.Width(partition));
        return _problem.Offsets[partition] + slots.PlaceOf(To(arc));
    }

    /// <summary>At most <paramref name="perBroker"/> arcs of each cost for each giving broker, evenly taken from all of them.</summary>
    public List<int> Sample(int perBroker)
    {
        var sample = new List<int>();
        Span<int> count = stackalloc int[3];
        Span<int> seen = stackalloc int[3];
        for (var first = 0; first < ArcCount;)
        {
            count.Clear();
            seen.Clear();
            var end = first;
            for (; end < ArcCount && _from[end] == _from[first]; end++)
            {
                count[_key[end] % 3]++;
            }

            for (var arc = first; arc < end; arc++)
            {
                var cost = _key[arc] % 3;
                long total = count[cost];

                // The arc is taken where k * perBroker / total passes a whole number.
                if (total <= perBroker || (seen[cost] + 1) * (long)perBroker / total > seen[cost] * (long)perBroker / total)
                {
                    sample.Add(arc);
                }

                seen[cost]++;
            }

            first = end;
        }

        return sample;
    }

    /// <summary>Lists all transfers of movable partitions that are possible from these leaders on.</summary>
    public void List(LeaderState state)
    {
        ArcCount = 0;
        SortByLeader(state);
        var position = new int[3 * _problem.BrokerCount];
        var touched = new List<int>();
        var most = 0;
        for (var b = 0; b < _problem.BrokerCount; b++)
        {
            most = Math.Max(most, _ledStart[b + 1] - _ledStart[b]);
        }

        var partitions = new int[most];
        for (var b = 0; b < _problem.BrokerCount; b++)
        {
            var (first, count) = (_ledStart[b], _ledStart[b + 1] - _ledStart[b]);
            var keys = _keys.AsSpan(first, count);
            touched.Clear();
            foreach (var key in keys)
            {
                if (position[key]++ == 0)
                {
                    touched.Add(key);
                }
            }

            AddArcs(b, touched, position, first);
            _partitions.AsSpan(first, count).CopyTo(partitions);
            for (var i = 0; i < count; i++)
            {
                _partitions[position[keys[i]]++] = partitions[i];
            }

            foreach (var key in touched)
            {
                position[key] = 0;
            }
        }
    }

    private int End(int arc) => arc + 1 < ArcCount ? _start[arc + 1] : _ledStart[^1];

    private void AddArcs(int from, List<int> keys, int[] position, int filled)
    {
        foreach (var key in keys)
        {
            (_from[ArcCount], _key[ArcCount], _start[ArcCount]) = (from, key, filled);
            ArcCount++;
            (position[key], filled) = (filled, filled + position[key]);
        }
    }

    /// <summary>Writes what each broker can give away, broker by broker: taker and cost as one key, and the partition.</summary>
    private void SortByLeader(LeaderState state)
    {
        Array.Clear(_ledStart);
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (_problem.Movable[p] && _placed[state.LeaderSlot[p]] is >= 0 and var b)
            {
                _ledStart[b + 1] += CountLive(p) - 1;
            }
        }

        for (var b = 0; b < _problem.BrokerCount; b++)
        {
            _ledStart[b + 1] += _ledStart[b];
            _next[b] = _ledStart[b];
        }

        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            var leader = state.LeaderSlot[p];
            if (!_problem.Movable[p] || _placed[leader] < 0)
            {
                continue;
            }

            var next = _next[_placed[leader]];
            var old = _problem.PreferredLeader(p);
            var leaderCost = _placed[leader] == old ? 0 : 1;
            for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
            {
                var b = _placed[slot];
                if (slot != leader && b >= 0)
                {
                    _keys[next] = (3 * b) + (b == old ? 1 : 2) - leaderCost;
                    _partitions[next++] = p;
                }
            }

            _next[_placed[leader]] = next;
        }
    }

    private int CountLive(int partition) => _isFull
        ? _problem.Width(partition)
        : Placement.CountReplicas(_placed.AsSpan(_problem.Offsets[partition], _problem.Width(partition)));
}
