using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Sets.BrokerAssignment;
using Rebalancer.Planning.Targets;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Sets;

/// <summary>Arrivals that found no broker with room: who takes them, and what stays as it is.</summary>
public sealed class ArrivalRepairTests
{
    private const int None = PlanningProblem.None;

    [Fact]
    public void Place_BrokerWithRoomDoesNotHoldThePartition_TakesIt()
    {
        var repaired = Repair(Problems.Of(4, [[0, 1]]), placed: [0, None], room: [1, 0, 1, 1], (0, 1));

        // Broker 0 has room but holds the partition, broker 1 has none.
        repaired.Brokers.ShouldBe([0, 2]);
        repaired.Room.ShouldBe([1, 0, 0, 1]);
    }

    [Fact]
    public void Place_OnlyHoldersHaveRoom_AnotherArrivalChangesPlaces()
    {
        // Broker 1 has room for one and holds the first partition; the second partition's new replica goes there from 2.
        var repaired = Repair(Problems.Of(3, [[1, 0], [0, 1]]), placed: [1, None, 0, 2], room: [0, 1, 0], (0, 1));

        repaired.Brokers.ShouldBe([1, 2, 0, 1]);
        repaired.Room.ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Place_TheOtherHoldsTheBroker_AnotherIsTaken()
    {
        // The second partition is on 1 already; the third changes places.
        var repaired = Repair(
            Problems.Of(4, [[1, 0], [1, 0], [0, 1]]), placed: [1, None, 1, 2, 0, 3], room: [0, 1, 0, 0], (0, 1));

        repaired.Brokers.ShouldBe([1, 3, 1, 2, 0, 1]);
        repaired.Room.ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void Place_ThePartitionHoldsTheOthersBroker_AnotherIsTaken()
    {
        // The first partition is on 2 already, where the second one's new replica is; that of the third is on 3.
        var repaired = Repair(
            Problems.Of(5, [[1, 2, 0], [0, 1], [0, 1]]), placed: [1, 2, None, 0, 2, 0, 3], room: [0, 1, 0, 0, 0], (0, 2));

        repaired.Brokers.ShouldBe([1, 2, 3, 0, 2, 0, 1]);
    }

    [Fact]
    public void Place_KeptAndPinnedReplicas_DoNotChangePlaces()
    {
        // 2 and 3 could take the first partition's replica if those there went to 1: but the second keeps its own, and the third is pinned.
        var problem = Problems.Of(4, [[1, 0], [0, 2], [0, 3]]).WithMovable([true, true, false]);

        var repaired = Repair(problem, placed: [1, None, 0, 2, 0, 3], room: [-1, 1, -3, -2], (0, 1));

        // Above its share then, where most room is.
        repaired.Brokers.ShouldBe([1, 0, 0, 2, 0, 3]);
        repaired.Room.ShouldBe([-2, 1, -3, -2]);
    }

    [Fact]
    public void Place_NobodyWithRoom_TheBrokerWithMostRoomTakesItAboveItsShare()
    {
        // Broker 0 has most room of all, but holds it.
        var repaired = Repair(Problems.Of(4, [[0, 1]]), placed: [0, None], room: [0, -2, -1, -3], (0, 1));

        repaired.Brokers.ShouldBe([0, 2]);
        repaired.Room.ShouldBe([0, -2, -2, -3]);
    }

    [Fact]
    public void Place_NobodyWithRoomAndAllTheSame_TheFirstTakesIt() =>
        Repair(Problems.Of(4, [[0, 1]]), placed: [0, None], room: [0, 0, 0, 0], (0, 1)).Brokers.ShouldBe([0, 1]);

    [Fact]
    public void Place_EveryBrokerHoldsThePartition_ItStaysEmpty()
    {
        var repaired = Repair(Problems.Of(2, [[0, 1, None]]), placed: [0, 1, None], room: [1, 1], (0, 2));

        repaired.Brokers.ShouldBe([0, 1, None]);
        repaired.Room.ShouldBe([1, 1]);
    }

    [Fact]
    public void Place_SeveralArrivals_EachUsesWhatTheOneBeforeLeft()
    {
        var repaired = Repair(Problems.Of(3, [[0, 1], [0, 1]]), placed: [0, None, 0, None], room: [0, 1, 1], (0, 1), (1, 1));

        repaired.Brokers.ShouldBe([0, 1, 0, 2]);
        repaired.Room.ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Place_OtherCells_NeitherTakeItNorChangePlaces()
    {
        // 0, 1 in a and 2, 3 in b. The first partition's second replica is to arrive in b, where both brokers hold it or have no room;
        // there is room on 1, and an arrival in a.
        var problem = Problems.Of(
            ClusterBuilder.Brokers(4).Racks("a", "a", "b", "b").Topic("t", [1003, 1001], [1001, 1004]).BuildRequest());

        var repaired = Repair(problem, placed: [2, None, 0, 1], room: [0, 1, 1, 0], cellOfSlot: [2, 2, 0, 0], (0, 1));

        repaired.Brokers.ShouldBe([2, 3, 0, 1]);
        repaired.Room.ShouldBe([0, 1, 1, -1]);
    }

    [Fact]
    public void Place_OnlyHoldersOfItsCellHaveRoom_AnArrivalOfTheSameCellChangesPlaces()
    {
        // 0, 1 in a and 2, 3 in b, where 2 has room and holds the first partition; the second one's new replica in b goes there from 3.
        var problem = Problems.Of(
            ClusterBuilder.Brokers(4).Racks("a", "a", "b", "b").Topic("t", [1003, 1001], [1001, 1002]).BuildRequest());

        var repaired = Repair(problem, placed: [2, None, 0, 3], room: [0, 0, 1, 0], cellOfSlot: [2, 2, 0, 2], (0, 1));

        repaired.Brokers.ShouldBe([2, 3, 0, 2]);
        repaired.Room.ShouldBe([0, 0, 0, 0]);
    }

    private static (int[] Brokers, int[] Room) Repair(
        PlanningProblem problem, int[] placed, int[] room, params (int Partition, int Slot)[] stuck) =>
        Repair(problem, placed, room, new int[placed.Length], stuck);

    /// <param name="problem">The cluster.</param>
    /// <param name="placed">What is placed so far.</param>
    /// <param name="room">What each broker has below its share.</param>
    /// <param name="cellOfSlot">A broker of the cell of each slot.</param>
    /// <param name="stuck">The arrivals to place.</param>
    private static (int[] Brokers, int[] Room) Repair(
        PlanningProblem problem, int[] placed, int[] room, int[] cellOfSlot, params (int Partition, int Slot)[] stuck)
    {
        var grid = CellGrid.Of(problem);
        var cells = new CellPlacement(grid, new BalanceTargets
        {
            CellMin = new long[grid.Count],
            CellMax = new long[grid.Count],
            BrokerMin = [],
            BrokerMax = [],
            FixedLoad = [],
            Classes = [],
            ClassOf = [],
            SumOfSquaresLowerBound = 0,
            Total = placed.Length,
        });
        for (var slot = 0; slot < placed.Length; slot++)
        {
            cells.CellOfSlot[slot] = grid.CellOf[cellOfSlot[slot]];
        }

        var placement = Placement.From(problem, placed);
        new ArrivalRepair(cells, placement, room).Place([.. stuck.Select(s => (s.Partition, problem.Offsets[s.Partition] + s.Slot))]);
        return (placement.Brokers, room);
    }
}
