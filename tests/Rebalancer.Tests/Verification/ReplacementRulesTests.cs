using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

/// <summary>
/// Where the new broker would spread a partition worse than the old one did, its place may go elsewhere: what the old one counts for.
/// </summary>
public sealed class ReplacementRulesTests
{
    private static readonly PlanOptions s_replace = PlanOptions.Default with { Replacements = [new(1003, 1004)] };

    [Theory]
    [InlineData("c", true)]
    [InlineData("a", false)]
    [InlineData(null, false)] // it counts where 1004 sits
    public void Verify_DeadOldBroker_CountsInItsOwnDomainWhereThatIsKnown(string? rack, bool mayGoElsewhere)
    {
        var cluster = ClusterBuilder.Brokers(5).Racks("a", "b", rack, "a", "b").Topic("t", [1001, 1002, 1003]).Dead(1003);

        Errors(cluster, s_replace, [1001, 1002, 1004]).ShouldBeEmpty();
        Errors(cluster, s_replace, [1001, 1002, 1005]).ShouldBe(mayGoElsewhere ? [] : ["replacement-not-made"]);
    }

    [Fact]
    public void Verify_DeadBrokerThatIsNotReplaced_CountsNowhere()
    {
        // 1003 goes to rack "a" although "b" is then held by the dead 1006 alone.
        var cluster = ClusterBuilder.Brokers(6).Racks("a", "b", "b", "a", "b", "b").Topic("t", [1001, 1003, 1006]).Dead(1006);

        Errors(cluster, s_replace, [1001, 1005, 1006]).ShouldBeEmpty();
    }

    [Fact]
    public void Verify_OneDimensionOfTheDeadBrokerIsKnown_TheOtherCountsWhereTheNewOneSits()
    {
        var cluster = ClusterBuilder.Brokers(5).Racks("FD0UD0", "FD1UD1", "FD2UD0", "FD0UD0", "FD1UD0").Topic("t", [1001, 1003]).Dead(1003);
        var (snapshot, topology) = (cluster.Build(), cluster.BuildTopology());
        var half = topology with
        {
            DeadBrokers = [topology.DeadBrokers[0] with { Domains = topology.DeadBrokers[0].Domains.SetItem(0, null) }],
        };

        // With FD0 of 1004 and its own UD0 it is no better than 1004.
        Errors(snapshot, half, s_replace, [1001, 1004]).ShouldBeEmpty();
        Errors(snapshot, half, s_replace, [1001, 1002]).ShouldBe(["replacement-not-made"]);
        Errors(snapshot, topology, s_replace, [1001, 1002]).ShouldBeEmpty();
    }

    private static IEnumerable<string> Errors(ClusterBuilder cluster, PlanOptions options, ImmutableArray<int> after) =>
        Errors(cluster.Build(), cluster.BuildTopology(), options, after);

    private static IEnumerable<string> Errors(
        ClusterSnapshot snapshot, RackTopology topology, PlanOptions options, ImmutableArray<int> after) =>
        PlanVerifier.Verify(snapshot, topology, [new ProposedAssignment(new("t", 0), after)], VerificationOptions.For(options))
            .Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Code);
}
