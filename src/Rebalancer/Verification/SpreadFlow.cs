namespace Rebalancer.Verification;

/// <summary>
/// The best spread in up to two rack dimensions: a min-cost flow from the first dimension's domains through the cells to the second's.
/// </summary>
internal sealed class SpreadFlow
{
    private readonly List<(int From, int To, int Cost)> _arcs = [];
    private readonly List<int> _capacity = [];
    private readonly SpreadQuestion _question;
    private readonly int _nodes;

    private SpreadFlow(SpreadQuestion question, int nodes)
    {
        _question = question;
        _nodes = nodes;
    }

    /// <summary>How many replicas a best spread takes from each cell.</summary>
    public static int[] Solve(SpreadQuestion question)
    {
        // A missing dimension is one domain that costs nothing.
        var (cells, counts) = (question.Cells, question.DomainCounts);
        var first = counts.Length > 0 ? counts[0] : 1;
        var second = counts.Length > 1 ? counts[1] : 1;
        var sink = 1 + first + second;
        var flow = new SpreadFlow(question, sink + 1);
        for (var domain = 0; domain < first; domain++)
        {
            flow.AddSteps(0, 1 + domain, 0, domain);
        }

        for (var domain = 0; domain < second; domain++)
        {
            flow.AddSteps(1 + first + domain, sink, 1, domain);
        }

        var cellArc = new int[cells.Length];
        for (var c = 0; c < cells.Length; c++)
        {
            var from = counts.Length > 0 ? cells[c].Domains[0] : 0;
            var to = counts.Length > 1 ? cells[c].Domains[1] : 0;
            cellArc[c] = flow.Add(1 + from, 1 + first + to, cells[c].Brokers, 0);
        }

        for (var unit = 0; unit < question.Choice; unit++)
        {
            flow.Augment(0, sink);
        }

        return [.. cellArc.Select(arc => flow._capacity[arc ^ 1])];
    }

    // Unit arcs of rising cost: the first replica in a domain earns a distinct domain, those beyond an even share cost.
    private void AddSteps(int from, int to, int dimension, int domain)
    {
        var counts = _question.DomainCounts;
        var held = dimension < counts.Length ? _question.Held[dimension][domain] : 0;
        for (var more = 0; more < _question.Choice; more++)
        {
            var cost = dimension >= counts.Length ? 0
                : ReachableSpread.ExcessStep(held + more, _question.ReplicationFactor, counts[dimension])
                    - (held + more == 0 ? ReachableSpread.MissingWeight : 0);
            Add(from, to, 1, cost);
        }
    }

    private int Add(int from, int to, int capacity, int cost)
    {
        _arcs.Add((from, to, cost));
        _capacity.Add(capacity);
        _arcs.Add((to, from, -cost));
        _capacity.Add(0);
        return _arcs.Count - 2;
    }

    // One unit along a cheapest path (Bellman-Ford; the graph is tiny).
    private void Augment(int source, int sink)
    {
        var cost = new long[_nodes];
        var arriving = new int[_nodes];
        Array.Fill(cost, long.MaxValue);
        cost[source] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var arc = 0; arc < _arcs.Count; arc++)
            {
                var (from, to, step) = _arcs[arc];
                if (_capacity[arc] > 0 && cost[from] != long.MaxValue && cost[from] + step < cost[to])
                {
                    cost[to] = cost[from] + step;
                    arriving[to] = arc;
                    changed = true;
                }
            }
        }

        for (var node = sink; node != source; node = _arcs[arriving[node]].From)
        {
            _capacity[arriving[node]]--;
            _capacity[arriving[node] ^ 1]++;
        }
    }
}
