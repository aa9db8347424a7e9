using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>
/// Odd clusters by the hundred: any racks, mixed replication factors, piled-up starts, dead, new and cordoned brokers.
/// </summary>
public sealed class OddClusterTests
{
    [Theory]
    [InlineData(PlanAim.Balance)]
    [InlineData(PlanAim.Repair)]
    [InlineData(PlanAim.Leaders)]
    public void Plan_OddClusters_AreValidNeverWorseAndStable(PlanAim aim)
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var request = OddCluster.Create(seed, PlanOptions.Default with { Aim = aim });

            var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);

            PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty($"seed {seed}");
            plan.After.PartitionsWithAvoidableViolations.ShouldBeLessThanOrEqualTo(
                plan.Before.PartitionsWithAvoidableViolations, $"seed {seed}");
            new Planner().Plan(PlannedCluster.After(request, plan)).MoveCount.ShouldBe(0, $"seed {seed}: a planned cluster moves nothing");
        }
    }
}
