using Rebalancer.Cluster;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Plans;

/// <summary>A plan directory is judged by what its manifest allows, and by the cluster as it is now.</summary>
public sealed class PlanCheckTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    public static TheoryData<string, PlanOptions> Allowances() => new()
    {
        { "raised", PlanOptions.Default with { ReplicationFactorOf = topic => topic == "a" ? 4 : null } },
        { "lowered", PlanOptions.Default with { ReplicationFactorOf = _ => 2 } },
        { "raised in part", PlanOptions.Default with { ReplicationFactorOf = _ => 4, Budget = new(Moves: 5) } },
        { "drained", PlanOptions.Default with { Roles = new() { Draining = [1002], Cordoned = [1003], Excluded = [1004] } } },
        { "drained in part", PlanOptions.Default with { Roles = new() { Draining = [1002, 1003] }, Budget = new(Bytes: 3_000) } },
        { "some brokers", PlanOptions.Default with { BrokersOf = topic => topic == "b" ? [1001, 1002, 1003, 1005] : null } },
        { "replaced", PlanOptions.Default with { Replacements = [new(1001, 1007)] } },
        { "few leaders", PlanOptions.Default with { Aim = PlanAim.Leaders, Budget = new(LeaderChanges: 2) } },
    };

    [Theory]
    [MemberData(nameof(Allowances), DisableDiscoveryEnumeration = true)]
    public void Judge_WrittenPlan_IsValidByItsOwnManifestAndItsOptionsReturn(string name, PlanOptions options)
    {
        var (request, manifest) = Plan(options);
        PlanDirectory.Write(_temporary.File("plan"), manifest);

        var report = PlanCheck.OfDirectory(_temporary.File("plan")).Judge(
            request.Snapshot, request.Topology, TestContext.Current.CancellationToken);

        report.Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty(name);
        report.Changes.Length.ShouldBe(manifest.Changes.Length);
        report.After.ShouldBe(manifest.After);
        PlanDirectory.Read(_temporary.File("plan")).Options.ShouldBe(manifest.Options);
        manifest.Changes.ShouldNotBeEmpty(name);
    }

    [Fact]
    public void Judge_OtherReplicationFactorWithoutPermission_IsRefusedWithTheNumbers()
    {
        var (request, manifest) = Plan(PlanOptions.Default with { ReplicationFactorOf = topic => topic == "a" ? 4 : null });

        var report = PlanCheck.Of(manifest with { Options = manifest.Options! with { ReplicationFactors = [] } }).Judge(
            request.Snapshot, request.Topology);

        report.ErrorCount.ShouldBe(12);
        report.Findings[0].Code.ShouldBe("replication-factor");
        report.Findings[0].Text.ShouldBe("a-0 has 3 replicas and would have 4.");
    }

    [Fact]
    public void Judge_PlanThatLeavesReplicasOnADrainingBroker_IsRefusedWithoutItsLimit()
    {
        var request = ClusterBuilder.Brokers(6).Topic("t", [1002, 1003, 1001])
            .BuildRequest(PlanOptions.Default with { Roles = new() { Draining = [1002, 1003] }, Budget = new(Moves: 1) });
        var outcome = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
        var manifest = PlanManifest.Create(request, outcome, [], null);

        var report = PlanCheck.Of(manifest with { Options = manifest.Options! with { Budget = MoveBudget.Unlimited } })
            .Judge(request.Snapshot, request.Topology);

        report.Findings.Single(f => f.Severity == FindingSeverity.Error).Code.ShouldBe("draining-replica-kept");
    }

    [Fact]
    public void Judge_BrokerThatDiedSince_IsAnErrorAndNoBadOption()
    {
        var (request, manifest) = Plan(PlanOptions.Default with { Roles = new() { Draining = [1002], OnlyTo = [1007] } });
        var later = request.Snapshot with { Brokers = [.. request.Snapshot.Brokers.Where(b => b.Id is not (1002 or 1007))] };

        var check = PlanCheck.Of(manifest);
        var report = check.Judge(later, request.Topology);

        report.Findings.ShouldContain(f => f.Code == "dead-broker" && f.Text.Contains("broker 1007"));
        check.OptionsFor(later).Roles.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Judge_PlanOfAnotherCluster_IsAnInputError()
    {
        var (request, manifest) = Plan(PlanOptions.Default);

        Should.Throw<InputException>(
            () => PlanCheck.Of(manifest with { ClusterId = "other" }).Judge(request.Snapshot with { ClusterId = "this" }, request.Topology))
            .Message.ShouldBe("the plan is for cluster other, and the cluster given is this");
    }

    [Fact]
    public void Judge_ReassignmentWithObservers_IsRefused()
    {
        var (request, _) = Plan(PlanOptions.Default);
        var reassignment = new Reassignment([new(new("a", 0), [1001, 1002, 1006]) { Observers = [1006] }]);

        var report = PlanCheck.Of(reassignment).Judge(request.Snapshot, request.Topology);

        report.Findings[0].Code.ShouldBe("observers");
        report.IsValid.ShouldBeFalse();
    }

    private static (PlanRequest Request, PlanManifest Manifest) Plan(PlanOptions options)
    {
        var request = ClusterBuilder.Brokers(6).Grid(3, 2).Topic("a", 12, 3, 500).Topic("b", 7, 3, 800)
            .Topic("c", [1001, 1002, 1003], [1001, 1005, 1006], [1001, 1002, 1006])
            .Add(1007, "FD0UD0").BuildRequest(
            options);
        var outcome = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
        return (request, PlanManifest.Create(request, outcome, [], null));
    }
}
