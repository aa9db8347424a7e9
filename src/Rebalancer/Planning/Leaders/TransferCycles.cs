namespace Rebalancer.Planning.Leaders;

/// <summary>Carries a circulation out, cycle by cycle.</summary>
/// <remarks>
/// A circulation of least cost falls apart into simple cycles that each improve. A cycle is carried out whole or, where one of its
/// partitions has been taken by an earlier cycle, not at all; so any part of them improves, and the first one always can be. The caller
/// asks for a new circulation until none is wanted.
/// </remarks>
internal sealed class TransferCycles
{
    private readonly TransferGraph _graph;
    private readonly TransferCirculation _circulation;
    private readonly LeaderState _state;
    private readonly int _hub;
    private readonly int[] _arcStart;
    private readonly int[] _arcNext;
    private readonly int[] _entryNext;
    private readonly bool[] _used;
    private int _lowerNext;

    private TransferCycles(TransferGraph graph, TransferCirculation circulation, LeaderState state)
    {
        _graph = graph;
        _circulation = circulation;
        _state = state;
        _hub = state.Loads.Length;
        _entryNext = new int[graph.ArcCount];
        _used = new bool[state.LeaderSlot.Length];
        _arcStart = new int[_hub + 1];
        for (var arc = 0; arc < graph.ArcCount; arc++)
        {
            _arcStart[graph.From(arc) + 1]++;
        }

        for (var b = 0; b < _hub; b++)
        {
            _arcStart[b + 1] += _arcStart[b];
        }

        _arcNext = _arcStart[..^1];
    }

    /// <summary>
    /// Applies as much of the circulation as possible, which is used up, and returns the number of cycles carried out.
    /// </summary>
    public static int Apply(TransferGraph graph, TransferCirculation circulation, LeaderState state)
    {
        var cycles = new TransferCycles(graph, circulation, state);
        return cycles.Run();
    }

    // Walks along arcs with flow left; a node met twice closes a cycle, which is taken off the walk.
    private int Run()
    {
        var applied = 0;
        var nodes = new List<int>();
        var arcs = new List<int>();
        var position = new int[_hub + 1];
        Array.Fill(position, -1);
        for (var start = _hub; start >= 0; start--)
        {
            nodes.Add(start);
            position[start] = 0;
            while (nodes.Count > 0)
            {
                if (!TryStep(nodes[^1], out var arc, out var to))
                {
                    // Flow is conserved, so a walk ends only where it began.
                    position[nodes[^1]] = -1;
                    nodes.RemoveAt(nodes.Count - 1);
                    continue;
                }

                arcs.Add(arc);
                if (position[to] < 0)
                {
                    position[to] = nodes.Count;
                    nodes.Add(to);
                    continue;
                }

                var from = position[to];
                applied += TryApply(arcs, from) ? 1 : 0;
                for (var i = from + 1; i < nodes.Count; i++)
                {
                    position[nodes[i]] = -1;
                }

                nodes.RemoveRange(from + 1, nodes.Count - from - 1);
                arcs.RemoveRange(from, arcs.Count - from);
            }

            arcs.Clear();
        }

        return applied;
    }

    // One unit of flow out of the node; arc -1 is a step to or from the hub.
    private bool TryStep(int node, out int arc, out int to)
    {
        arc = -1;
        to = -1;
        if (node == _hub)
        {
            while (_lowerNext < _hub && _circulation.Lowered[_lowerNext] == 0)
            {
                _lowerNext++;
            }

            if (_lowerNext == _hub)
            {
                return false;
            }

            to = _lowerNext;
            _circulation.Lowered[to]--;
            return true;
        }

        if (_circulation.Raised[node] > 0)
        {
            _circulation.Raised[node]--;
            to = _hub;
            return true;
        }

        for (; _arcNext[node] < _arcStart[node + 1]; _arcNext[node]++)
        {
            arc = _arcNext[node];
            if (_circulation.Transfers[arc] > 0)
            {
                _circulation.Transfers[arc]--;
                to = _graph.To(arc);
                return true;
            }
        }

        arc = -1;
        return false;
    }

    private bool TryApply(List<int> arcs, int first)
    {
        for (var i = first; i < arcs.Count; i++)
        {
            if (arcs[i] >= 0 && !HasUnused(arcs[i]))
            {
                return false;
            }
        }

        for (var i = first; i < arcs.Count; i++)
        {
            if (arcs[i] >= 0)
            {
                var entry = _entryNext[arcs[i]];
                var partition = _graph.Partitions(arcs[i])[entry];
                _used[partition] = true;
                _state.Lead(partition, _graph.SlotOf(arcs[i], partition));
            }
        }

        return true;
    }

    private bool HasUnused(int arc)
    {
        var partitions = _graph.Partitions(arc);
        ref var next = ref _entryNext[arc];
        while (next < partitions.Length && _used[partitions[next]])
        {
            next++;
        }

        return next < partitions.Length;
    }
}
