using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Spread;

/// <summary>What a set of brokers costs: 1000 for each missing domain, and 1, 2, ... for the replicas beyond an even share.</summary>
public sealed class SpreadCostTests
{
    // Brokers 0, 1, 2 in FD0 and 3, 4 in FD1; 0 in UD0, 1 in UD1 and the others in UD2.
    private static readonly PlanningProblem s_problem = Problems.Of(
        ClusterBuilder.Brokers(5).Racks("FD0UD0", "FD0UD1", "FD0UD2", "FD1UD2", "FD1UD2").Topic("t", [1001]).BuildRequest());

    [Theory]
    [InlineData(3, 1001, 0, 1, 2)] // the third in FD0 is one beyond two; FD1 is missing
    [InlineData(3, 2000, 2, 3, 4)]
    [InlineData(3, 0, 0, 1, 3)]
    [InlineData(3, 1000, 0, -1, 3)]
    [InlineData(3, 2000, -1, 0, 1)]
    [InlineData(3, 2000, 1, 0, -1)]
    [InlineData(3, 5000, -1, -1, -1)]
    [InlineData(4, 1, 0, 1, 2, 3)]
    [InlineData(5, 1, 0, 1, 2, 3, 4)]
    [InlineData(5, 1000, 0, 1, 2, -1, -1)]
    [InlineData(4, 2001, 2, 3, 4, -1)]
    public void Of_Set_AddsUpMissingDomainsAndExcess(int replicationFactor, long cost, params int[] brokers)
    {
        SpreadCost.Of(s_problem, brokers, replicationFactor).ShouldBe(cost);

        var (missing, excess) = SpreadCost.Parts(s_problem, [.. brokers.Where(b => b >= 0)], replicationFactor);
        ((SpreadCost.MissingDomain * missing) + excess).ShouldBe(cost);
    }

    [Fact]
    public void Of_ReplicasOfOneDomain_CostMoreEach() =>
        Enumerable.Range(0, 7).Select(count => SpreadCost.Of(count, replicationFactor: 6, domains: 3))
            .ShouldBe([0, -1000, -1000, -999, -997, -994, -990]);
}
