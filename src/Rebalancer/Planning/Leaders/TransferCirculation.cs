using Google.OrTools.Graph;

namespace Rebalancer.Planning.Leaders;

/// <summary>The best circulation of leaderships in the transfer graph, by OR-Tools' min-cost flow.</summary>
/// <remarks>
/// Nodes are the brokers and a hub; flow from the hub into a broker lowers its load, flow into the hub raises it, at the marginal cost of
/// the squares. Steps close to the present load and to the average are single units, those between are longer and cost their average: a
/// convex function that is exact at its corners and never below the truth, so whatever improves here improves in truth. Partitions with
/// several other replicas stand on several arcs, so a circulation is wanted rather than always possible; <see cref="TransferCycles"/> takes
/// what is.
/// </remarks>
internal sealed class TransferCirculation
{
    private TransferCirculation(int[] transfers, int[] lowered, int[] raised)
    {
        Transfers = transfers;
        Lowered = lowered;
        Raised = raised;
    }

    /// <summary>Leaderships that go along each arc of the graph.</summary>
    public int[] Transfers { get; }

    /// <summary>By how much each broker's load is lowered.</summary>
    public int[] Lowered { get; }

    /// <summary>By how much each broker's load is raised.</summary>
    public int[] Raised { get; }

    /// <summary>
    /// Finds the circulation of least cost over some or all arcs, or null where the solver fails (which only an overflow of costs could
    /// cause).
    /// </summary>
    /// <param name="graph">The transfers that are possible.</param>
    /// <param name="loads">Leaders per broker.</param>
    /// <param name="arcsPerBroker">
    /// How many arcs of each cost the flow sees for each giving broker; a sample is enough to make most of the way, and much faster.
    /// </param>
    public static TransferCirculation? Solve(TransferGraph graph, int[] loads, int arcsPerBroker)
    {
        var brokers = loads.Length;
        var arcs = graph.Sample(arcsPerBroker);
        using var flow = new MinCostFlow(brokers + 1, arcs.Count + (24 * brokers));

        // The 1 on every transfer keeps idle cycles out; 4 x brokers keeps it from ever outweighing a change.
        var scale = 4L * brokers;
        foreach (var arc in arcs)
        {
            flow.AddArcWithCapacityAndUnitCost(graph.From(arc), graph.To(arc), graph.Capacity(arc), (scale * graph.Cost(arc)) + 1);
        }

        var steps = AddLoadSteps(flow, loads, scale * LeaderCertificate.SquaresWeight(brokers));
        if (flow.Solve() != MinCostFlowBase.Status.OPTIMAL)
        {
            return null;
        }

        var transfers = new int[graph.ArcCount];
        for (var i = 0; i < arcs.Count; i++)
        {
            transfers[arcs[i]] = (int)flow.Flow(i);
        }

        var lowered = new int[brokers];
        var raised = new int[brokers];
        foreach (var (arc, broker, down) in steps)
        {
            (down ? lowered : raised)[broker] += (int)flow.Flow(arc);
        }

        return new TransferCirculation(transfers, lowered, raised);
    }

    private static List<(int Arc, int Broker, bool Down)> AddLoadSteps(MinCostFlow flow, int[] loads, long weight)
    {
        var brokers = loads.Length;
        long total = 0;
        foreach (var load in loads)
        {
            total += load;
        }

        var floor = (int)(total / brokers);
        var steps = new List<(int, int, bool)>();
        for (var b = 0; b < brokers; b++)
        {
            for (int level = loads[b], step = 1; level > 0; step++)
            {
                var next = NextCorner(level, -Length(step), floor, 0);

                // The mean of the squares' slopes 2k-1 over the levels from next to level, relative to the average load so that numbers
                // stay small.
                steps.Add((flow.AddArcWithCapacityAndUnitCost(brokers, b, level - next, -weight * (level + next - (2L * floor))), b, true));
                level = next;
            }

            var top = (int)Math.Min(int.MaxValue / 2, total);
            for (int level = loads[b], step = 1; level < top; step++)
            {
                var next = NextCorner(level, Length(step), floor, top);
                steps.Add((flow.AddArcWithCapacityAndUnitCost(b, brokers, next - level, weight * (level + next - (2L * floor))), b, false));
                level = next;
            }
        }

        return steps;
    }

    private static int Length(int step) => step <= 2 ? 1 : 1 << Math.Min(step - 2, 24);

    // The next corner at most `length` away, but never past the average's floor or ceiling.
    private static int NextCorner(int level, int length, int floor, int end)
    {
        var next = length < 0 ? Math.Max(level + length, end) : Math.Min(level + length, end);
        foreach (var corner in (ReadOnlySpan<int>)[floor, floor + 1])
        {
            if (length < 0 ? corner < level && corner > next : corner > level && corner < next)
            {
                next = corner;
            }
        }

        return next;
    }
}
