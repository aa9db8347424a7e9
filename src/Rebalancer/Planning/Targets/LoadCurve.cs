using Rebalancer.Planning.Cells;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// How a cell's brokers fill up when its replicas are shared as evenly as possible: at each load level as many units as there are brokers that may stand there.
/// A broker starts at its fixed load and, where it takes nothing new, ends at what it has now.
/// </summary>
internal sealed class LoadCurve
{
    private readonly int[] _floor;
    private readonly int[] _ceiling;

    public LoadCurve(CellGrid grid, int cell, int[] fixedLoad, int[] movableLoad, int unlimited)
    {
        var brokers = grid.BrokersOf(cell);
        _floor = new int[brokers.Length];
        _ceiling = new int[brokers.Length];
        for (var i = 0; i < brokers.Length; i++)
        {
            var b = brokers[i];
            _floor[i] = fixedLoad[b];
            _ceiling[i] = grid.Model.AcceptsNew[b] ? unlimited : fixedLoad[b] + movableLoad[b];
        }
    }

    /// <summary>Units that fit between load level <paramref name="from"/> and <paramref name="to"/>.</summary>
    public long Capacity(long from, long to)
    {
        long units = 0;
        for (var i = 0; i < _floor.Length; i++)
        {
            units += Math.Max(0, Math.Min(_ceiling[i], to) - Math.Max(_floor[i], from));
        }

        return units;
    }

    /// <summary>The sum of (level - center) over those units, the marginal cost of half the shifted square.</summary>
    public double LevelSum(long from, long to, long center)
    {
        double sum = 0;
        for (var i = 0; i < _floor.Length; i++)
        {
            double a = Math.Max(_floor[i], from);
            double z = Math.Min(_ceiling[i], to);
            if (z > a)
            {
                sum += ((a + z - 1) / 2 - center) * (z - a);
            }
        }

        return sum;
    }

    /// <summary>The largest level below which at most <paramref name="units"/> units fit.</summary>
    public long FullLevel(long units, long highest)
    {
        long low = 0;
        var high = highest;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Capacity(0, middle) <= units)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>The smallest level below which all of <paramref name="units"/> units fit.</summary>
    public long TopLevel(long units, long highest)
    {
        long low = 0;
        var high = highest;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Capacity(0, middle) >= units)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
