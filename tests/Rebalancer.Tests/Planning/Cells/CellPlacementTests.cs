using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Targets;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Cells;

/// <summary>Which slots kept and arriving replicas take, and what brokers and cells hold then.</summary>
public sealed class CellPlacementTests
{
    private const int None = CellPlacement.NoCell;

    // Brokers 0, 1 in a, 2, 3 in b, 4 in c; the first partition holds one of each rack.
    private static readonly CellGrid s_grid = CellGrid.Of(Problems.Of(
        ClusterBuilder.Brokers(5).Racks("a", "a", "b", "b", "c").Topic("t", [1001, 1003, 1005], [1002, 1004]).BuildRequest()));

    private static int A => s_grid.CellOf[0];

    private static int B => s_grid.CellOf[2];

    private static int C => s_grid.CellOf[4];

    [Fact]
    public void SetAnswer_Arrivals_TakeTheSlotOfTheirOwnCellFirst()
    {
        Cells(kept: 0b101, B).ShouldBe([A, B, C]);
        Cells(kept: 0b001, C, A).ShouldBe([A, A, C]);
        Cells(kept: 0b000, B, B, C).ShouldBe([B, B, C]);
        Cells(kept: 0b010, B).ShouldBe([B, B, None]);
        Cells(kept: 0b100).ShouldBe([None, None, C]);
        Cells(kept: 0b111).ShouldBe([A, B, C]);
    }

    [Fact]
    public void SetAnswer_AnotherOne_TakesThePlaceOfTheOneBefore()
    {
        var cells = new CellPlacement(s_grid, Targets());
        cells.SetAnswer(0, 0b111, []);
        cells.SetAnswer(0, 0b001, [C]);

        cells.CellsOf(0).ToArray().ShouldBe([A, None, C]);
        cells.Kept[0].ShouldBe(0b001);
        cells.CellsOf(1).ToArray().ShouldBe([None, None]);
    }

    [Fact]
    public void CountIn_KeptAndArriving_AreInCellsAndKeptOnesOnBrokers()
    {
        var cells = Counted();

        cells.KeptOnBroker.ShouldBe([1, 1, 0, 0, 1]);
        cells.InCell[A].ShouldBe(2);
        cells.InCell[B].ShouldBe(1);
        cells.InCell[C].ShouldBe(2);
        cells.CurrentLoad.ShouldBe([1, 1, 1, 1, 1]);

        cells.CountKept(0, -1);
        cells.KeptOnBroker.ShouldBe([0, 1, 0, 0, 0]);
    }

    [Fact]
    public void CellImbalance_IsHowFarTheCellsAreOutOfTheirRanges()
    {
        // a has 2 of 3 to 4, b has 1 of 1, c has 2 of 0.
        var targets = Targets();
        (targets.CellMin[A], targets.CellMax[A]) = (3, 4);
        (targets.CellMin[B], targets.CellMax[B]) = (1, 1);

        Counted(targets).CellImbalance.ShouldBe(1 + 2);
    }

    [Fact]
    public void LeastOnBrokersOf_ACell_SumsItsBrokers()
    {
        var cells = Counted();

        (cells.LeastOnBrokersOf(A), cells.LeastOnBrokersOf(B), cells.LeastOnBrokersOf(C)).ShouldBe((3, 7, 5));
    }

    [Fact]
    public void CopyFor_OtherTargets_IsACopyOfItsOwn()
    {
        var cells = Counted();
        var (copy, other) = (cells.CopyFor(Targets()), Counted());

        copy.Targets.ShouldNotBeSameAs(cells.Targets);
        copy.InCell.ShouldBe(cells.InCell);
        copy.SetAnswer(0, 0, [B]);
        copy.CountIn(0);
        copy.CountKept(1, -1);

        cells.CellOfSlot.ShouldBe(other.CellOfSlot);
        cells.Kept.ShouldBe(other.Kept);
        cells.KeptOnBroker.ShouldBe(other.KeptOnBroker);
        cells.InCell.ShouldBe(other.InCell);
    }

    private static int[] Cells(int kept, params int[] arrivals)
    {
        var cells = new CellPlacement(s_grid, Targets());
        cells.SetAnswer(0, kept, arrivals);
        return cells.CellsOf(0).ToArray();
    }

    /// <summary>
    /// The first partition keeps its replicas in a and c, and gets one in b; the second keeps that in a, and gets one in c.
    /// </summary>
    private static CellPlacement Counted(BalanceTargets? targets = null)
    {
        var cells = new CellPlacement(s_grid, targets ?? Targets());
        cells.SetAnswer(0, 0b101, [B]);
        cells.SetAnswer(1, 0b01, [C]);
        cells.CountIn(0);
        cells.CountIn(1);
        return cells;
    }

    private static BalanceTargets Targets() => new()
    {
        CellMin = new long[s_grid.Count],
        CellMax = new long[s_grid.Count],
        BrokerMin = [1, 2, 3, 4, 5],
        BrokerMax = [],
        FixedLoad = [],
        Classes = [],
        ClassOf = [],
        SumOfSquaresLowerBound = 0,
        Total = 5,
    };
}
