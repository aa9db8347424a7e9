using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Pricing;

/// <summary>
/// The cheapest best-spread replica set of one partition at given prices: which replicas it keeps, and into which cells the others arrive.
/// It is the step of the greedy placement and the pricing problem of the column generation (docs/planning.md, "One partition at prices").
/// Not thread-safe.
/// </summary>
/// <remarks>
/// Exact. Few replicas are searched depth first: keep or drop for each, then cells in the order of their price, cut off by the best price
/// found. Many replicas are a min-cost flow (<see cref="PricingNetwork"/>), whose time does not grow exponentially with the replication
/// factor. Only with three and more rack dimensions, where a set is no flow, a search may end at its limit; <see cref="WasCut"/> then says
/// that nothing is proven.
/// </remarks>
internal sealed class ReplicaSetPricer
{
    /// <summary>Kept slots are one bit each.</summary>
    public const int MaxReplicationFactor = 30;

    /// <summary>
    /// Up to this replication factor sets are found by depth-first search, in well under a microsecond; the flow takes some ten.
    /// </summary>
    public const int MaxSearched = 6;

    private const int MaxSteps = 100_000;

    private readonly CellGrid _grid;
    private readonly int[] _present;
    private readonly bool _whole;
    private readonly int _dimensions;
    private readonly int[] _firstDomain;
    private readonly int[] _domainsOf;
    private readonly int[] _domainCount;
    private readonly int[] _domainNeed;
    private readonly int[] _domainCellCount;
    private readonly int[] _cellCount;
    private readonly int[] _position;
    private readonly int[] _chosen = new int[MaxReplicationFactor];
    private readonly long[] _cheapestRest = new long[MaxReplicationFactor + 1];
    private readonly long[] _keep = new long[MaxReplicationFactor];
    private PricingNetwork? _network;
    private SpreadClass? _class;
    private int[] _domainMin = [];
    private int[] _domainMax = [];
    private int[] _cellMin = [];
    private int[] _cellMax = [];
    private SlotRules _rules;
    private int _domainCellNeed;
    private int _cellNeed;
    private int _slot;
    private int _width;
    private int _steps;

    /// <param name="grid">The cells.</param>
    /// <param name="present">The present brokers of all slots.</param>
    public ReplicaSetPricer(CellGrid grid, int[] present)
    {
        _grid = grid;
        _present = present;
        _whole = grid.IsWhole;
        _dimensions = grid.Problem.DimensionCount;
        _firstDomain = new int[_dimensions + 1];
        for (var d = 0; d < _dimensions; d++)
        {
            _firstDomain[d + 1] = _firstDomain[d] + grid.Problem.DomainCounts[d];
        }

        // The domains of all dimensions are numbered through, and those of a cell are neighbours.
        _domainsOf = new int[grid.Count * _dimensions];
        for (var i = 0; i < _domainsOf.Length; i++)
        {
            var (c, d) = (i / _dimensions, i % _dimensions);
            _domainsOf[i] = _firstDomain[d] + grid.DomainOf[d][c];
        }

        _domainCount = new int[_firstDomain[_dimensions]];
        _domainNeed = new int[_dimensions];
        _domainCellCount = new int[grid.DomainCellCount];
        _cellCount = new int[grid.Count];
        ArrivalPrice = new long[grid.Count];
        CellOrder = [.. Enumerable.Range(0, grid.Count)];
        _position = [.. CellOrder];
    }

    /// <summary>The price of a replica that arrives in a cell; <see cref="Price.Forbidden"/> and above: never.</summary>
    public long[] ArrivalPrice { get; }

    /// <summary>The cells by ascending <see cref="ArrivalPrice"/>.</summary>
    public int[] CellOrder { get; }

    /// <summary>The price of the best set.</summary>
    public long BestPrice { get; private set; }

    /// <summary>The replicas it keeps, one bit per slot.</summary>
    public int BestKept { get; private set; }

    /// <summary>How many replicas arrive; -1 when no set is below the limit.</summary>
    public int BestArrivalCount { get; private set; }

    /// <summary>The cells they arrive in; the first <see cref="BestArrivalCount"/> entries.</summary>
    public int[] BestArrivals { get; } = new int[MaxReplicationFactor];

    /// <summary>Whether any search so far ended at its limit, so that a cheaper set may exist.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Sorts <see cref="CellOrder"/> by price, then index, after any change of <see cref="ArrivalPrice"/>.</summary>
    public void SortCells()
    {
        Array.Sort(CellOrder, (a, b) => ArrivalPrice[a] != ArrivalPrice[b] ? ArrivalPrice[a].CompareTo(ArrivalPrice[b]) : a.CompareTo(b));
        for (var i = 0; i < CellOrder.Length; i++)
        {
            _position[CellOrder[i]] = i;
        }
    }

