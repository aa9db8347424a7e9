namespace Rebalancer.Planning;

/// <summary>
/// Chooses the limits of a frontier: both ends, what only mends, and then again and again the middle of where most is still to be seen.
/// </summary>
/// <param name="plan">Plans within a limit.</param>
internal sealed class FrontierSearch(Func<MoveBudget, PlanOutcome> plan)
{
    private readonly SortedDictionary<long, FrontierPoint> _points = [];

    /// <summary>The points by ascending limit.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="mendingMoves">The moves of the point that only mends.</param>
    public IEnumerable<FrontierPoint> Find(int count, long mendingMoves)
    {
        var whole = plan(MoveBudget.Unlimited);
        var most = (long)whole.MoveCount;
        Add(FrontierPointKind.Whole, most, whole);
        if (most > 0)
        {
            Add(FrontierPointKind.NoMoves, 0, plan(new(Moves: 0)));
        }

        if (mendingMoves > 0 && mendingMoves < most && count > 2)
        {
            Add(FrontierPointKind.RepairOnly, mendingMoves, plan(new(Moves: mendingMoves)));
        }

        while (_points.Count < count && Widest() is { } limit)
        {
            Add(FrontierPointKind.Partial, limit, plan(new(Moves: limit)));
        }

        return _points.Values;
    }

    private void Add(FrontierPointKind kind, long limit, PlanOutcome outcome) => _points[limit] = new(kind, limit, outcome);

    /// <summary>
    /// The middle of the two neighbours between which the curve can differ most from a straight line; null where no limit is left between
    /// any.
    /// </summary>
    private long? Widest()
    {
        var points = _points.Values.ToArray();
        var (best, limit) = (-1d, (long?)null);
        for (var i = 1; i < points.Length; i++)
        {
            var width = points[i].MoveLimit - points[i - 1].MoveLimit;
            var area = width * (Badness(points[i - 1]) - Badness(points[i]));
            if (width > 1 && area > best)
            {
                (best, limit) = (area, points[i - 1].MoveLimit + (width / 2));
            }
        }

        return limit;
    }

    /// <summary>How much is left to do, 0 for the whole plan; each of the goals that moves serve counts from 0 to 1.</summary>
    private double Badness(FrontierPoint point)
    {
        var (none, whole) = (_points.Values.First(), _points.Values.Last());
        return Share(p => p.Plan.After.DeadReplicas + p.Plan.After.DrainingReplicas)
            + Share(p => p.Plan.After.Dimensions.Sum(d => d.MissingDomains))
            + Share(p => p.Plan.Goals.Find(Goal.MissingReplicas)?.Value ?? 0)
            + Share(p => p.Plan.After.ReplicaSumOfSquares);

        double Share(Func<FrontierPoint, long> value)
        {
            var range = value(none) - value(whole);
            return range == 0 ? 0 : (double)(value(point) - value(whole)) / range;
        }
    }
}
