using System.Runtime.InteropServices;

namespace Rebalancer.Planning.Flow;

/// <summary>A min-cost flow in integers by successive shortest paths, for networks of a few hundred arcs and a few dozen units.</summary>
/// <remarks>
/// Costs may be negative as long as no cycle of the empty network is. Everything is integral, so the potentials prove the optimum exactly:
/// an arc whose <see cref="ReducedCost"/> is positive carries nothing in any cheapest flow, and one whose reduced cost is negative is full
/// in all of them (complementary slackness; Ahuja, Magnanti, Orlin: Network Flows, chapter 9). Not thread-safe.
/// </remarks>
internal sealed class UnitFlow
{
    private const long Unreached = long.MaxValue / 4;

    private readonly List<int> _from = [];
    private readonly List<int> _to = [];
    private readonly List<int> _capacity = [];
    private readonly List<long> _cost = [];
    private long[] _distance = [];
    private int[] _arriving = [];

    /// <summary>How many nodes there are.</summary>
    public int NodeCount { get; private set; }

    /// <summary>Adds a node and returns its number.</summary>
    public int AddNode() => NodeCount++;

    /// <summary>Adds an arc and returns its number.</summary>
    public int AddArc(int from, int to, int capacity, long cost)
    {
        _from.Add(from);
        _to.Add(to);
        _capacity.Add(capacity);
        _cost.Add(cost);
        _from.Add(to);
        _to.Add(from);
        _capacity.Add(0);
        _cost.Add(-cost);
        return _from.Count - 2;
    }

    /// <summary>Forgets all nodes and arcs.</summary>
    public void Clear()
    {
        NodeCount = 0;
        _from.Clear();
        _to.Clear();
        _capacity.Clear();
        _cost.Clear();
    }

    /// <summary>The units on an arc.</summary>
    public int FlowOn(int arc) => _capacity[arc ^ 1];

    /// <summary>Sends <paramref name="units"/> from source to sink at the least cost; false where so many cannot be sent.</summary>
    public bool Send(int source, int sink, int units)
    {
        Prepare();
        while (units > 0)
        {
            Array.Fill(_distance, Unreached, 0, NodeCount);
            _distance[source] = 0;
            Relax();
            if (_distance[sink] == Unreached)
            {
                return false;
            }

            units -= Augment(source, sink, units);
        }

        return true;
    }

    /// <summary>After <see cref="Send"/>: computes the potentials behind <see cref="ReducedCost"/>.</summary>
    public void FindPotentials()
    {
        Array.Clear(_distance, 0, NodeCount);
        Relax();
    }

    /// <summary>What a unit more on the arc would cost beyond the cheapest way round; needs <see cref="FindPotentials"/>.</summary>
    public long ReducedCost(int arc) => _cost[arc] + _distance[_from[arc]] - _distance[_to[arc]];

    private void Prepare()
    {
        if (_distance.Length < NodeCount)
        {
            _distance = new long[Math.Max(NodeCount, 64)];
            _arriving = new int[_distance.Length];
        }
    }

    // Bellman-Ford; a cheapest path has fewer arcs than there are nodes, so the passes are limited.
    private void Relax()
    {
        var from = CollectionsMarshal.AsSpan(_from);
        var to = CollectionsMarshal.AsSpan(_to);
        var capacity = CollectionsMarshal.AsSpan(_capacity);
        var cost = CollectionsMarshal.AsSpan(_cost);
        for (var pass = 0; pass <= NodeCount; pass++)
        {
            var changed = false;
            for (var arc = 0; arc < from.Length; arc++)
            {
                if (capacity[arc] > 0 && _distance[from[arc]] != Unreached && _distance[from[arc]] + cost[arc] < _distance[to[arc]])
                {
                    _distance[to[arc]] = _distance[from[arc]] + cost[arc];
                    _arriving[to[arc]] = arc;
                    changed = true;
                }
            }

            if (!changed)
            {
                return;
            }
        }

        throw new InvalidOperationException("The network has a cycle of negative cost.");
    }

    private int Augment(int source, int sink, int most)
    {
        var units = most;
        for (var node = sink; node != source; node = _from[_arriving[node]])
        {
            units = Math.Min(units, _capacity[_arriving[node]]);
        }

        for (var node = sink; node != source; node = _from[_arriving[node]])
        {
            _capacity[_arriving[node]] -= units;
            _capacity[_arriving[node] ^ 1] += units;
        }

        return units;
    }
}
