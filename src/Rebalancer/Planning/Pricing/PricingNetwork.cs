using Rebalancer.Planning.Flow;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Pricing;

/// <summary>
/// The cheapest best-spread set of a partition as a min-cost flow, in up to two rack dimensions: the bounds of a best set are laminar on
/// both sides, so the flow is exact and its time polynomial in the replication factor. Not thread-safe.
/// </summary>
internal sealed class PricingNetwork(CellGrid grid)
{
    // Above any sum of prices of one set, which stay below 2^52.
    private const long NeedWeight = 1L << 55;

    private readonly UnitFlow _flow = new();
    private readonly List<(int Arc, int Units)> _needs = [];
    private readonly List<(int Arc, int Slot)> _keeps = [];
    private readonly List<(int Arc, int Cell)> _arrivals = [];

    /// <summary>The price of the set found.</summary>
    public long Price { get; private set; }

    /// <summary>The slots that keep their replica, one bit per slot.</summary>
    public int Kept { get; private set; }

    /// <summary>The cells that replicas arrive in, ascending.</summary>
    public List<int> Arrivals { get; } = [];

    /// <summary>Finds the cheapest set; false where there is none.</summary>
    public bool Solve(ReadOnlySpan<int> present, SpreadClass spread, SlotRules rules, ReadOnlySpan<long> keepPrice, long[] arrivalPrice)
    {
        Build(present, spread, rules, keepPrice, arrivalPrice, out var source, out var sink);
        if (!_flow.Send(source, sink, rules.Wanted) || _needs.Exists(need => _flow.FlowOn(need.Arc) < need.Units))
        {
            return false;
        }

        Read(keepPrice, arrivalPrice);
        return (Kept & rules.Forced) == rules.Forced;
    }

    private void Build(
        ReadOnlySpan<int> present, SpreadClass spread, SlotRules rules, ReadOnlySpan<long> keepPrice, long[] arrivalPrice, out int source,
        out int sink)
    {
        _flow.Clear();
        _needs.Clear();
        _keeps.Clear();
        _arrivals.Clear();
        source = _flow.AddNode();
        sink = _flow.AddNode();
        var dimensions = grid.Problem.DimensionCount;
        var first = Nodes(dimensions > 0 ? grid.Problem.DomainCounts[0] : 0);
        var second = Nodes(dimensions > 1 ? grid.Problem.DomainCounts[1] : 0);
        for (var f = 0; f < first.Length; f++)
        {
            AddBounded(source, first[f], spread.DomainMin[0][f], spread.DomainMax[0][f]);
        }

        var domainCellNode = new int[grid.DomainCellCount];
        Array.Fill(domainCellNode, -1);
        for (var c = 0; c < grid.Count; c++)
        {
            if (spread.CellMax[c] == 0)
            {
                continue;
            }

            var from = first.Length > 0 ? first[grid.DomainOf[0][c]] : source;
            if (!grid.IsWhole)
            {
                ref var inside = ref domainCellNode[grid.DomainCellOf[c]];
                if (inside < 0)
                {
                    inside = _flow.AddNode();
                    AddBounded(from, inside, spread.DomainCellMin[grid.DomainCellOf[c]], spread.DomainCellMax[grid.DomainCellOf[c]]);
                }

                from = inside;
            }

            var cell = _flow.AddNode();
            AddBounded(from, cell, spread.CellMin[c], spread.CellMax[c]);
            var to = second.Length > 0 ? second[grid.DomainOf[1][c]] : sink;
            AddChoices(c, cell, to, present, spread, rules, keepPrice, arrivalPrice);
        }

        for (var u = 0; u < second.Length; u++)
        {
            AddBounded(second[u], sink, spread.DomainMin[1][u], spread.DomainMax[1][u]);
        }
    }

    private void AddChoices(
        int c, int cell, int to, ReadOnlySpan<int> present, SpreadClass spread, SlotRules rules, ReadOnlySpan<long> keepPrice,
        long[] arrivalPrice)
    {
        for (var i = 0; i < present.Length; i++)
        {
            if (present[i] >= 0 && grid.CellOf[present[i]] == c)
            {
                _keeps.Add((_flow.AddArc(cell, to, 1, keepPrice[i] - ((rules.Forced >> i & 1) != 0 ? NeedWeight : 0)), i));
            }
        }

        if (arrivalPrice[c] < Pricing.Price.Forbidden)
        {
            _arrivals.Add((_flow.AddArc(cell, to, spread.CellMax[c], arrivalPrice[c]), c));
        }
    }

    private int[] Nodes(int count) => [.. Enumerable.Range(0, count).Select(_ => _flow.AddNode())];

    private void AddBounded(int from, int to, int min, int max)
    {
        if (min > 0)
        {
            _needs.Add((_flow.AddArc(from, to, min, -NeedWeight), min));
        }

        if (max > min)
        {
            _flow.AddArc(from, to, max - min, 0);
        }
    }

    private void Read(ReadOnlySpan<long> keepPrice, long[] arrivalPrice)
    {
        Price = 0;
        Kept = 0;
        Arrivals.Clear();
        foreach (var (arc, slot) in _keeps)
        {
            if (_flow.FlowOn(arc) > 0)
            {
                Kept |= 1 << slot;
                Price += keepPrice[slot];
            }
        }

        foreach (var (arc, cell) in _arrivals)
        {
            for (var k = _flow.FlowOn(arc); k > 0; k--)
            {
                Arrivals.Add(cell);
                Price += arrivalPrice[cell];
            }
        }
    }
}
