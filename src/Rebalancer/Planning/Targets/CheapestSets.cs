using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// The cheapest sets of every group at given cell prices. Closed brokers of one domain cell and one price are alike, so that however many
/// combinations of them partitions hold, only few sets have to be found.
/// </summary>
internal sealed class CheapestSets
{
    private readonly CellGrid _grid;
    private readonly SpreadClass[] _spreads;
    private readonly long[] _price;
    private readonly Dictionary<string, (int Class, long Price)?> _known = new(StringComparer.Ordinal);
    private readonly List<SpreadClass> _classes = [];
    private readonly int[] _typeOf;
    private readonly List<List<int>> _brokersOfType = [];

    /// <param name="grid">The cells.</param>
    /// <param name="spreads">The classes of best spread.</param>
    /// <param name="price">The price of a replica in each cell.</param>
    public CheapestSets(CellGrid grid, SpreadClass[] spreads, long[] price)
    {
        _grid = grid;
        _spreads = spreads;
        _price = price;
        _typeOf = new int[grid.Count];
        var types = new Dictionary<(int DomainCell, long Price, bool Excluded), int>();
        for (var c = 0; c < grid.Count; c++)
        {
            if (grid.Accepts[c])
            {
                continue;
            }

            var key = (grid.DomainCellOf[c], price[c], SetKind.IsExcluded(grid, c));
            if (!types.TryGetValue(key, out _typeOf[c]))
            {
                types[key] = _typeOf[c] = _brokersOfType.Count;
                _brokersOfType.Add([]);
            }

            _brokersOfType[_typeOf[c]].Add(grid.BrokersOf(c)[0]);
        }
    }

    /// <summary>The classes found so far.</summary>
    public SpreadClass[] Classes => [.. _classes];

    /// <summary>The class of a group's cheapest sets, and the price of one of them; null where it has no set.</summary>
    public (int Class, long Price)? Of(SetGroup group)
    {
        var closed = group.Kind.ExactClosed;
        var kind = closed is { Length: > 0 } ? group.Kind.WithExactClosed(Alike(closed)) : group.Kind;
        var key = $"{group.Class}/{kind.Key}";
        if (!_known.TryGetValue(key, out var known))
        {
            _known[key] = known = Solve(group, kind);
        }

        return known;
    }

    private (int Class, long Price)? Solve(SetGroup group, SetKind kind)
    {
        if (SpreadSolver.Solve(_grid, kind, group.Count, _price) is not var (found, price))
        {
            return null;
        }

        // Sets of any closed brokers are cheaper than what a partition can have: a true bound, but not where its replicas are.
        _classes.Add(
            kind.ExactClosed is not null ? ForAllAlike(found, kind) : _grid.Problem.HasClosedBrokers ? _spreads[group.Class] : found);
        return (_classes.Count - 1, price);
    }

    /// <summary>As many of the first brokers of each type as there are among the given ones.</summary>
    private int[] Alike(int[] closed)
    {
        var alike = new int[closed.Length];
        for (var i = 0; i < closed.Length; i++)
        {
            var type = _typeOf[_grid.CellOf[closed[i]]];
            var before = 0;
            for (var j = 0; j < i; j++)
            {
                before += _typeOf[_grid.CellOf[closed[j]]] == type ? 1 : 0;
            }

            alike[i] = _brokersOfType[type][before];
        }

        Array.Sort(alike);
        return alike;
    }

    /// <summary>
    /// What holds for the sample brokers holds for all brokers of their types; that each of them must be used is left out, since nobody
    /// holds all.
    /// </summary>
    private SpreadClass ForAllAlike(SpreadClass found, SetKind kind)
    {
        if (kind.ExactClosed is not { Length: > 0 } closed)
        {
            return found;
        }

        var min = (int[])found.CellMin.Clone();
        var max = (int[])found.CellMax.Clone();
        foreach (var b in closed)
        {
            var cell = _grid.CellOf[b];
            min[cell] = 0;
            foreach (var other in _brokersOfType[_typeOf[cell]])
            {
                max[_grid.CellOf[other]] = Math.Max(max[_grid.CellOf[other]], found.CellMax[cell]);
            }
        }

        return found.WithCells(min, max);
    }
}
