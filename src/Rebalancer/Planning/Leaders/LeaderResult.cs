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

    /// <summary>No choice of leaders within these replica sets has a smaller sum of squares.</summary>
    public required long SumOfSquaresLowerBound { get; init; }

    /// <summary>Partitions whose preferred leader changes.</summary>
    public required int Changes { get; init; }

    /// <summary>No choice with the best sum of squares within these sets changes fewer.</summary>
    public required int ChangesLowerBound { get; init; }

    /// <summary>The same leaders where no others are asked for: their values are their own bounds.</summary>
    public LeaderResult AsItsOwnBound() => new()
    {
        LeaderSlot = LeaderSlot,
        Loads = Loads,
        SumOfSquares = SumOfSquares,
        SumOfSquaresLowerBound = SumOfSquares,
        Changes = Changes,
        ChangesLowerBound = Changes,
    };

    /// <summary>Whether both values are proven best for these replica sets.</summary>
    public bool Proven => SumOfSquares == SumOfSquaresLowerBound && Changes == ChangesLowerBound;
}