    /// <summary>Changes one cell's price and keeps the order, by insertion: prices change little from partition to partition.</summary>
    public void SetArrivalPrice(int cell, long price)
    {
        ArrivalPrice[cell] = price;
        var i = _position[cell];
        while (i + 1 < CellOrder.Length && ArrivalPrice[CellOrder[i + 1]] < price)
        {
            CellOrder[i] = CellOrder[i + 1];
            _position[CellOrder[i]] = i++;
        }

        while (i > 0 && ArrivalPrice[CellOrder[i - 1]] > price)
        {
            CellOrder[i] = CellOrder[i - 1];
            _position[CellOrder[i]] = i--;
        }

        CellOrder[i] = cell;
        _position[cell] = i;
    }

    /// <summary>Puts a cell before all others of the same price.</summary>
    public void PutFirstOfItsPrice(int cell)
    {
        var i = _position[cell];
        while (i > 0 && ArrivalPrice[CellOrder[i - 1]] == ArrivalPrice[cell])
        {
            CellOrder[i] = CellOrder[i - 1];
            _position[CellOrder[i]] = i--;
        }

        CellOrder[i] = cell;
        _position[cell] = i;
    }

    /// <summary>Finds the cheapest set of the partition whose slots start at <paramref name="slot"/>.</summary>
    /// <param name="slot">Its first slot.</param>
    /// <param name="width">How many slots it has.</param>
    /// <param name="spread">The spread that it is to have.</param>
    /// <param name="rules">What its slots ask.</param>
    /// <param name="keepPrice">The price of keeping each slot's replica.</param>
    /// <param name="limit">Only sets below this price count.</param>
    public void Solve(int slot, int width, SpreadClass spread, SlotRules rules, ReadOnlySpan<long> keepPrice, long limit = long.MaxValue)
    {
        BestPrice = limit;
        BestArrivalCount = -1;
        if (_dimensions <= 2 && (width > MaxSearched || rules.Wanted > MaxSearched))
        {
            SolveAsFlow(slot, width, spread, rules, keepPrice);
            return;
        }

        Begin(slot, width, spread, rules);
        _steps = 0;
        var cheapestArrival = ArrivalPrice[CellOrder[0]];
        _cheapestRest[width] = rules.Wanted == width ? 0 : cheapestArrival;
        for (var i = width - 1; i >= 0; i--)
        {
            _keep[i] = keepPrice[i];
            var price = _present[slot + i] < 0 ? cheapestArrival : Math.Min(keepPrice[i], cheapestArrival);
            _cheapestRest[i] = rules.Wanted == width ? _cheapestRest[i + 1] + price : Math.Min(_cheapestRest[i + 1], price);
        }

        Visit(0, 0, 0, 0, cheapestArrival);
    }

    /// <summary>Whether the slots' brokers, read from <paramref name="brokers"/>, form a best set as they are.</summary>
    public bool IsBest(ReadOnlySpan<int> brokers, SpreadClass spread)
    {
        if (Placement.CountReplicas(brokers) != spread.ReplicationFactor)
        {
            return false;
        }

        Begin(0, brokers.Length, spread, new(spread.ReplicationFactor));
        var pushed = 0;
        while (pushed < brokers.Length && (brokers[pushed] < 0 || Push(_grid.CellOf[brokers[pushed]])))
        {
            pushed++;
        }

        var best = pushed == brokers.Length && IsComplete();
        while (pushed > 0)
        {
            if (brokers[--pushed] >= 0)
            {
                Pop(_grid.CellOf[brokers[pushed]]);
            }
        }

        return best;
    }

    private void SolveAsFlow(int slot, int width, SpreadClass spread, SlotRules rules, ReadOnlySpan<long> keepPrice)
    {
        _network ??= new(_grid);
        var present = _present.AsSpan(slot, width);
        if (_network.Solve(present, spread, rules, keepPrice, ArrivalPrice) && (rules.OneOf == 0 || (_network.Kept & rules.OneOf) != 0))
        {
            Record(_network);
            return;
        }

        for (var i = 0; i < width && rules.OneOf != 0; i++)
        {
            if ((rules.OneOf >> i & 1) != 0
                && _network.Solve(present, spread, rules with { Forced = rules.Forced | (1 << i) }, keepPrice, ArrivalPrice))
            {
                Record(_network);
            }
        }
    }

    private void Record(PricingNetwork network)
    {
        if (network.Price < BestPrice)
        {
            BestPrice = network.Price;
            BestKept = network.Kept;
            BestArrivalCount = network.Arrivals.Count;
            network.Arrivals.CopyTo(BestArrivals);
        }
    }

    private void Begin(int slot, int width, SpreadClass spread, SlotRules rules)
    {
        if (!ReferenceEquals(_class, spread))
        {
            _class = spread;
            (_domainMin, _domainMax) = (spread.AllDomainMin, spread.AllDomainMax);
            (_cellMin, _cellMax) = (spread.CellMin, spread.CellMax);
        }

        _slot = slot;
        _width = width;
        _rules = rules;
        spread.DomainNeed.CopyTo(_domainNeed, 0);
        _domainCellNeed = spread.DomainCellNeed;
        _cellNeed = spread.CellNeed;
    }

