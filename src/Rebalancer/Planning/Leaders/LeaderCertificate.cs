namespace Rebalancer.Planning.Leaders;

/// <summary>
/// Whether any exchange of leaderships still helps: a negative cycle in the transfer graph with a hub that stands for loads going up and
/// down.
/// </summary>
/// <remarks>
/// Leaders are a flow from partitions to brokers with convex costs at the brokers, so "no negative cycle" proves both values best at once.
/// A simple cycle leaves each broker at most once, so it takes a different partition on every arc and changes a load by at most one: the
/// unit steps are enough, and every cycle found can be carried out. Costs are integers, changes + (brokers + 1) x squares, in which an
/// improvement of the squares outweighs any number of changes on a simple cycle.
/// </remarks>
internal static class LeaderCertificate
{
    /// <summary>What one unit of the sum of squares costs in changes.</summary>
    public static long SquaresWeight(int brokerCount) => brokerCount + 1L;

    /// <summary>Whether no exchange improves the loads, or keeps them and saves a change.</summary>
    public static bool IsOptimal(TransferGraph graph, int[] loads)
    {
        var brokers = loads.Length;
        var hub = brokers;
        var weight = SquaresWeight(brokers);
        var potential = new long[brokers + 1];
        var parent = new int[brokers + 1];
        Array.Fill(parent, -1);
        var mark = new int[brokers + 1];

        // The last relaxing pass of a graph without negative cycle comes no later than one pass a node.
        for (var pass = 0; pass <= brokers + 1; pass++)
        {
            var changed = false;
            for (var arc = 0; arc < graph.ArcCount; arc++)
            {
                changed |= Relax(graph.From(arc), graph.To(arc), graph.Cost(arc));
            }

            for (var b = 0; b < brokers; b++)
            {
                changed |= Relax(b, hub, weight * ((2L * loads[b]) + 1));
                if (loads[b] > 0)
                {
                    changed |= Relax(hub, b, -weight * ((2L * loads[b]) - 1));
                }
            }

            if (!changed)
            {
                return true;
            }

            if (HasCycle(parent, mark))
            {
                return false;
            }
        }

        return false;

        bool Relax(int from, int to, long cost)
        {
            if (potential[from] + cost >= potential[to])
            {
                return false;
            }

            potential[to] = potential[from] + cost;
            parent[to] = from;
            return true;
        }
    }

    // A cycle among the parents is a negative cycle of the graph.
    private static bool HasCycle(int[] parent, int[] mark)
    {
        Array.Clear(mark);
        for (var start = 0; start < parent.Length; start++)
        {
            var node = start;
            while (node >= 0 && mark[node] == 0)
            {
                mark[node] = start + 1;
                node = parent[node];
            }

            if (node >= 0 && mark[node] == start + 1)
            {
                return true;
            }
        }

        return false;
    }
}
