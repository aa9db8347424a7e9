using Rebalancer.Planning.Flow;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Spread;

/// <summary>
/// One replica set as a flow in up to two rack dimensions: source, domains of the first, cells, domains of the second, sink, with convex
/// costs on the domains. The potentials of the cheapest flow say, in integers, what all cheapest flows have in common.
/// </summary>
internal sealed class SetNetwork
{
    /// <summary>The largest cell price, either way, at which any spread still goes before any price.</summary>
    public const long MaxPrice = 1L << 30;

    private const long SpreadWeight = 1L << 36;
    private const long NeedWeight = 1L << 55;

    private readonly CellGrid _grid;
    private readonly SetKind _kind;
    private readonly long[]? _price;
    private readonly UnitFlow _flow = new();
    private readonly int _source;
    private readonly int _sink;
    private readonly int[][][] _unitArcs;
    private readonly Arc[] _cellArcs;
    private readonly Arc[] _domainCellArcs;
    private readonly int[] _sample;
    private readonly List<(int Arc, int Units)> _needs = [];

    public SetNetwork(CellGrid grid, SetKind kind, long[]? cellPrice)
    {
        _grid = grid;
        _kind = kind;
        _price = cellPrice;
        _source = _flow.AddNode();
        _sink = _flow.AddNode();
        var counts = grid.Problem.DomainCounts;
        int[] first = counts.Length > 0 ? [.. Enumerable.Range(0, counts[0]).Select(_ => _flow.AddNode())] : [];
        int[] second = counts.Length > 1 ? [.. Enumerable.Range(0, counts[1]).Select(_ => _flow.AddNode())] : [];
        _unitArcs = new int[Math.Min(2, counts.Length)][][];
        _cellArcs = new Arc[grid.Count];
        _domainCellArcs = new Arc[grid.DomainCellCount];
        _sample = new int[grid.DomainCellCount];

        // Arcs in the order of the flow, so that the search for paths needs few passes.
        if (first.Length > 0)
        {
            _unitArcs[0] = [.. first.Select(node => UnitArcs(_source, node, counts[0]))];
        }

        foreach (var cells in Enumerable.Range(0, grid.Count).GroupBy(c => grid.DomainCellOf[c]))
        {
            var sample = cells.First();
            var from = first.Length > 0 ? first[grid.DomainOf[0][sample]] : _source;
            var to = second.Length > 0 ? second[grid.DomainOf[1][sample]] : _sink;
            _sample[cells.Key] = sample;
            AddDomainCell(cells.Key, [.. cells], from, to);
        }

        if (second.Length > 0)
        {
            _unitArcs[1] = [.. second.Select(node => UnitArcs(node, _sink, counts[1]))];
        }
    }

    /// <summary>The prices of the cheapest set's cells.</summary>
    public long Price => _price is null ? 0 : Enumerable.Range(0, _grid.Count).Sum(c => _price[c] * FlowOn(_cellArcs[c]));

    /// <summary>Finds a cheapest set; false where there is none.</summary>
    public bool Solve()
    {
        if (!_flow.Send(_source, _sink, _kind.ReplicationFactor))
        {
            return false;
        }

        _flow.FindPotentials();
        return _needs.TrueForAll(need => _flow.FlowOn(need.Arc) == need.Units);
    }