    private void Visit(int i, int kept, int keptCount, long price, long cheapestArrival)
    {
        var left = _rules.Wanted - keptCount;
        if (left < 0 || _steps++ > MaxSteps)
        {
            WasCut |= left >= 0;
            return;
        }

        var least = _rules.Wanted == _width ? ((i - keptCount) * cheapestArrival) + _cheapestRest[i] : left * _cheapestRest[i];
        if (price + least >= BestPrice)
        {
            return;
        }

        if (i == _width)
        {
            if (_rules.OneOf != 0 && (kept & _rules.OneOf) == 0)
            {
                return;
            }

            if (left > 0)
            {
                Arrive(left, 0, price, kept, 0);
            }
            else if (IsComplete())
            {
                Record(price, kept, 0);
            }

            return;
        }

        var b = _present[_slot + i];
        if (b >= 0)
        {
            var c = _grid.CellOf[b];
            if (Push(c))
            {
                Visit(i + 1, kept | (1 << i), keptCount + 1, price + _keep[i], cheapestArrival);
                Pop(c);
            }
        }

        if ((_rules.Forced >> i & 1) == 0)
        {
            Visit(i + 1, kept, keptCount, price, cheapestArrival);
        }
    }

    private void Arrive(int left, int from, long price, int kept, int depth)
    {
        if (_cellNeed > left || _domainCellNeed > left || _steps++ > MaxSteps)
        {
            WasCut |= _steps > MaxSteps;
            return;
        }

        for (var d = 0; d < _dimensions; d++)
        {
            if (_domainNeed[d] > left)
            {
                return;
            }
        }

        for (var j = from; j < CellOrder.Length; j++)
        {
            var c = CellOrder[j];
            var arrival = ArrivalPrice[c];
            if (arrival >= Price.Forbidden || price + (arrival * left) >= BestPrice)
            {
                return;
            }

            if (!Push(c))
            {
                continue;
            }

            _chosen[depth] = c;
            if (left > 1)
            {
                Arrive(left - 1, j, price + arrival, kept, depth + 1);
            }
            else if (IsComplete())
            {
                Record(price + arrival, kept, depth + 1);
            }

            Pop(c);
        }
    }

    private void Record(long price, int kept, int arrivals)
    {
        BestPrice = price;
        BestKept = kept;
        BestArrivalCount = arrivals;
        Array.Copy(_chosen, BestArrivals, arrivals);
    }

    private bool Push(int cell)
    {
        if (_cellCount[cell] >= _cellMax[cell])
        {
            return false;
        }

        var domains = DomainsOf(cell);
        var (counts, most) = (_domainCount, _domainMax);
        foreach (var f in domains)
        {
            if (counts[f] >= most[f])
            {
                return false;
            }
        }

        var domainCell = _grid.DomainCellOf[cell];
        if (!_whole && _domainCellCount[domainCell] >= _class!.DomainCellMax[domainCell])
        {
            return false;
        }

        for (var d = 0; d < domains.Length; d++)
        {
            var f = domains[d];
            if (counts[f]++ < _domainMin[f])
            {
                _domainNeed[d]--;
            }
        }

        if (_cellCount[cell]++ < _cellMin[cell])
        {
            _cellNeed--;
        }

        if (_domainCellCount[domainCell]++ < _class!.DomainCellMin[domainCell])
        {
            _domainCellNeed--;
        }

        return true;
    }

    private void Pop(int cell)
    {
        var domains = DomainsOf(cell);
        for (var d = 0; d < domains.Length; d++)
        {
            var f = domains[d];
            if (_domainCount[f]-- <= _domainMin[f])
            {
                _domainNeed[d]++;
            }
        }

        if (_cellCount[cell]-- <= _cellMin[cell])
        {
            _cellNeed++;
        }

        var domainCell = _grid.DomainCellOf[cell];
        if (_domainCellCount[domainCell]-- <= _class!.DomainCellMin[domainCell])
        {
            _domainCellNeed++;
        }
    }

    private ReadOnlySpan<int> DomainsOf(int cell) => _domainsOf.AsSpan(cell * _dimensions, _dimensions);

    /// <summary>Whether a full set has all that a best set must have.</summary>
    private bool IsComplete()
    {
        if (_cellNeed > 0 || _domainCellNeed > 0)
        {
            return false;
        }

        for (var d = 0; d < _dimensions; d++)
        {
            if (_domainNeed[d] > 0)
            {
                return false;
            }
        }

        return !_class!.ExactCost || Cost() == _class.BestCost;
    }

    private long Cost()
    {
        var cost = SpreadCost.Empty(_rules.Wanted, _grid.Problem.DomainCounts);
        for (var d = 0; d < _dimensions; d++)
        {
            var domains = _domainCount.AsSpan(_firstDomain[d].._firstDomain[d + 1]);
            foreach (var count in domains)
            {
                cost += SpreadCost.Of(count, _rules.Wanted, domains.Length);
            }
        }

        return cost;
    }
}
