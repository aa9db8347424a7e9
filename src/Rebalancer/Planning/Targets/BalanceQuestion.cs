using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// What the best balance is asked of: how cells fill up, which partitions have the same choices, and the dual that proves an answer.
/// </summary>
internal sealed class BalanceQuestion
{
    private readonly CellGrid _grid;
    private readonly PartitionSpreads _spreads;
    private readonly int[] _fixedLoad;
    private readonly long _total;
    private readonly long _all;
    private readonly int[] _groupOf;

    /// <param name="grid">The cells.</param>
    /// <param name="spreads">The spread of each movable partition.</param>
    public BalanceQuestion(CellGrid grid, PartitionSpreads spreads)
    {
        _grid = grid;
        _spreads = spreads;
        _fixedLoad = ReplicaCounts.Fixed(grid.Problem);
        _total = spreads.Classes.Sum(k => (long)k.ReplicationFactor * k.PartitionCount);
        _all = _total + _fixedLoad.Sum(x => (long)x);
        Highest = checked((int)Math.Min(int.MaxValue / 2, _fixedLoad.Max() + _total + 1));
        Center = _all / grid.Problem.BrokerCount;
        var movable = ReplicaCounts.Movable(grid.Problem);
        Curves = [.. Enumerable.Range(0, grid.Count).Select(c => new LoadCurve(grid, c, _fixedLoad, movable, Highest))];
        (var groups, _groupOf) = SetGroup.Build(grid, spreads);
        Dual = new(grid, spreads.Classes, groups, Curves, _fixedLoad, Highest);
    }

    /// <summary>How each cell fills up.</summary>
    public LoadCurve[] Curves { get; }

    /// <summary>The bound at any prices.</summary>
    public BalanceDual Dual { get; }

    /// <summary>The mean load of a broker.</summary>
    public long Center { get; }

    /// <summary>Above any load.</summary>
    public int Highest { get; }

    /// <summary>The targets that a proof leaves.</summary>
    public BalanceTargets Targets(BalanceDualResult proof)
    {
        var classes = proof.Classes.ToList();
        var classOf = _groupOf.Select(g => g < 0 ? -1 : proof.ClassOf[g]).ToArray();
        var hasBestSpread = LoosenForInSync(classes, classOf);
        return Targets(
            hasBestSpread ? proof.SumOfSquares : EvenSquares,
            [.. classes],
            classOf,
            [.. proof.LowLevel.Select((level, c) => Curves[c].Capacity(0, level))],
            [.. proof.HighLevel.Select((level, c) => Curves[c].Capacity(0, level))]);
    }

    /// <summary>Targets by an LP's ranges, with no more of a bound than that of equal loads.</summary>
    public BalanceTargets Targets(PartitionSpreads spreads, (long[] Min, long[] Max) cells) =>
        Targets(EvenSquares, spreads.Classes, spreads.ClassOf, cells.Min, cells.Max);

    private long EvenSquares => Squares.Even(_all, _grid.Problem.BrokerCount);

    private BalanceTargets Targets(long bound, SpreadClass[] classes, int[] classOf, long[] cellMin, long[] cellMax)
    {
        Tighten(cellMin, cellMax);
        var brokerMin = new int[_fixedLoad.Length];
        var brokerMax = new int[_fixedLoad.Length];
        for (var c = 0; c < _grid.Count; c++)
        {
            var low = Curves[c].FullLevel(cellMin[c], Highest);
            var high = Curves[c].TopLevel(cellMax[c], Highest);
            foreach (var b in _grid.BrokersOf(c))
            {
                // A broker that takes nothing new is a cell of its own and has what the cell has.
                (brokerMin[b], brokerMax[b]) = _grid.Accepts[c]
                    ? ((int)Math.Max(0, low - _fixedLoad[b]), (int)Math.Max(0, high - _fixedLoad[b]))
                    : ((int)cellMin[c], (int)cellMax[c]);
            }
        }

        return new()
        {
            CellMin = cellMin,
            CellMax = cellMax,
            BrokerMin = brokerMin,
            BrokerMax = brokerMax,
            FixedLoad = _fixedLoad,
            Classes = classes,
            ClassOf = classOf,
            SumOfSquaresLowerBound = bound,
            Total = _total,
        };
    }

    /// <summary>
    /// The proof does not know that a lowered list keeps a replica that was in sync: a partition for which this leaves no set may have any
    /// of its best spread, and where even that has none any of the best that it can have.
    /// </summary>
    /// <returns>Whether every partition can have its best spread, as the proof takes for granted.</returns>
    private bool LoosenForInSync(List<SpreadClass> classes, int[] classOf)
    {
        var problem = _grid.Problem;
        if (problem.InSync is null)
        {
            return true;
        }

        var hasBestSpread = true;
        var within = new InSyncSpreads(_grid);
        var loosened = new Dictionary<int, int>();
        for (var p = 0; p < classOf.Length; p++)
        {
            if (classOf[p] < 0 || !problem.IsLowered(p) || within.HasSet(p, classes[classOf[p]]))
            {
                continue;
            }

            if (!loosened.TryGetValue(_spreads.ClassOf[p], out var k))
            {
                loosened[_spreads.ClassOf[p]] = k = classes.Count;
                classes.Add(_spreads.Of(p));
            }

            classOf[p] = k;
            if (!within.HasSet(p, classes[k]) && within.Next(p, _spreads.Of(p)) is { } next)
            {
                classOf[p] = classes.Count;
                classes.Add(next);
                hasBestSpread = false;
            }
        }

        return hasBestSpread;
    }

    /// <summary>Ranges that the fixed total makes smaller.</summary>
    private void Tighten(long[] min, long[] max)
    {
        var (sumMin, sumMax) = (min.Sum(), max.Sum());
        for (var c = 0; c < min.Length; c++)
        {
            var (a, z) = (min[c], max[c]);
            min[c] = Math.Max(a, _total - (sumMax - z));
            max[c] = Math.Min(z, _total - (sumMin - a));
        }
    }
}
