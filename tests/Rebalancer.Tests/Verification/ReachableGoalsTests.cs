using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

/// <summary>What the verifier takes for reachable, and which partitions it takes for left alone: a bound above that is wrong.</summary>
public sealed class ReachableGoalsTests
{
    private static readonly PlanOptions s_plan = PlanOptions.Default;

    [Fact]
    public void Leaving_PartitionThatMustNotChange_StaysWhereItIs()
    {
        var options = s_plan with { Roles = new() { Draining = [1008, 1009] } };
        var cluster = Brokers().Topic("t", [1001, 1008, 1009], [1009, 1002, 1004]);

        Reachable(Goal.Leaving, cluster, options).ShouldBe(0);
        Reachable(Goal.Leaving, cluster, options with { PinFilter = p => p.Partition == 0 }).ShouldBe(2);
        Reachable(Goal.Leaving, cluster, options with { TopicFilter = _ => false }).ShouldBe(3);
        Reachable(Goal.Leaving, cluster, options with { Aim = PlanAim.Leaders }).ShouldBe(3);
        Reachable(Goal.Leaving, Brokers().Topic("t", [1001, 1009]).Leader("t", 0, -1), options).ShouldBe(1);
        Reachable(Goal.Leaving, Brokers().Dead(98, 99).Topic("t", [98, 99], [1001, 1009]), options).ShouldBe(2);
    }

    [Fact]
    public void Leaving_OutsideOfTheBrokerSet_CountsWherePinned()
    {
        var options = s_plan with { BrokersOf = _ => [1001, 1002, 1003], PinFilter = p => p.Partition == 1 };

        // A topic that is not selected has no set, and one that is pinned in part has.
        Reachable(Goal.Leaving, Brokers().Topic("t", [1001, 1006], [1005, 1009]), options).ShouldBe(2);
        Reachable(Goal.Leaving, Brokers().Topic("t", [1001, 1006], [1005, 1009]), options with { TopicFilter = _ => false }).ShouldBe(0);
    }

    [Fact]
    public void Spread_PartitionThatMustNotChange_LacksWhatItLacks()
    {
        var cluster = Brokers().Dead(97, 98, 99).Topic("t", [1001, 1004, 1007], [97, 98, 99], [1002, 1005, 1003]);

        Reachable(Goal.Spread, cluster, s_plan).ShouldBe(0);
        Reachable(Goal.Spread, cluster, s_plan with { PinFilter = p => p.Partition < 2 }).ShouldBe(2);
        Reachable(Goal.Spread, cluster, s_plan with { Aim = PlanAim.Leaders }).ShouldBe(3);
        Reachable(Goal.Spread, Brokers().Topic("t", [1001, 1002, 1003]), s_plan with { BrokersOf = _ => [1001, 1004, 1007, 1002] })
            .ShouldBe(0, "as it is");
        Reachable(Goal.Spread, Brokers().Topic("t", [1001, 1004]), s_plan with { BrokersOf = _ => [1001, 1004, 1007] }).ShouldBe(1);
    }

    [Fact]
    public void Spread_LoweredList_KeepsAReplicaThatIsInSync()
    {
        // Only 1001 and 1004 of r0 take replicas, and 1002 keeps its own; without it two replicas are in one rack.
        var cluster = Brokers().Topic("t", [1002, 1001, 1004]);
        var options = s_plan with
        {
            ReplicationFactorOf = _ => 1,
            Roles = new() { OnlyTo = [1001, 1004], Excluded = [1005] },
        };

        Reachable(Goal.Spread, cluster.Isr("t", 0, 1001), options).ShouldBe(0);
        Reachable(Goal.Spread, cluster.Isr("t", 0, 1001), options with { ReplicationFactorOf = _ => 2 }).ShouldBe(0);
    }

    [Fact]
    public void Spread_LoweredListWhoseInSyncReplicaSharesARack_LacksOne()
    {
        // 1002 must stay, and of 1005 in the same rack and 1003 in another one goes.
        ClusterBuilder Cluster(params int[] isr) => Brokers().Topic("t", [1002, 1005, 1003]).Isr("t", 0, isr);
        var options = Factor(2) with { Roles = new() { Excluded = [1002] } };

        Reachable(Goal.Spread, Cluster(1005), options).ShouldBe(1);
        Reachable(Goal.Spread, Cluster(1005, 1003), options).ShouldBe(0, "1003 is in sync too");
        Reachable(Goal.Spread, Cluster(1005, 1002), options).ShouldBe(0, "1002 is in sync and stays");
        Reachable(Goal.Spread, Cluster(1005), options with { ReplicationFactorOf = _ => 3 }).ShouldBe(0, "nothing is lowered");
        Reachable(Goal.Spread, Cluster(1005), options with { BrokersOf = _ => [1001, 1003, 1004, 1007] }).ShouldBe(0, "1005 may not stay");
        Reachable(Goal.Spread, Cluster(1005), options with { Roles = new() { Excluded = [1002], Draining = [1005] } })
            .ShouldBe(0, "1005 goes anyway");
    }

    [Fact]
    public void Bound_LimitsOrAPreferredSpread_AreNotJudged()
    {
        var cluster = Brokers().Topic("t", [1001, 1002, 1003]);

        Reachable(Goal.Spread, cluster, s_plan with { Budget = new(Moves: 3) }).ShouldBeNull();
        Reachable(Goal.Spread, cluster, s_plan with { Spread = SpreadPolicy.Preferred }).ShouldBeNull();
        Reachable(Goal.MissingReplicas, cluster, s_plan).ShouldBe(0);
        Reachable(Goal.Evenness, cluster, s_plan).ShouldBeNull();
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(9, 6)]
    [InlineData(10, 0)] // more than there are brokers: left alone
    public void MissingReplicas_AnotherFactor_IsTheDifference(int wanted, int expected) =>
        Missing(Brokers().Topic("t", [1001, 1002, 1003]), Factor(wanted)).ShouldBe(expected);

