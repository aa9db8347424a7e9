namespace Rebalancer.Verification;

/// <summary>
/// The best spread in any number of rack dimensions, by branch and bound over the cells; the bound is what each dimension needs alone.
/// </summary>
internal sealed class SpreadSearch
{
    // Real racks are answered in hundreds of steps. The limit keeps strange ones (many dimensions, hundreds of cells) from taking forever,
    // at the price of a yardstick that may ask too little.
    private const int MaxSteps = 5_000_000;

    private readonly SpreadCell[] _cells;
    private readonly int[] _domainCounts;
    private readonly int _factor;
    private readonly int _choice;
    private readonly int[][] _held;
    private readonly int[] _distinct;
    private readonly int[] _taken;
    private int[] _bestTaken;
    private long _best = long.MaxValue;
    private int _steps;

    /// <summary>Prepares the search.</summary>
    public SpreadSearch(SpreadQuestion question)
    {
        _cells = question.Cells;
        _domainCounts = question.DomainCounts;
        _factor = question.ReplicationFactor;
        _choice = question.Choice;
        _held = Array.ConvertAll(question.Held, held => (int[])held.Clone());
        _distinct = Array.ConvertAll(_held, held => held.Count(h => h > 0));
        _taken = new int[_cells.Length];
        _bestTaken = new int[_cells.Length];
    }

    /// <summary>How many replicas a best spread takes from each cell.</summary>
    public int[] Run()
    {
        Greedy();
        Search(0, _choice, 0);
        return _bestTaken;
    }

    // Always the cell that costs least now: a first answer, and on full grids mostly the last.
    private void Greedy()
    {
        var excess = 0;
        var order = new List<int>();
        for (var left = _choice; left > 0; left--)
        {
            var (best, bestCost) = (-1, long.MaxValue);
            for (var c = 0; c < _cells.Length; c++)
            {
                if (_taken[c] < _cells[c].Brokers)
                {
                    var cost = Cost(left - 1, excess + Take(c));
                    Return(c);
                    if (cost < bestCost)
                    {
                        (best, bestCost) = (c, cost);
                    }
                }
            }

            excess += Take(best);
            order.Add(best);
        }

        _best = Cost(0, excess);
        _bestTaken = [.. _taken];
        order.ForEach(Return);
    }

    // Each replica comes from the same cell as the one before or a later one.
    private void Search(int cell, int left, int excess)
    {
        if (Cost(left, excess) >= _best || _steps++ > MaxSteps)
        {
            return;
        }

        if (left == 0)
        {
            _best = Cost(0, excess);
            _bestTaken = [.. _taken];
            return;
        }

        for (; cell < _cells.Length; cell++)
        {
            if (_taken[cell] < _cells[cell].Brokers)
            {
                var step = Take(cell);
                Search(cell, left - 1, excess + step);
                Return(cell);
            }
        }
    }

    private int Take(int cell)
    {
        var step = 0;
        _taken[cell]++;
        for (var d = 0; d < _held.Length; d++)
        {
            ref var held = ref _held[d][_cells[cell].Domains[d]];
            step += ReachableSpread.ExcessStep(held, _factor, _domainCounts[d]);
            _distinct[d] += held++ == 0 ? 1 : 0;
        }

        return step;
    }

    private void Return(int cell)
    {
        _taken[cell]--;
        for (var d = 0; d < _held.Length; d++)
        {
            _distinct[d] -= --_held[d][_cells[cell].Domains[d]] == 0 ? 1 : 0;
        }
    }

    // The cost if every replica left were a new domain in every dimension that still has one.
    private long Cost(int left, int excess)
    {
        long cost = excess;
        for (var d = 0; d < _distinct.Length; d++)
        {
            cost += (long)ReachableSpread.MissingWeight * Math.Max(0, Math.Min(_factor, _domainCounts[d]) - _distinct[d] - left);
        }

        return cost;
    }
}
