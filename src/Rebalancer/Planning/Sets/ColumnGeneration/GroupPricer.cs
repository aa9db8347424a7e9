using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// The cheapest answer of a partition group at the master problem's prices: a set and, where leaders count, who leads it. Not thread-safe.
/// </summary>
/// <remarks>
/// With leaders, the cheapest set that holds the present leader is asked for, and for each cell the cheapest set with a replica there that
/// may lead; cells are tried by their price as a leader's, until not even the cheapest set of all would be cheaper with one.
/// </remarks>
internal sealed class GroupPricer
{
    // Off the price of an arrival that a set must have: above the price of any set, and small enough for the pricing network.
    private const long Must = 1L << 50;

    private readonly PartitionGroups _groups;
    private readonly ReplicaSetPricer _pricer;
    private readonly int[] _offsets;
    private readonly MasterPrices _prices;
    private readonly int[] _leaderCells = [];
    private readonly long[] _keep = new long[ReplicaSetPricer.MaxReplicationFactor];
    private readonly bool[] _isOpen;
    private SpreadClass _spread = null!;
    private SlotRules _rules;
    private int _group;
    private int _width;

    public GroupPricer(PartitionGroups groups, MasterPrices prices)
    {
        _groups = groups;
        _prices = prices;
        (_pricer, _offsets) = groups.CreatePricer();
        prices.SetOn(_pricer);
        _isOpen = groups.Cells.Grid.Accepts;
        if (groups.Leaders is not null)
        {
            _leaderCells = [.. Enumerable.Range(0, groups.Cells.Grid.Count).OrderBy(prices.LeaderInCell).ThenBy(c => c)];
        }
    }

    /// <summary>The price of the best answer found below the limit.</summary>
    public long Price { get; private set; }

    /// <summary>No answer of the group is cheaper: below <see cref="Price"/> only where that could not be told exactly.</summary>
    public long LeastPrice { get; private set; }

    /// <summary>The slots that the answer keeps.</summary>
    public int Kept { get; private set; }

    /// <summary>How many replicas arrive; -1 where no answer is below the limit.</summary>
    public int ArrivalCount { get; private set; }

    /// <summary>The cells they arrive in.</summary>
    public int[] Arrivals { get; } = new int[ReplicaSetPricer.MaxReplicationFactor];

    /// <summary>Who leads, as in <see cref="Column.Leader"/>.</summary>
    public int Leader { get; private set; }

    /// <summary>Whether a search ended at its limit, so that nothing is proven.</summary>
    public bool WasCut => _pricer.WasCut;

    /// <summary>Finds the cheapest answer of a group; only those below the limit count.</summary>
    public void Solve(int group, long limit = long.MaxValue)
    {
        _group = group;
        _width = _groups.SlotGroups[group].Length;
        _spread = _groups.Cells.Targets.Classes[_groups.Class[group]];
        _rules = _groups.Rules[group];
        _prices.KeepPrices(_groups.SlotGroups[group], _keep);
        (Price, ArrivalCount) = (limit, -1);
        LeastPrice = limit;
        if (_groups.Leaders is null)
        {
            Ask(_rules, 0);
            Leader = (Kept & 1) != 0 ? Column.PresentLeader : Column.AnyLeader;
        }
        else
        {
            AskWithLeader();
        }

        LeastPrice = Math.Min(LeastPrice, Price);
    }

    private void AskWithLeader()
    {
        if (_groups.LeaderGroup[_group] is >= 0 and var y)
        {
            TryLeader(_rules with { Forced = _rules.Forced | 1 }, _prices.PresentLeader(y), Column.PresentLeader);
        }

        _pricer.Solve(_offsets[_group], _width, _spread, _rules, _keep);
        if (_pricer.BestArrivalCount < 0)
        {
            return;
        }

        var (free, kept) = (_pricer.BestPrice, _pricer.BestKept);
        var arrivals = _pricer.BestArrivals.AsSpan(0, _pricer.BestArrivalCount).ToArray();
        foreach (var c in _leaderCells)
        {
            var extra = MasterPrices.Change + _prices.LeaderInCell(c);
            if (free + extra >= Price)
            {
                break;
            }

            if (_spread.CellMax[c] == 0)
            {
                continue;
            }

            if (arrivals.Contains(c) || FollowersIn(c).Any(i => (kept >> i & 1) != 0))
            {
                // The cheapest set of all has a replica there, and further cells are no cheaper.
                Take(free + extra, kept, arrivals, c);
                break;
            }

            foreach (var i in FollowersIn(c))
            {
                TryLeader(_rules with { Forced = _rules.Forced | (1 << i) }, extra, c);
            }

            if (_isOpen[c])
            {
                TryArrival(c, free, extra);
            }
        }
    }

    private void TryArrival(int c, long free, long extra)
    {
        if (_spread.CellMax[c] > 1)
        {
            LeastPrice = Math.Min(LeastPrice, free + extra);
            return;
        }

        var price = _pricer.ArrivalPrice[c];
        _pricer.SetArrivalPrice(c, price - Must);
        _pricer.Solve(_offsets[_group], _width, _spread, _rules, _keep);
        _pricer.SetArrivalPrice(c, price);
        if (_pricer.BestArrivalCount >= 0
            && _pricer.BestPrice + Must + extra < Price
            && _pricer.BestArrivals.AsSpan(0, _pricer.BestArrivalCount).Contains(c))
        {
            Take(_pricer.BestPrice + Must + extra, _pricer.BestKept, _pricer.BestArrivals.AsSpan(0, _pricer.BestArrivalCount), c);
        }
    }

    private void TryLeader(SlotRules rules, long extra, int leader)
    {
        if (Ask(rules, extra))
        {
            Leader = leader;
        }
    }

    private bool Ask(SlotRules rules, long extra)
    {
        _pricer.Solve(_offsets[_group], _width, _spread, rules, _keep, Price == long.MaxValue ? Price : Price - extra);
        if (_pricer.BestArrivalCount < 0)
        {
            return false;
        }

        Take(_pricer.BestPrice + extra, _pricer.BestKept, _pricer.BestArrivals.AsSpan(0, _pricer.BestArrivalCount), Leader);
        return true;
    }

    private void Take(long price, int kept, ReadOnlySpan<int> arrivals, int leader)
    {
        (Price, Kept, Leader, ArrivalCount) = (price, kept, leader, arrivals.Length);
        arrivals.CopyTo(Arrivals);
    }

    /// <summary>The slots in a cell that hold a replica other than the present leader's.</summary>
    private IEnumerable<int> FollowersIn(int cell)
    {
        var slots = _groups.SlotGroups[_group];
        for (var i = 1; i < slots.Length; i++)
        {
            if (slots[i] >= 0 && _groups.GroupCell[slots[i]] == cell)
            {
                yield return i;
            }
        }
    }
}
