namespace Rebalancer.Planning.Budgets;

/// <summary>Brokers in the order of their loads, kept while loads go up and down by one.</summary>
internal sealed class BrokersByLoad
{
    private readonly int[] _order;
    private readonly int[] _place;
    private readonly int[] _load;

    /// <param name="loads">Replicas by broker; copied.</param>
    public BrokersByLoad(int[] loads)
    {
        _load = (int[])loads.Clone();
        _order = [.. Enumerable.Range(0, loads.Length).OrderBy(b => loads[b]).ThenBy(b => b)];
        _place = new int[loads.Length];
        for (var i = 0; i < _order.Length; i++)
        {
            _place[_order[i]] = i;
        }
    }

    /// <summary>Brokers, the emptiest first.</summary>
    public ReadOnlySpan<int> Order => _order;

    /// <summary>The load of a broker.</summary>
    public int this[int broker] => _load[broker];

    /// <summary>One replica goes from one broker to another.</summary>
    public void Move(int from, int to)
    {
        Swap(_place[from], FirstOf(_load[from]));
        _load[from]--;
        Swap(_place[to], FirstOf(_load[to] + 1) - 1);
        _load[to]++;
    }

    private void Swap(int i, int j)
    {
        (_order[i], _order[j]) = (_order[j], _order[i]);
        (_place[_order[i]], _place[_order[j]]) = (i, j);
    }

    /// <summary>The first place of brokers with at least a load.</summary>
    private int FirstOf(int load)
    {
        var (low, high) = (0, _order.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _load[_order[middle]] < load ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
