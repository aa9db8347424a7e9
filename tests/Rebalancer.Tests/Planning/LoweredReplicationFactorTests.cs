using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>Fewer replicas than now, of which one that is in sync has to stay.</summary>
public sealed class LoweredReplicationFactorTests
{
    /// <summary>
    /// No pair of brokers with the one replica in sync has two fault and two update domains. The fast placement found none at all then and
    /// left the partition as it was, dead replica and all, without a word (seed 37556 of the planning swarm); so did the repair, with any
    /// solver (seed 1191258).
    /// </summary>
    [Theory]
    [InlineData(SolverChoice.Fast, PlanAim.Balance)]
    [InlineData(SolverChoice.Auto, PlanAim.Balance)]
    [InlineData(SolverChoice.Fast, PlanAim.Repair)]
    [InlineData(SolverChoice.Auto, PlanAim.Repair)]
    public void Plan_ReplicaInSyncRulesOutTheBestSpread_PartitionIsLoweredAllTheSame(SolverChoice solver, PlanAim aim)
    {
        var brokers = ClusterBuilder.Brokers(5, firstId: 1).Racks("FD0UD1", "FD1UD0", "FD1UD1", "FD1UD0", "FD0UD1").Build().Brokers;
        var snapshot = new ClusterSnapshot(
            null, brokers, [], [new TopicSnapshot("t", [new PartitionSnapshot(0, [3, 103, 1], 3, [3], DataSize.FromBytes(1))])]);
        var options = PlanOptions.Default with { Solver = solver, Aim = aim, ReplicationFactorOf = _ => 2 };

        var plan = new Planner().Plan(new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot, null), options));

        var change = plan.Changes.ShouldHaveSingleItem();
        change.After.Length.ShouldBe(2);
        change.After.ShouldContain(3);
        change.After.ShouldNotContain(103);
        plan.Goals.ShouldAllBe(g => g.LowerBound <= g.Value);
    }
}