    /// <summary>What all cheapest sets have in common.</summary>
    public SpreadClass Class(int partitionCount)
    {
        var counts = _grid.Problem.DomainCounts;
        var r = _kind.ReplicationFactor;
        var cost = SpreadCost.Empty(r, counts);
        var missing = 0;
        for (var d = 0; d < _unitArcs.Length; d++)
        {
            var used = _unitArcs[d].Select(arcs => arcs.Sum(_flow.FlowOn)).ToArray();
            cost += used.Sum(count => SpreadCost.Of(count, r, counts[d]));
            missing += Math.Min(r, counts[d]) - used.Count(count => count > 0);
        }

        int[][] domainMax = [.. _unitArcs.Select(d => d.Select(arcs => arcs.Count(a => _flow.ReducedCost(a) <= 0)).ToArray())];
        return new()
        {
            Grid = _grid,
            Kind = _kind,
            PartitionCount = partitionCount,
            DomainMin = [.. _unitArcs.Select(d => d.Select(arcs => arcs.Count(a => _flow.ReducedCost(a) < 0)).ToArray())],
            DomainMax = domainMax,
            DomainCellMin = [.. _domainCellArcs.Select(Least)],
            DomainCellMax = [.. Enumerable.Range(0, _grid.DomainCellCount)
                .Select(x => Math.Min(Most(_domainCellArcs[x]), MostInDomains(_sample[x], domainMax)))],
            CellMin = [.. _cellArcs.Select(Least)],
            CellMax = [.. Enumerable.Range(0, _grid.Count).Select(c => Math.Min(Most(_cellArcs[c]), MostInDomains(c, domainMax)))],
            MissingDomains = missing,
            BestCost = cost,
            ExactCost = false,
        };
    }

    /// <summary>No cell has more than its domains.</summary>
    private int MostInDomains(int cell, int[][] domainMax)
    {
        var most = _kind.ReplicationFactor;
        for (var d = 0; d < domainMax.Length; d++)
        {
            most = Math.Min(most, domainMax[d][_grid.DomainOf[d][cell]]);
        }

        return most;
    }

    private int[] UnitArcs(int from, int to, int domains) =>
        [.. Enumerable.Range(1, _kind.ReplicationFactor)
            .Select(k => _flow.AddArc(from, to, 1, SpreadWeight * SpreadCost.Unit(k, _kind.ReplicationFactor, domains)))];

    private void AddDomainCell(int domainCell, int[] cells, int from, int to)
    {
        var mustUse = domainCell == _kind.MustUse;
        if (cells.Length == 1 && !mustUse && _grid.Accepts[cells[0]])
        {
            _domainCellArcs[domainCell] = _cellArcs[cells[0]] = AddCell(cells[0], from, to);
            return;
        }

        var inside = _flow.AddNode();
        _domainCellArcs[domainCell] = AddArc(from, inside, _kind.DomainCellCapacity(_grid, domainCell, cells), mustUse ? 1 : 0, 0);
        var excluded = _kind.ExcludedCount(domainCell);
        var excludedNode = excluded == 0 ? -1 : _flow.AddNode();
        if (excluded > 0)
        {
            _needs.Add((_flow.AddArc(inside, excludedNode, excluded, -NeedWeight), excluded));
        }

        foreach (var c in cells)
        {
            // Without a node of their own, excluded brokers of which none is held have no capacity.
            _cellArcs[c] = AddCell(c, excluded > 0 && !_grid.Accepts[c] && SetKind.IsExcluded(_grid, c) ? excludedNode : inside, to);
        }
    }

    private Arc AddCell(int c, int from, int to) => AddArc(from, to, _kind.Capacity(_grid, c), 0, _price?[c] ?? 0);

    private Arc AddArc(int from, int to, int capacity, int need, long price)
    {
        var needed = need > 0 ? _flow.AddArc(from, to, need, price - NeedWeight) : -1;
        if (need > 0)
        {
            _needs.Add((needed, need));
        }

        return new(needed, need, _flow.AddArc(from, to, capacity - need, price), capacity - need);
    }

    private int FlowOn(Arc arc) => _flow.FlowOn(arc.Rest) + (arc.Needed < 0 ? 0 : _flow.FlowOn(arc.Needed));

    // What is needed is always there. The rest is full at a negative reduced cost, and empty at a positive one.
    private int Least(Arc arc) => arc.NeededUnits + (_flow.ReducedCost(arc.Rest) < 0 ? arc.RestUnits : 0);

    private int Most(Arc arc) => arc.NeededUnits + (_flow.ReducedCost(arc.Rest) > 0 ? 0 : arc.RestUnits);

    /// <summary>A capacity, the part of it that must be used apart from the rest.</summary>
    private readonly record struct Arc(int Needed, int NeededUnits, int Rest, int RestUnits);
}
