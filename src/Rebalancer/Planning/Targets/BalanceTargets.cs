using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// The loads of all balance-optimal plans: how many replicas of movable partitions each cell and each broker has in any of them.
/// A range with two ends is a true choice; later steps choose among all optimal load vectors.
/// </summary>
internal sealed class BalanceTargets
{
    /// <summary>CellMin[c]..CellMax[c]: replicas of movable partitions in cell c.</summary>
    public required long[] CellMin { get; init; }

    /// <inheritdoc cref="CellMin"/>
    public required long[] CellMax { get; init; }

    /// <summary>BrokerMin[b]..BrokerMax[b]: replicas of movable partitions on broker b.</summary>
    public required int[] BrokerMin { get; init; }

    /// <inheritdoc cref="BrokerMin"/>
    public required int[] BrokerMax { get; init; }

    /// <summary>Replicas of partitions that no plan may touch, by broker.</summary>
    public required int[] FixedLoad { get; init; }

    /// <summary>The spread of each group of partitions, with its bounds tightened to what every balance-optimal plan keeps.</summary>
    public required SpreadClass[] Classes { get; init; }

    /// <summary>The index into <see cref="Classes"/> of each partition; -1 where it may not move.</summary>
    public required int[] ClassOf { get; init; }

    /// <summary>No plan of best spread has a smaller sum of squares of the brokers' loads. Proven in integers.</summary>
    public required long SumOfSquaresLowerBound { get; init; }

    /// <summary>All replicas that movable partitions are to have.</summary>
    public required long Total { get; init; }

    /// <summary>The same where the bound cannot be met: any set of best spread may be part of the best plan.</summary>
    /// <param name="spreads">The spread of each movable partition.</param>
    public BalanceTargets Loosened(PartitionSpreads spreads) => new()
    {
        CellMin = CellMin,
        CellMax = CellMax,
        BrokerMin = BrokerMin,
        BrokerMax = BrokerMax,
        FixedLoad = FixedLoad,
        Classes = spreads.Classes,
        ClassOf = spreads.ClassOf,
        SumOfSquaresLowerBound = SumOfSquaresLowerBound,
        Total = Total,
    };

    /// <summary>Replicas of movable partitions that a broker has at most, by its own range and its cell's.</summary>
    public long MostOn(CellGrid grid, int broker) => Math.Min(BrokerMax[broker], CellMax[grid.CellOf[broker]]);

    /// <summary>The spread of one movable partition.</summary>
    public SpreadClass SpreadOf(int partition) => Classes[ClassOf[partition]];
}
