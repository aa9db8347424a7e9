using Rebalancer.Planning.Budgets;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Problem;

/// <summary>
/// Partitions that stay as they are. One that a leaving broker leads changes its leader as soon as anything of its list changes, so a limit
/// of leader changes must know which ones stay.
/// </summary>
public sealed class StayingPartitionsTests
{
    private const int None = PlanningProblem.None;

    [Fact]
    public void Stays_EveryReplicaInItsPlace_Does()
    {
        var problem = Problems.Of(4, [[0, 1], [None, 1, 2], [None, None]]);

        var present = Placement.Present(problem);

        Enumerable.Range(0, 3).ShouldAllBe(p => present.Stays(p));
    }

    [Theory]
    [InlineData(0, 2, 1)] // Another leader.
    [InlineData(0, 0, 3)] // Another follower.
    [InlineData(0, 1, 0)] // Another order.
    [InlineData(0, 0, None)] // One fewer.
    [InlineData(1, None, 2)] // The one on the leaving broker goes, and nothing comes for it.
    [InlineData(1, 3, 2)] // Another comes for it.
    [InlineData(1, -2, 3)] // It stays, and the other one goes.
    [InlineData(1, -3, 2)] // The mark of another place.
    public void Stays_AnyReplicaElsewhere_DoesNot(int partition, int first, int second)
    {
        var placement = Placement.Present(Problems.Of(4, [[0, 1], [None, 2]]));
        placement.Of(partition)[0] = first;
        placement.Of(partition)[1] = second;

        placement.Stays(partition).ShouldBeFalse();
        placement.Stays(1 - partition).ShouldBeTrue();
    }

    [Fact]
    public void Stays_NewReplicaOfARaisedFactor_DoesNot()
    {
        var cluster = ClusterBuilder.Brokers(3).Topic("t", [1001]);
        var placement = Placement.Present(Problems.Of(cluster.BuildRequest(PlanOptions.Default with { ReplicationFactorOf = _ => 2 })));

        placement.Of(0).ToArray().ShouldBe([0, None]);
        placement.Stays(0).ShouldBeTrue();
        placement.Of(0)[1] = 1;
        placement.Stays(0).ShouldBeFalse();
    }

    [Fact]
    public void WithoutForcedLeaders_LedByALeavingBrokerAndStaying_IsNotDecided()
    {
        var problem = Problems.Of(4, [[None, 1], [None, 1], [0, 1], [0, 1], [None, 2]]).WithMovable([true, true, true, true, false]);
        var placement = Placement.Present(problem);
        placement.Of(1)[0] = 2;
        placement.Of(3)[1] = 3;

        placement.WithoutForcedLeaders().Problem.Movable.ShouldBe([false, true, true, true, false]);
    }

    [Fact]
    public void Improve_NoLeaderMayChange_ListsThatALeavingBrokerLeadsStay()
    {
        Evened(LedByDraining(), leaderChanges: 0).Brokers.ShouldBe(Placement.Present(LedByDraining()).Brokers);
        Evened(LedByDraining(), leaderChanges: null).Loads().ShouldBe([2, 2]);
    }

    [Fact]
    public void Improve_OneLeaderMayChange_OneListThatALeavingBrokerLeadsChanges()
    {
        var placement = Evened(LedByDraining(), leaderChanges: 1);

        placement.Loads().ShouldBe([3, 1]);
        Enumerable.Range(0, 4).Count(p => !placement.Stays(p)).ShouldBe(1);
    }

    [Fact]
    public void Improve_ListThatChangesAnyhow_CostsNoOtherLeader()
    {
        // The first partition's place on the leaving broker has gone to broker 2, which was paid for: its follower goes for nothing.
        var problem = Problems.Of(4, [[None, 0], [None, 0], [None, 0]]);
        var placement = Placement.Present(problem);
        placement.Of(0)[0] = 2;

        LoadMoves.Improve(CellGrid.Of(problem), placement, new(LeaderChanges: 1), Unlimited);

        placement.Loads().ShouldBe([2, 1, 1, 0], $"{string.Join(' ', placement.Brokers)}");
        placement.Stays(1).ShouldBeTrue();
        placement.Stays(2).ShouldBeTrue();
    }

    [Fact]
    public void Improve_NoLeaderMayChange_FollowersOfLiveLeadersGo()
    {
        var problem = Problems.Of(4, [[0, 1], [0, 1], [0, 1]]);

        var placement = Evened(problem, leaderChanges: 0);

        placement.LostLeaders().ShouldBe(0);
        placement.Loads().ShouldBe([3, 1, 1, 1]);
    }

    private static SearchBudget Unlimited => SearchBudget.Unlimited(TestContext.Current.CancellationToken);

    /// <summary>Four partitions led by a draining broker; their followers are all on one of two others.</summary>
    private static PlanningProblem LedByDraining() => Problems.Of(ClusterBuilder.Brokers(3)
        .Topic("t", [1001, 1002], [1001, 1002], [1001, 1002], [1001, 1002])
        .BuildRequest(PlanOptions.Default with { Roles = new() { Draining = [1001] } }));

    private static Placement Evened(PlanningProblem problem, long? leaderChanges)
    {
        var placement = Placement.Present(problem);
        LoadMoves.Improve(CellGrid.Of(problem), placement, new(LeaderChanges: leaderChanges), Unlimited);
        return placement;
    }
}
