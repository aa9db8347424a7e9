using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Proof;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// What the master problem is told of preferred leaders: of all plans with no more than the given moves, those with fewest changes are
/// asked for (docs/planning.md, "Leaders, proven together").
/// </summary>
/// <remarks>
/// A leader group is the brokers of one price group that lead more than their share, or those that do not. They keep no more of what they
/// lead now than their shares, and all leaders in a cell are no more than its brokers' shares.
/// </remarks>
internal sealed class LeaderTerms
{
    /// <param name="cells">The cells.</param>
    /// <param name="priceGroupOf">The price group of each broker.</param>
    /// <param name="bounds">What the brokers lead now, and their shares.</param>
    /// <param name="moves">The most moves.</param>
    public LeaderTerms(CellPlacement cells, int[] priceGroupOf, LeaderBounds bounds, long moves)
    {
        Moves = moves;
        OneMore = bounds.Shares.OneMore;
        GroupOf = new int[cells.Problem.BrokerCount];
        var index = new Dictionary<(int PriceGroup, bool IsAbove), int>();
        for (var b = 0; b < GroupOf.Length; b++)
        {
            var key = (priceGroupOf[b], bounds.LedNow[b] > bounds.Shares.Lower[b]);
            if (!index.TryGetValue(key, out var y))
            {
                index[key] = y = index.Count;
                Share.Add(0);
                Room.Add(0);
                CellOf.Add(cells.Grid.CellOf[b]);
            }

            GroupOf[b] = y;
            Share[y] += bounds.Shares.Lower[b] - bounds.LedAlways[b];
            Room[y] += bounds.Shares.MayLeadOneMore[b] ? 1 : 0;
        }
    }

    /// <summary>The most moves.</summary>
    public long Moves { get; }

    /// <summary>The leader group of each broker.</summary>
    public int[] GroupOf { get; }

    /// <summary>What the brokers of each leader group lead of movable partitions, at least.</summary>
    public List<long> Share { get; } = [];

    /// <summary>The cell of each leader group.</summary>
    public List<int> CellOf { get; } = [];

    /// <summary>How many brokers of each group may lead one more.</summary>
    public List<int> Room { get; } = [];

    /// <summary>How many brokers lead one more, in all.</summary>
    public int OneMore { get; }

    /// <summary>How many groups there are.</summary>
    public int Count => Share.Count;
}
