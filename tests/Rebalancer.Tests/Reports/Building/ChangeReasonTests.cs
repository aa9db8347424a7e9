using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports.Building;

public sealed class ChangeReasonTests
{
    [Fact]
    public void Reason_TwoReplicasInOneDomain_NamesIt() => Reasons(
        ClusterBuilder.Brokers(4).Racks("a", "a", "b", "c").Topic("t", [1001, 1002, 1003]),
        ("t", 0, [1001, 1004, 1003])).ShouldBe([new(ChangeReasonKind.Spread, "two replicas in rack a")]);

    [Fact]
    public void Reason_BothDimensions_NamesBoth() => Reasons(
        ClusterBuilder.Brokers(4).Racks("FD0UD0", "FD0UD0", "FD1UD1", "FD2UD2").Topic("t", [1001, 1002, 1003]),
        ("t", 0, [1001, 1004, 1003])).ShouldBe([new(ChangeReasonKind.Spread, "two replicas in FD 0 and in UD 0")]);

    [Fact]
    public void Reason_DeadBroker_ComesBeforeAllElse() => Reasons(
        ClusterBuilder.Brokers(5).Racks("a", "a", "b", "c", "d").Topic("t", [1001, 1002, 1005]).Dead(1005),
        ("t", 0, [1001, 1003, 1004])).ShouldBe([new(ChangeReasonKind.DeadBroker, "broker 1005 is dead")]);

    [Fact]
    public void Reason_EmptyBroker_IsFilled() => Reasons(
        ClusterBuilder.Brokers(3).Racks("a", "b", "c").Topic("t", [1001, 1002], [1002, 1001], [1001, 1002]),
        ("t", 1, [1003, 1001]), ("t", 2, [1001, 1003])).ShouldBe(
            [new(ChangeReasonKind.Fills, "fills broker 1003"), new(ChangeReasonKind.Fills, "fills broker 1003")]);

    [Fact]
    public void Reason_PlaceIsTakenByAnother_MakesRoomForIt() => Reasons(
        ClusterBuilder.Brokers(4).Racks("a", "a", "b", "c").Topic("t", [1001, 1002], [1003, 1004]).Topic("u", [1004, 1001]),
        // t-0 needs broker 1003, which t-1 therefore leaves for broker 1002: nobody gains or loses.
        ("t", 0, [1001, 1003]), ("t", 1, [1002, 1004]))
        .ShouldBe([new(ChangeReasonKind.Spread, "two replicas in rack a"), new(ChangeReasonKind.MakesRoom, "frees rack b for t-0")]);

    [Fact]
    public void Reason_OnlyTheOrderChanges_SaysWhetherTheLeaderDoes() => Reasons(
        ClusterBuilder.Brokers(3).Racks(3).Topic("t", [1001, 1002, 1003], [1001, 1002, 1003]),
        ("t", 0, [1002, 1001, 1003]), ("t", 1, [1001, 1003, 1002])).ShouldBe(
            [new(ChangeReasonKind.LeaderOnly, "leader only"), new(ChangeReasonKind.OrderOnly, "order only")]);

    [Fact]
    public void Reason_ForeignPlanThatCrowds_SaysSo() => Reasons(
        ClusterBuilder.Brokers(4).Racks("a", "a", "b", "c").Topic("t", [1001, 1003, 1004]),
        ("t", 0, [1001, 1003, 1002])).ShouldBe([new(ChangeReasonKind.WorseSpread, "puts two replicas in rack a")]);

    [Fact]
    public void Reason_DrainingBroker_IsNamed()
    {
        var request = ClusterBuilder.Brokers(4)
            .Racks(4).Topic("t", 4, 2).BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Draining = [1002] } });

        var changes = ReportOf.Plan(request).Effects.Changes.Where(c => c.Removed.Contains(1002)).ToList();

        changes.ShouldNotBeEmpty();
        changes.ShouldAllBe(c => c.Reason == new ChangeReason(ChangeReasonKind.DrainingBroker, "broker 1002 drains"));
    }

    [Theory]
    [InlineData(ClusterFamily.Random)]
    [InlineData(ClusterFamily.ScaleOut)]
    [InlineData(ClusterFamily.UnevenCells)]
    public void Reason_OfThePlanner_AlwaysExists(ClusterFamily family)
    {
        var request = ClusterGenerator.GenerateRequest(
            new ClusterShape { Family = family, PartitionCount = 300, MinReplicationFactor = 2, MaxReplicationFactor = 4, Seed = 5 });

        var changes = ReportOf.Plan(request).Effects.Changes;

        changes.ShouldAllBe(c => c.Reason.Text.Length > 0 && c.Reason.Kind != ChangeReasonKind.WorseSpread);
        changes.Where(c => c.Reason.Kind == ChangeReasonKind.LeaderOnly).ShouldAllBe(c => c.Added.IsEmpty);
    }

    private static IEnumerable<ChangeReason> Reasons(ClusterBuilder cluster, params (string Topic, int Partition, int[] After)[] plan)
    {
        var request = cluster.BuildRequest();
        var proposed = plan.Select(p => new ProposedAssignment(new TopicPartition(p.Topic, p.Partition), [.. p.After]));
        var options = VerificationOptions.Default with { WorseSpreadAllowed = true };
        var verdict = PlanVerifier.Verify(request.Snapshot, request.Topology, proposed, options, TestContext.Current.CancellationToken);
        verdict.IsValid.ShouldBeTrue(string.Join('\n', verdict.Findings.Select(f => f.Text)));
        return CheckReportBuilder.Build("plan", request.Snapshot, request.Topology, verdict, options, []).Effects.Changes
            .Select(c => c.Reason);
    }
}
