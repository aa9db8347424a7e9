using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Budgets;

/// <summary>
/// A lower bound on the balance of any plan that copies so few replicas: the fullest brokers give, the emptiest take, whatever the spread.
/// </summary>
internal static class LoadBound
{
    /// <summary>The least sum of squares.</summary>
    /// <param name="loads">Replicas by judged broker now.</param>
    /// <param name="arrivals">Replicas that arrive on judged brokers, at most.</param>
    /// <param name="total">Replicas on judged brokers after the plan.</param>
    public static long SumOfSquares(int[] loads, long arrivals, long total)
    {
        // A plan takes some r replicas off and puts r + total - present on; the more it may, the more even the loads can be.
        var present = loads.Sum(x => (long)x);
        arrivals = Math.Min(arrivals, present + total);
        var give = arrivals - (total - present);
        if (give < 0)
        {
            give = Math.Max(0, present - total);
        }

        give = Math.Min(give, present);
        var lowered = Lower(loads, give);
        var raised = Raise(lowered, Math.Max(0, total - (present - give)));
        return Math.Max(Squares.Even(total, loads.Length), Squares.Sum(raised));
    }

    private static int[] Lower(int[] loads, long units)
    {
        var level = (long)loads.Max();
        var (low, high) = (0L, level);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (loads.Sum(x => Math.Max(0, x - middle)) <= units)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        var rest = units - loads.Sum(x => Math.Max(0, x - low));
        return [.. loads.Select(x => x >= low && low > 0 && rest-- > 0 ? (int)low - 1 : (int)Math.Min(x, low))];
    }

    private static int[] Raise(int[] loads, long units)
    {
        var (low, high) = (0L, loads.Max() + units + 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (loads.Sum(x => Math.Max(0, middle - x)) <= units)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        var rest = units - loads.Sum(x => Math.Max(0, low - x));
        return [.. loads.Select(x => x <= low && rest-- > 0 ? (int)low + 1 : (int)Math.Max(x, low))];
    }
}