    [Theory]
    [InlineData(30, 1)]
    [InlineData(31, 0)]
    public void MissingReplicas_FactorThatIsNotPlanned_IsLeftAlone(int wanted, int expected)
    {
        var brokers = ClusterBuilder.Brokers(40);

        Missing(brokers.Topic("t", [.. Enumerable.Range(1001, wanted - 1)]), Factor(wanted)).ShouldBe(expected);
        Missing(ClusterBuilder.Brokers(40).Topic("t", [.. Enumerable.Range(1001, wanted)]), Factor(wanted - 1)).ShouldBe(expected);
    }

    [Fact]
    public void MissingReplicas_ClosedBrokers_CountWhereTheyHoldThePartition()
    {
        var cordoned = Factor(4) with { Roles = new() { Cordoned = [1004] } };

        Missing(ClusterBuilder.Brokers(4).Topic("t", [1001, 1004]), cordoned).ShouldBe(2);
        Missing(ClusterBuilder.Brokers(4).Topic("t", [1001, 1002]), cordoned).ShouldBe(0, "three may hold it");
        Missing(ClusterBuilder.Brokers(4).Topic("t", [1001, 1004]), cordoned with { BrokersOf = _ => [1001, 1002, 1003] }).ShouldBe(0);
        Missing(ClusterBuilder.Brokers(5).Topic("t", [1001, 1004]), cordoned with { BrokersOf = _ => [1001, 1002, 1003, 1005] })
            .ShouldBe(2);
        Missing(ClusterBuilder.Brokers(5).Topic("t", [1001, 1004]), cordoned with { BrokersOf = _ => [1001, 1002, 1003] }).ShouldBe(0);
        Missing(ClusterBuilder.Brokers(4).Topic("t", [1001, 1004]), Factor(4) with { Roles = new() { Draining = [1004] } }).ShouldBe(0);
        Missing(
            ClusterBuilder.Brokers(4).Topic("t", [1001, 1004]),
            Factor(4) with { Roles = new() { Excluded = [1004] }, BrokersOf = _ => [1001, 1002, 1003] })
            .ShouldBe(2, "an excluded broker keeps what it has");
    }

    [Fact]
    public void MissingReplicas_ExcludedBrokersHoldMoreThanIsWanted_IsLeftAlone()
    {
        var excluded = new GivenRoles { Excluded = [1001, 1002] };
        var cluster = Brokers().Topic("t", [1001, 1002, 1003]);

        Missing(cluster, Factor(2) with { Roles = excluded }).ShouldBe(1);
        Missing(cluster, Factor(1) with { Roles = excluded }).ShouldBe(0);
    }

    [Fact]
    public void MissingReplicas_LastInSyncReplicaWouldGo_IsLeftAlone()
    {
        var options = Factor(2) with { Roles = new() { Excluded = [1001, 1002] } };
        ClusterBuilder Cluster(params int[] isr) => Brokers().Topic("t", [1001, 1002, 1003, 1004]).Isr("t", 0, isr);

        Missing(Cluster(1003), options).ShouldBe(0, "1003 would go, and nothing else is in sync");
        Missing(Cluster(1003, 1001), options).ShouldBe(2);
        Missing(Cluster(1003), options with { ReplicationFactorOf = _ => 3 }).ShouldBe(1, "there is room for it");
        Missing(Cluster(1003), options with { BrokersOf = _ => [1001, 1002, 1004, 1005] }).ShouldBe(2, "it may not stay anyway");
        Missing(Cluster(1003), options with { Roles = options.Roles with { Draining = [1003] } }).ShouldBe(2, "nor when it drains");
    }

    private static ClusterBuilder Brokers() => ClusterBuilder.Brokers(9).Racks(3);

    private static PlanOptions Factor(int wanted) => s_plan with { ReplicationFactorOf = _ => wanted };

    /// <summary>What the verifier says can be reached in a goal, told to a plan without changes that claims a bound far above.</summary>
    private static int? Reachable(Goal goal, ClusterBuilder cluster, PlanOptions options) =>
        Number(goal, cluster, options, "wrong-bound", @"but (\d+) can be reached");

    private static int? Missing(ClusterBuilder cluster, PlanOptions options) =>
        Number(Goal.MissingReplicas, cluster, options, "wrong-number", @"says 999 for its goal .* but it is (\d+)\.");

    private static int? Number(Goal goal, ClusterBuilder cluster, PlanOptions options, string code, string pattern)
    {
        var request = cluster.BuildRequest(options);
        var truth = PlanVerifier.Verify(request.Snapshot, request.Topology, ImmutableArray<PartitionChange>.Empty);
        var outcome = new PlanOutcome
        {
            Aim = options.Aim,
            Changes = [],
            Before = truth.Before,
            After = truth.After,
            Goals = new([new(goal, 999, 999)]),
            Notes = [],
            Method = "test",
        };

        var match = PlanVerifier.Verify(request, outcome).Findings.Where(f => f.Code == code)
            .Select(f => Regex.Match(f.Text, pattern)).FirstOrDefault(m => m.Success);
        return match is null ? null : int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
