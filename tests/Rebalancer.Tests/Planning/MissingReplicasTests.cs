using Rebalancer.Planning;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>What a plan says of replicas that partitions have too few or too many: in every aim and within limits.</summary>
public sealed class MissingReplicasTests
{
    private static ClusterBuilder Cluster => ClusterBuilder.Brokers(4).Topic("t", [1001, 1002], [1003], [1004, 1001]);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void Plan_FactorRaisedWithinALimit_SaysWhatIsStillMissing(int moves, int missing)
    {
        var plan = Plan(Cluster, PlanOptions.Default with { ReplicationFactorOf = _ => 3, Budget = new(Moves: moves) });

        plan.Goals[Goal.MissingReplicas].ShouldBe(new GoalResult(Goal.MissingReplicas, missing, missing));
        plan.After.Brokers.Sum(b => b.Replicas).ShouldBe(9 - missing);
    }

    [Theory]
    [InlineData(PlanAim.Balance)]
    [InlineData(PlanAim.Repair)]
    public void Plan_NothingIsMissingInTheEnd_SaysNothing(PlanAim aim)
    {
        var plan = Plan(Cluster, PlanOptions.Default with { Aim = aim, ReplicationFactorOf = _ => 2 });

        plan.After.Brokers.Sum(b => b.Replicas).ShouldBe(6);
        plan.Goals.Find(Goal.MissingReplicas).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Plan_OfLeadersAlone_SaysNothing(int factor)
    {
        var plan = Plan(Cluster, PlanOptions.Default with { Aim = PlanAim.Leaders, ReplicationFactorOf = _ => factor });

        // It changes the order of replicas only, so that their number is no goal of it.
        plan.After.Brokers.Sum(b => b.Replicas).ShouldBe(5);
        plan.Goals.Find(Goal.MissingReplicas).ShouldBeNull();
    }

    [Fact]
    public void Plan_FactorLoweredButItsLeaderMayNotChange_CountsTheReplicaTooMany()
    {
        // Of the first partition only the second replica is in sync and must be kept, which would make it the leader.
        var cluster = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002], [1002, 1003], [1003]).Isr("t", 0, 1002);

        var plan = Plan(cluster, PlanOptions.Default with { ReplicationFactorOf = _ => 1, Budget = new(LeaderChanges: 0) });

        plan.Changes.ShouldNotContain(c => c.TopicPartition.Partition == 0);
        plan.Goals[Goal.MissingReplicas].Value.ShouldBe(1);
    }

    [Fact]
    public void Plan_PartitionsThatAreLeftAlone_AreNotCounted()
    {
        // Two replicas on excluded brokers stay there, though one is wanted.
        var cluster = ClusterBuilder.Brokers(4).Topic("t", [1001, 1002], [1003, 1004]);

        var plan = Plan(cluster, PlanOptions.Default with { ReplicationFactorOf = _ => 1, Roles = new() { Excluded = [1001, 1002] } });

        plan.Changes.Length.ShouldBe(1);
        plan.Goals.Find(Goal.MissingReplicas).ShouldBeNull();
    }

    private static PlanOutcome Plan(ClusterBuilder cluster, PlanOptions options) =>
        new Planner().Plan(cluster.BuildRequest(options), cancellationToken: TestContext.Current.CancellationToken);
}
