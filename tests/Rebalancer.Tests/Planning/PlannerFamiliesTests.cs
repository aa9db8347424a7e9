using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>
/// Every family and grid of generated clusters, and the saved ones, are planned to replica sets that are proven best, and to leaders near
/// their bounds.
/// </summary>
public sealed class PlannerFamiliesTests
{
    public static TheoryData<string> Shapes(int partitions) => [.. ClusterGenerator.Shapes(partitions).Select(s => s.ToString())];

    [Theory]
    [MemberData(nameof(Shapes), 200)]
    public void Plan_200Partitions_IsProven(string shape) => ShouldBeProven(200, shape, again: true);

    [Theory]
    [MemberData(nameof(Shapes), 1_000)]
    public void Plan_1000Partitions_IsProven(string shape) => ShouldBeProven(1_000, shape, again: true);

    [Theory]
    [MemberData(nameof(Shapes), 5_000)]
    public void Plan_5000Partitions_IsProven(string shape) => ShouldBeProven(5_000, shape, again: false);

    [Theory]
    [InlineData(3, 3, ClusterFamily.ScaleOut)]
    [InlineData(3, 5, ClusterFamily.Drained)]
    [InlineData(1, 6, ClusterFamily.Random)]
    [InlineData(5, 20, ClusterFamily.ScaleOut)]
    public void Plan_20000PartitionsOfMixedReplicationFactor_IsProven(int faultDomains, int updateDomains, ClusterFamily family)
    {
        var shape = new ClusterShape
        {
            Family = family,
            FaultDomains = faultDomains,
            UpdateDomains = updateDomains,
            BrokerCount = 60 + (faultDomains * updateDomains),
            PartitionCount = 20_000,
            MinReplicationFactor = 1,
            MaxReplicationFactor = 4,
        };

        ShouldBeProven(ClusterGenerator.GenerateRequest(shape), again: false);
    }

    [Theory]
    [MemberData(nameof(Shapes), 1_000)]
    public void Plan_Repair_MovesTheFewestAndBalancesWithinAHairOfItsBound(string shape)
    {
        var request = ClusterGenerator.GenerateRequest(
            ClusterGenerator.Shapes(1_000).Single(s => s.ToString() == shape), PlanOptions.Default with { Aim = PlanAim.Repair });

        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);

        PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
        plan.After.PartitionsWithAvoidableViolations.ShouldBe(0);
        plan.Goals[Goal.Moves].Gap.ShouldBe(0, "moves");
        plan.Goals[Goal.Balance].RelativeGap.ShouldBeLessThan(0.0001, "balance");
        if (!shape.StartsWith(nameof(ClusterFamily.UnevenCells), StringComparison.Ordinal))
        {
            // Where cells are empty, sets of fewest moves may leave brokers without any replica, which the bound does not see.
            plan.Goals[Goal.Leaders].Gap.ShouldBe(0, "leaders");
        }
    }

    [Fact]
    public void Plan_LeadersOfAllFamilies_MeetTheirBoundsMostly()
    {
        var plans = ClusterGenerator.Shapes(1_000).Select(shape => ClusterGenerator.GenerateRequest(shape))
            .Select(request => new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken)).ToList();

        plans.Count(p => p.Goals[Goal.Leaders].Proven).ShouldBeGreaterThanOrEqualTo(plans.Count - 2);
        plans.Count(p => p.Goals[Goal.LeaderChanges].Proven).ShouldBeGreaterThanOrEqualTo(plans.Count / 2);
        plans.Sum(p => p.Goals[Goal.LeaderChanges].Gap)
            .ShouldBeLessThan(plans.Sum(p => p.Goals[Goal.LeaderChanges].LowerBound) / 15, "changes above their bounds");
    }

    [Theory]
    [InlineData("S", 956, 288, 289, 96, 97)]
    [InlineData("M", 6_150, 615, 616, 205, 206)]
    [InlineData("L", 36_390, 1_189, 1_226, 404, 405)]
    public void Plan_SavedCluster_HasTheProvenOptimum(
        string name, int moves, int fewestReplicas, int mostReplicas, int fewestLeaders, int mostLeaders)
    {
        var snapshot = SnapshotFile.Read(Path.Combine(AppContext.BaseDirectory, "Instances", name + ".json.gz"));
        var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot, null), PlanOptions.Default);

        var plan = ShouldBeProven(request, again: false);

        plan.MoveCount.ShouldBe(moves);
        plan.After.Replicas.ShouldBe(new LoadRange(fewestReplicas, mostReplicas));
        plan.After.Leaders.ShouldBe(new LoadRange(fewestLeaders, mostLeaders));
    }

    private static void ShouldBeProven(int partitions, string name, bool again) =>
        ShouldBeProven(ClusterGenerator.GenerateRequest(ClusterGenerator.Shapes(partitions).Single(s => s.ToString() == name)), again);

    private static PlanOutcome ShouldBeProven(PlanRequest request, bool again)
    {
        // A machine that is busy with other things must not decide what is found.
        request = request with { Options = request.Options with { TimeLimit = TimeSpan.FromMinutes(10) } };
        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);

        PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
        plan.After.PartitionsWithAvoidableViolations.ShouldBe(0);
        plan.After.DeadReplicas.ShouldBe(ReplicasThatNobodyCanCopy(request));
        plan.Goals[Goal.Spread].Gap.ShouldBe(0, "spread");
        plan.Goals[Goal.Balance].Gap.ShouldBe(0, "balance");
        plan.Goals[Goal.Moves].Gap.ShouldBe(0, "moves");
        plan.Goals[Goal.Leaders].RelativeGap.ShouldBeLessThan(0.02, "leaders");
        if (again)
        {
            var planned = PlannedCluster.After(request, plan);
            new Planner().Plan(planned, cancellationToken: TestContext.Current.CancellationToken).Changes
                .ShouldBeEmpty("a planned cluster needs no plan");
        }

        return plan;
    }

    private static int ReplicasThatNobodyCanCopy(PlanRequest request)
    {
        var live = request.Snapshot.Brokers.Select(b => b.Id).ToHashSet();
        return request.Snapshot.Topics.SelectMany(t => t.Partitions).Where(p => !p.Replicas.Any(live.Contains)).Sum(p => p.Replicas.Length);
    }
}
