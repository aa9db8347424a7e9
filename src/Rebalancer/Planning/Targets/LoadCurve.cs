using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// How a cell's brokers fill up when its replicas are shared as evenly as possible: at each load level as many units as there are brokers
/// that may stand there. A broker starts at its fixed load and, where it takes nothing new, ends at what it has now.
/// </summary>
internal sealed class LoadCurve
{
    private readonly int[] _floor;
    private readonly int[] _ceiling;
    private readonly bool _alike;

    public LoadCurve(CellGrid grid, int cell, int[] fixedLoad, int[] movableLoad, int unlimited)
    {
        var brokers = grid.BrokersOf(cell);
        _floor = new int[brokers.Length];
        _ceiling = new int[brokers.Length];
        for (var i = 0; i < brokers.Length; i++)
        {
            var b = brokers[i];
            _floor[i] = fixedLoad[b];
            _ceiling[i] = grid.Accepts[cell] ? unlimited : fixedLoad[b] + movableLoad[b];
        }

        _alike = grid.Accepts[cell] && !_floor.AsSpan().ContainsAnyExcept(_floor[0]);
    }

    /// <summary>The level that units fill where all brokers start alike and none has an end; -1 elsewhere.</summary>
    public long EvenLevel(long units) => _alike ? _floor[0] + (units / _floor.Length) : -1;

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

    /// <summary>
    /// The sum of slope * <paramref name="scale"/> - price over all units below <paramref name="level"/>, where the slope of level q is 2q
    /// + 1.
    /// </summary>
    public Int128 SlopeSum(long level, long price, long scale)
    {
        Int128 sum = 0;
        for (var i = 0; i < _floor.Length; i++)
        {
            Int128 a = _floor[i];
            Int128 z = Math.Min(_ceiling[i], level);
            if (z > a)
            {
                sum += (((z * z) - (a * a)) * scale) - ((z - a) * price);
            }
        }

        return sum;
    }

    /// <summary>The largest level below which at most <paramref name="units"/> units fit.</summary>
    public long FullLevel(long units, long highest) => Search(highest, level => Capacity(0, level + 1) > units);

    /// <summary>The smallest level below which all of <paramref name="units"/> units fit.</summary>
    public long TopLevel(long units, long highest) => Search(highest, level => Capacity(0, level) >= units);

    /// <summary>The first level for which a condition holds that goes on holding above it; the highest where there is none.</summary>
    private static long Search(long highest, Func<long, bool> holds)
    {
        long low = 0;
        while (low < highest)
        {
            var middle = (low + highest) / 2;
            if (holds(middle))
            {
                highest = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
