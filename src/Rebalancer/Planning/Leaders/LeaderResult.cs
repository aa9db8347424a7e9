using Rebalancer.Planning.Proof;

namespace Rebalancer.Planning.Leaders;

/// <summary>Preferred leaders for given replica sets, with their proof.</summary>
internal sealed class LeaderResult
{
    /// <summary>The slot of the preferred leader, one entry per partition; the first slot where no replica lives.</summary>
    public required int[] LeaderSlot { get; init; }

    /// <summary>Preferred leaders per broker.</summary>
    public required int[] Loads { get; init; }

    /// <summary>The sum of the squares of <see cref="Loads"/>.</summary>
    public required long SumOfSquares { get; init; }

    /// <summary>
    /// No choice of leaders within these replica sets has a smaller sum of squares; after <see cref="Within"/>, no plan that is as good in
    /// the goals before.
    /// </summary>
    public required long SumOfSquaresLowerBound { get; init; }

    /// <summary>Partitions whose preferred leader changes.</summary>
    public required int Changes { get; init; }

    /// <summary>No choice with this sum of squares within these sets changes fewer; after <see cref="Within"/>, no plan.</summary>
    public required int ChangesLowerBound { get; init; }

    /// <summary>The same leaders with the bounds that hold whatever replica sets are chosen.</summary>
    public LeaderResult Within(LeaderBounds bounds) => With(bounds.SumOfSquares, bounds.Changes(SumOfSquares, Changes));

    /// <summary>The same leaders where no others are asked for: their values are their own bounds.</summary>
    public LeaderResult AsItsOwnBound() => With(SumOfSquares, Changes);

    /// <summary>The same leaders with other bounds; none is above the value.</summary>
    public LeaderResult With(long sumOfSquaresLowerBound, int changesLowerBound) => new()
    {
        LeaderSlot = LeaderSlot,
        Loads = Loads,
        SumOfSquares = SumOfSquares,
        SumOfSquaresLowerBound = Math.Min(SumOfSquares, sumOfSquaresLowerBound),
        Changes = Changes,
        ChangesLowerBound = Math.Min(Changes, changesLowerBound),
    };

    /// <summary>Whether both values are at their bounds.</summary>
    public bool Proven => SumOfSquares == SumOfSquaresLowerBound && Changes == ChangesLowerBound;
}
