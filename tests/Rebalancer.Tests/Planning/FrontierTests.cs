using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>Plans within several limits of moves.</summary>
public sealed class FrontierTests
{
    private static readonly ClusterBuilder s_scaleOut = ClusterBuilder.Brokers(9)
        .Grid(3, 3).Topic("a", 120, 3).Topic("b", 60, 2).Add(1010, "FD0UD0").Add(1011, "FD1UD1").Add(1012, "FD2UD2");

    [Fact]
    public void Frontier_ScaleOut_GoesFromNothingToTheWholePlanAndNeverGetsWorse()
    {
        // The limit is for all points together, and a busy machine may need more than the usual one.
        var request = s_scaleOut.BuildRequest(PlanOptions.Default with { TimeLimit = TimeSpan.FromMinutes(10) });

        var points = new Planner().Frontier(request, 7).Points;

        points.Length.ShouldBe(7);
        points[0].Kind.ShouldBe(FrontierPointKind.NoMoves);
        points[0].Plan.MoveCount.ShouldBe(0);
        points[^1].Kind.ShouldBe(FrontierPointKind.Whole);
        points[^1].Plan.Changes.ShouldBe(new Planner().Plan(request).Changes, new ByContent());
        points.Select(p => p.MoveLimit).ShouldBeInOrder();
        points.ShouldAllBe(p => p.Plan.MoveCount <= p.MoveLimit);
        foreach (var (before, after) in points.Zip(points.Skip(1)))
        {
            Missing(after).ShouldBeLessThanOrEqualTo(Missing(before));
            if (Missing(after) == Missing(before))
            {
                after.Plan.After.ReplicaSumOfSquares.ShouldBeLessThanOrEqualTo(before.Plan.After.ReplicaSumOfSquares);
            }
        }
    }

    [Fact]
    public void Frontier_Violations_HasThePointThatOnlyMends()
    {
        var request = ClusterBuilder.Brokers(6)
            .Racks(3).Topic("t", 60, 3).Topic("bad", [1001, 1004, 1002], [1002, 1005, 1003]).Add(1007, "r0").BuildRequest();

        var points = new Planner().Frontier(request, 5).Points;

        var repair = points.Single(p => p.Kind == FrontierPointKind.RepairOnly);
        Missing(repair).ShouldBe(0);
        repair.Plan.MoveCount.ShouldBe(
            new Planner().Plan(request with { Options = PlanOptions.Default with { Aim = PlanAim.Repair } }).MoveCount);
        points.Where(p => p.MoveLimit < repair.MoveLimit).ShouldAllBe(p => Missing(p) > 0);
    }

    [Fact]
    public void Frontier_EachPoint_IsThePlanOfItsLimit()
    {
        var request = s_scaleOut.BuildRequest();

        foreach (var point in new Planner().Frontier(request, 4).Points.Where(p => p.Kind == FrontierPointKind.Partial))
        {
            var plan = new Planner().Plan(
                request with { Options = PlanOptions.Default with { Budget = new MoveBudget(Moves: point.MoveLimit) } });
            point.Plan.Changes.ShouldBe(plan.Changes, new ByContent());
            point.Plan.Goals.ShouldBe(plan.Goals);
        }
    }

    [Fact]
    public void Frontier_NothingToDo_IsOnePoint()
    {
        var request = ClusterBuilder.Brokers(4).Topic("t", 8, 2).BuildRequest();

        var point = new Planner().Frontier(request).Points.Single();

        point.Kind.ShouldBe(FrontierPointKind.Whole);
        point.Plan.MoveCount.ShouldBe(0);
    }

    [Fact]
    public void Frontier_Draining_CountsWhatIsLeft()
    {
        var request = ClusterBuilder.Brokers(5)
            .Topic("t", 20, 2).BuildRequest(PlanOptions.Default with { Roles = new() { Draining = [1001] } });

        var points = new Planner().Frontier(request, 4).Points;

        points[0].Plan.After.DrainingReplicas.ShouldBe(8);
        points[^1].Plan.After.DrainingReplicas.ShouldBe(0);
        points.Select(p => p.Plan.After.DrainingReplicas).ShouldBeInOrder(SortDirection.Descending);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(101)]
    public void Frontier_PointsOutOfRange_IsAnInputError(int points) =>
        Should.Throw<InputException>(() => new Planner().Frontier(s_scaleOut.BuildRequest(), points)).Message
            .ShouldContain($"{points} points");

    [Fact]
    public void Frontier_LimitsOfItsOwn_AreAnInputError() =>
        Should.Throw<InputException>(
            () => new Planner().Frontier(s_scaleOut.BuildRequest(PlanOptions.Default with { Budget = new(Moves: 3) })))
            .Message.ShouldContain("limit");

    private static long Missing(FrontierPoint point) => point.Plan.After.Dimensions.Sum(d => d.MissingDomains);

    private sealed class ByContent : IEqualityComparer<PartitionChange>
    {
        public bool Equals(PartitionChange? x, PartitionChange? y) =>
            x is not null && y is not null && x.TopicPartition == y.TopicPartition && x.After.SequenceEqual(y.After);

        public int GetHashCode(PartitionChange change) => change.TopicPartition.GetHashCode();
    }
}
