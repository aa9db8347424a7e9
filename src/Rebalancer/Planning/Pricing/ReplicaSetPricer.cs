using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Pricing;

/// <summary>
/// The cheapest best-spread replica set of one partition at given prices: which replicas it keeps, and into which cells the others arrive.
/// Exact: depth-first over keep or drop for each replica, then over cells in the order of their price, cut off by the best price found.
/// It is the placement's step and the pricing problem of the column generation (engine reference, 4.3). Not thread-safe.
/// </summary>
internal sealed class ReplicaSetPricer
{
    private readonly CellGrid _grid;
    private readonly int[] _replicas;
    private readonly int _dimensions;
    private readonly int[][] _domainCount;
    private readonly int[] _domainNeed;
    private readonly int[] _cellCount;
    private readonly int[] _position;
    private readonly int[] _chosen = new int[MaxReplicationFactor];
    private readonly long[] _cheapestRest = new long[MaxReplicationFactor + 1];
    private readonly long[] _keep = new long[MaxReplicationFactor];
    private SpreadClass _class = null!;
    private int _cellNeed;
    private int _slot;
    private int _replicationFactor;

    /// <summary>Keep masks are ints.</summary>
    public const int MaxReplicationFactor = 30;

    public ReplicaSetPricer(CellGrid grid, int[] replicas)
    {
        _grid = grid;
        _replicas = replicas;
        _dimensions = grid.Model.DimensionCount;
        _domainCount = [.. grid.Model.DomainCounts.Select(n => new int[n])];
        _domainNeed = new int[_dimensions];
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

    /// <summary>The replicas it keeps, a bit a slot.</summary>
    public int BestKept { get; private set; }

    /// <summary>How many replicas arrive; -1 when no set is below the limit.</summary>
    public int BestArrivalCount { get; private set; }

    /// <summary>The cells they arrive in; the first <see cref="BestArrivalCount"/> entries.</summary>
    public int[] BestArrivals { get; } = new int[MaxReplicationFactor];

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

    /// <summary>Finds the cheapest set of the partition whose slots start at <paramref name="slot"/>; only sets below <paramref name="limit"/> count.</summary>
    public void Solve(int slot, int replicationFactor, SpreadClass spread, ReadOnlySpan<long> keepPrice, long limit = long.MaxValue)
    {
        Begin(slot, replicationFactor, spread);
        BestPrice = limit;
        BestArrivalCount = -1;
        var cheapestArrival = ArrivalPrice[CellOrder[0]];
        _cheapestRest[replicationFactor] = 0;
        for (var i = replicationFactor - 1; i >= 0; i--)
        {
            _keep[i] = keepPrice[i];
            _cheapestRest[i] = _cheapestRest[i + 1] + (_replicas[slot + i] < 0 ? cheapestArrival : Math.Min(keepPrice[i], cheapestArrival));
        }

        Visit(0, 0, 0, 0, cheapestArrival);
    }

    /// <summary>Whether the slots' brokers, read from <paramref name="brokers"/>, form a best set as they are.</summary>
    public bool IsBest(ReadOnlySpan<int> brokers, SpreadClass spread)
    {
        Begin(0, brokers.Length, spread);
        var pushed = 0;
        while (pushed < brokers.Length && brokers[pushed] >= 0 && Push(_grid.CellOf[brokers[pushed]]))
        {
            pushed++;
        }

        var best = pushed == brokers.Length && Complete();
        while (pushed > 0)
        {
            Pop(_grid.CellOf[brokers[--pushed]]);
        }

        return best;
    }

    private void Begin(int slot, int replicationFactor, SpreadClass spread)
    {
        _class = spread;
        _slot = slot;
        _replicationFactor = replicationFactor;
        spread.DomainNeed.CopyTo(_domainNeed, 0);
        _cellNeed = spread.CellNeed;
    }

    private void Visit(int i, int kept, int dropped, long price, long cheapestArrival)
    {
        if (price + (dropped * cheapestArrival) + _cheapestRest[i] >= BestPrice)
        {
            return;
        }

        if (i == _replicationFactor)
        {
            if (dropped > 0)
            {
                Arrive(dropped, 0, price, kept, 0);
            }
            else if (Complete())
            {
                Record(price, kept, 0);
            }

            return;
        }

        var b = _replicas[_slot + i];
        if (b >= 0)
        {
            var c = _grid.CellOf[b];
            if (Push(c))
            {
                Visit(i + 1, kept | (1 << i), dropped, price + _keep[i], cheapestArrival);
                Pop(c);
            }
        }

        Visit(i + 1, kept, dropped + 1, price, cheapestArrival);
    }

    private void Arrive(int left, int from, long price, int kept, int depth)
    {
        if (_cellNeed > left)
        {
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
            else if (Complete())
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
        if (_cellCount[cell] >= _class.CellMax[cell])
        {
            return false;
        }

        for (var d = 0; d < _dimensions; d++)
        {
            var f = _grid.DomainOf[d][cell];
            if (_domainCount[d][f] >= _class.DomainMax[d][f])
            {
                while (d-- > 0)
                {
                    f = _grid.DomainOf[d][cell];
                    if (_domainCount[d][f]-- <= _class.DomainMin[d][f])
                    {
                        _domainNeed[d]++;
                    }
                }

                return false;
            }

            if (_domainCount[d][f]++ < _class.DomainMin[d][f])
            {
                _domainNeed[d]--;
            }
        }

        if (_cellCount[cell]++ < _class.CellMin[cell])
        {
            _cellNeed--;
        }

        return true;
    }

    private void Pop(int cell)
    {
        for (var d = 0; d < _dimensions; d++)
        {
            var f = _grid.DomainOf[d][cell];
            if (_domainCount[d][f]-- <= _class.DomainMin[d][f])
            {
                _domainNeed[d]++;
            }
        }

        if (_cellCount[cell]-- <= _class.CellMin[cell])
        {
            _cellNeed++;
        }
    }

    /// <summary>Whether a full set has all that a best set must have.</summary>
    private bool Complete()
    {
        if (_cellNeed > 0)
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

        return !_class.ExactCost || Cost() == _class.BestCost;
    }

    private long Cost()
    {
        long cost = 0;
        for (var d = 0; d < _dimensions; d++)
        {
            foreach (var count in _domainCount[d])
            {
                cost += SpreadCost.Of(count, _replicationFactor, _domainCount[d].Length);
            }
        }

        return cost;
    }
}
