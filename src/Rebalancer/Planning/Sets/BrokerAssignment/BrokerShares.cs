using Rebalancer.Planning.Cells;

namespace Rebalancer.Planning.Sets.BrokerAssignment;

/// <summary>
/// How many replicas of movable partitions each broker gets, once the cells' totals are known: as even as possible inside each cell.
/// </summary>
internal static class BrokerShares
{
    /// <summary>
    /// Fills each cell's brokers up to one load level; what is left over goes to those that keep most, since each kept replica above a
    /// broker's share is one move.
    /// </summary>
    public static int[] Compute(CellPlacement cells)
    {
        var shares = new int[cells.Problem.BrokerCount];
        for (var c = 0; c < cells.Grid.Count; c++)
        {
            Fill(cells, cells.Grid.BrokersOf(c).ToArray(), cells.InCell[c], shares);
        }

        return shares;
    }

    private static void Fill(CellPlacement cells, int[] brokers, long total, int[] shares)
    {
        var fixedLoad = cells.Targets.FixedLoad;
        long Filled(long level) => brokers.Sum(b => Math.Max(0, level - fixedLoad[b]));

        long low = 0;
        var high = total + brokers.Max(b => (long)fixedLoad[b]) + 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Filled(middle) <= total)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        foreach (var b in brokers)
        {
            shares[b] = (int)Math.Max(0, low - fixedLoad[b]);
        }

        var left = total - Filled(low);
        foreach (var b in brokers.Where(b => fixedLoad[b] <= low).OrderByDescending(b => cells.KeptOnBroker[b] - shares[b]).ThenBy(b => b))
        {
            if (left-- <= 0)
            {
                break;
            }

            shares[b]++;
        }
    }
}
