using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

/// <summary>Each rule of the verifier at its edge: what it lets pass, and what it names.</summary>
public sealed class VerifierRulesTests
{
    private static readonly VerificationOptions s_own = new() { IsOwnPlan = true };
    private static readonly VerificationOptions s_any = VerificationOptions.Default;

    [Theory]
    [InlineData(-1, null, "no-leader")]
    [InlineData(1001, new int[0], "no-leader")]
    [InlineData(1001, new[] { 99 }, "no-leader")]
    [InlineData(1001, new[] { 1002 }, "")]
    [InlineData(1001, new[] { 1009 }, "")] // named as dead, but alive and in sync: it can be copied from
    public void Check_NothingInSyncIsAlive_NothingCanBeCopied(int leader, int[]? isr, string expected)
    {
        var cluster = Brokers().Dead(99).Topic("t", [1001, 1002, 99, 1009]).Leader("t", 0, leader);
        cluster = isr is null ? cluster : cluster.Isr("t", 0, isr);
        var options = s_any with { Roles = new() { Dead = [1009] }, WorseSpreadAllowed = true };

        Errors(cluster, options, [1001, 1002, 1003, 1005]).ShouldBe(Codes(expected));
        Errors(cluster, options, [1002, 1001, 99, 1009]).ShouldBeEmpty("an order copies nothing");
        Errors(cluster, options with { IsOwnPlan = true }, [1002, 1001, 99, 1009]).Contains("no-leader").ShouldBe(expected.Length > 0);
    }

    [Fact]
    public void Check_PartitionNumbersHaveGaps_EachIsFound()
    {
        var snapshot = Brokers().Build() with
        {
            Topics =
            [
                new("s", [new(4, [1001, 1002], 1001)]),
                new("t", [.. new[] { 0, 2, 5, 9, 11 }.Select(p => new PartitionSnapshot(p, [1001, 1002], 1001))]),
            ],
        };
        ProposedAssignment[] proposals =
        [
            .. new[] { 11, 0, 3, 9, 2, 12, 5, -1 }.Select(p => new ProposedAssignment(new("t", p), [1002, 1001])),
            new(new("s", 4), [1002, 1001]),
        ];

        var report = PlanVerifier.Verify(snapshot, Brokers().BuildTopology(), proposals);

        report.LeaderChangeCount.ShouldBe(6);
        report.Changes.Select(c => c.TopicPartition.ToString()).ShouldBe(["s-4", "t-0", "t-2", "t-5", "t-9", "t-11"]);
        report.Findings.Select(f => f.Text).ShouldBe(
            ["Topic 't' has no partition 3.", "Topic 't' has no partition 12.", "Topic 't' has no partition -1."]);
    }

    [Theory]
    [InlineData("rf-above-brokers", 4, 3)]
    [InlineData("", 3, 3)]
    [InlineData("", 4, 2)]
    public void Check_MoreReplicasThanBrokersReceive_IsLeftAloneByOurPlans(string expected, int wanted, int closed)
    {
        var cluster = ClusterBuilder.Brokers(6).Topic("t", [1001, 1002]);
        int[] shut = [1004, 1005, 1006];
        var options = s_own with { ReplicationFactorOf = _ => wanted, Roles = new() { Cordoned = [.. shut[^closed..]] } };
        int[] after = [1001, 1002, 1003, .. wanted > 3 && closed < 3 ? new[] { 1004 } : wanted > 3 ? [1004] : []];

        Errors(cluster, options, after).Where(c => c != "cordoned-broker").ShouldBe(Codes(expected));
    }

    [Fact]
    public void Check_CordonedBrokerThatHoldsThePartition_CountsAsOneThatMayHoldIt()
    {
        var cluster = ClusterBuilder.Brokers(4).Topic("t", [1004, 1001]);
        var options = s_own with { ReplicationFactorOf = _ => 4, Roles = new() { Cordoned = [1004] } };

        Errors(cluster, options, [1004, 1001, 1002, 1003]).ShouldBeEmpty();
        Errors(cluster, options with { BrokersOf = _ => [1001, 1002, 1003] }, [1004, 1001, 1002, 1003]).ShouldBe(
            ["outside-broker-set", "rf-above-brokers"]);
    }

    [Theory]
    [InlineData(true, "topic-not-selected")]
    [InlineData(false, "")]
    public void Check_TopicWithPlacementConstraints_IsNotForOurPlans(bool isOwn, string expected)
    {
        var snapshot = Brokers().Topic("t", [1001, 1002]).Build();
        snapshot = snapshot with { Topics = [snapshot.Topics[0] with { HasPlacementConstraints = true }] };

        var report = PlanVerifier.Verify(
            snapshot, Brokers().BuildTopology(), [new ProposedAssignment(new("t", 0), [1002, 1001])], s_any with { IsOwnPlan = isOwn });

        report.Findings.Select(f => f.Code).ShouldBe(Codes(expected));
    }

    [Theory]
    [InlineData(new[] { 1001, 1004, 1002, 1005, 1003 }, "")]
    [InlineData(new[] { 1001, 1004, 1007, 1002, 1003 }, "spread-less-even,uneven-spread")]
    public void Compare_LessEven_IsAWarning(int[] after, string expected)
    {
        var report = Verify(Brokers().Topic("t", [1002, 1005, 1001, 1004, 1006]), s_any, after);

        report.Findings.ShouldAllBe(f => f.Severity == FindingSeverity.Warning);
        report.Findings.Select(f => f.Code).ShouldBe(Codes(expected));
        report.UnevenPartitionCount.ShouldBe(expected.Length > 0 ? 1 : 0);
    }

    [Fact]
    public void Compare_MoreSharedDomains_LacksAreCountedInWords()
    {
        var report = Verify(Brokers().Topic("t", [1001, 1002, 1003]), s_any, [1001, 1004, 1007]);

        report.Findings.Select(f => f.Text).ShouldBe(
        [
            "t-0 lacks 0 distinct domains now and would lack 2.", "t-0 has 2 distinct domains fewer than it could have.",
        ]);
        Verify(Brokers().Topic("t", [1001, 1002, 1004]), s_any, [1001, 1004, 1007]).Findings[0].Text.ShouldBe(
            "t-0 lacks 1 distinct domain now and would lack 2.");
    }

    [Fact]
    public void Compare_WorseSpread_IsAllowedWhereSomethingComesFirst()
    {
        // 1003 is to end empty, and a limit may leave no better choice than a broker of a rack that the partition has.
        var cluster = Brokers().Topic("t", [1001, 1002, 1003]);
        var draining = s_any with { Roles = new() { Draining = [1003] } };
        var outside = s_any with { BrokersOf = _ => [1001, 1002, 1004, 1006] };

        Errors(cluster, draining, [1001, 1002, 1004]).ShouldBe(["spread-worse"]);
        Errors(cluster, draining with { Budget = new(Moves: 9) }, [1001, 1002, 1004]).ShouldBeEmpty();
        Errors(cluster, outside, [1001, 1002, 1004]).ShouldBe(["spread-worse"]);
        Errors(cluster, outside with { Budget = new(Moves: 9) }, [1001, 1002, 1004]).ShouldBeEmpty();
        Errors(cluster, s_any with { Budget = new(Moves: 9) }, [1001, 1002, 1004]).ShouldBe(["spread-worse"]);
        Errors(cluster, draining with { Budget = new(Moves: 9) }, [1001, 1004, 1003]).ShouldBe(["spread-worse"], "1003 stays");
        Errors(cluster, s_any with { ReplicationFactorOf = _ => 4 }, [1001, 1002, 1004, 1007]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(new[] { 1001, 1002, 1003 }, "needs-no-repair")]
    [InlineData(new[] { 1001, 1002, 1004 }, "")] // shares a rack
    [InlineData(new[] { 1001, 1002, 1009 }, "")] // drains
    [InlineData(new[] { 1001, 1002, 1006 }, "")] // outside of its set
    public void Compare_Repair_ChangesOnlyWhatNeedsIt(int[] present, string expected)
    {
        var options = s_own with
        {
            OnlyRepairs = true,
            Roles = new() { Draining = [1009] },
            BrokersOf = _ => [1001, 1002, 1003, 1004, 1005, 1009],
        };

        Errors(Brokers().Topic("t", present), options, [1002, 1001, 1003]).ShouldBe(Codes(expected));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    public void Compare_RepairOfAReplicationFactor_NeedsIt(int wanted)
    {
        var options = s_own with { OnlyRepairs = true, ReplicationFactorOf = _ => wanted };

        Errors(Brokers().Topic("t", [1001, 1002, 1003]), options, wanted == 4 ? [1001, 1002, 1003, 1004] : [1001, 1002]).ShouldBeEmpty();
    }

    [Fact]
    public void Verify_BrokersWithoutADomain_ShareOne()
    {
        var topology = new RackTopology([new RackDimension("rack", "rack")], [new(1001, ["a"]), new(1002, [null]), new(1004, [])]);

        var report = PlanVerifier.Verify(
            ClusterBuilder.Brokers(4).Topic("t", [1001, 1002, 1003], [1002, 1003, 1004]).Build(), topology,
            Array.Empty<ProposedAssignment>());

        // All but 1001 sit in one: two domains in all, and t-1 has one of them.
        report.Before.Dimensions.ShouldBe([new DimensionMetrics("rack", 2, 1)]);
        report.Before.PartitionsWithAvoidableViolations.ShouldBe(1);
    }

    [Fact]
    public void Verify_LoadsOfDrainingBrokers_AreToldAndNotCompared()
    {
        var cluster = Brokers().Topic("t", [1009, 1001], [1009, 1002]).Size("t", 0, 10).Size("t", 1, 30);

        var metrics = Verify(cluster, s_any with { Roles = new() { Draining = [1009] } }, [1009, 1001]).Before;

        metrics.DrainingReplicas.ShouldBe(2);
        metrics.Replicas.ShouldBe(new LoadRange(0, 1));
        metrics.Leaders.ShouldBe(new LoadRange(0, 0));
        metrics.Bytes.ShouldBe(new LoadRange(0, 30));
        metrics.ReplicaSumOfSquares.ShouldBe(2);
        metrics.LeaderSumOfSquares.ShouldBe(0);
        var drained = metrics.Brokers[^1];
        (drained.BrokerId, drained.Replicas, drained.Leaders, drained.Bytes, drained.Role).ShouldBe((1009, 2, 2, 40, BrokerRole.Draining));
    }

    [Fact]
    public void Verify_Roles_TheFirstThatFitsCounts()
    {
        var cluster = Brokers().Cordoned(1005);
        var roles = new GivenRoles
        {
            Dead = [1001],
            Draining = [1001, 1002, 1003],
            Excluded = [1003, 1004],
            Cordoned = [1002, 1004, 1006],
            OnlyTo = [1004, 1005, 1006, 1007],
        };

        var brokers = PlanVerifier.Verify(
            cluster.Build(), cluster.BuildTopology(), Array.Empty<ProposedAssignment>(), s_any with { Roles = roles }).Before.Brokers;

        brokers.Select(b => (b.BrokerId, b.Role)).ShouldBe(
        [
            (1002, BrokerRole.Draining), (1003, BrokerRole.Draining), (1004, BrokerRole.Excluded), (1005, BrokerRole.Cordoned),
            (1006, BrokerRole.Cordoned), (1007, BrokerRole.Member), (1008, BrokerRole.Cordoned), (1009, BrokerRole.Cordoned),
        ]);
    }

    [Fact]
    public void Verify_EntryThatChangesNothing_CountsForNothing()
    {
        var report = Verify(Brokers().Topic("t", [1001, 1002, 1003]), s_own with { OnlyRepairs = true }, [1001, 1002, 1003]);

        report.Findings.ShouldHaveSingleItem().Code.ShouldBe("no-change");
        report.IsValid.ShouldBeTrue();
        report.ChangedPartitionCount.ShouldBe(0);
        report.LeaderChangeCount.ShouldBe(0);
    }

    [Fact]
    public void Verify_EntryWithoutAListBefore_IsToldWithThePresentOneAndItsSize()
    {
        var cluster = Brokers().Topic("t", [1001, 1002, 1003]).Size("t", 0, 70);
        var change = new PartitionChange(new("t", 0), [1001, 1002, 1003], [1002, 1001, 1003], DataSize.FromBytes(70));

        Verify(cluster, s_any, [1002, 1001, 1003]).Changes.ShouldBe([change]);
        PlanVerifier.Verify(cluster.Build(), cluster.BuildTopology(), [change with { Size = DataSize.FromBytes(9) }]).Changes
            .ShouldBe([change]);
    }

    [Fact]
    public void Verify_NoFindingsWanted_IsRefused() =>
        Should.Throw<InputException>(() => Verify(Brokers().Topic("t", [1001]), s_any with { FindingsPerCode = 0 }, [1002])).Message
            .ShouldContain("FindingsPerCode is 0");

    [Fact]
    public void Verify_MissingArgument_IsNamed()
    {
        var (snapshot, topology) = (Brokers().Build(), Brokers().BuildTopology());
        var (proposals, changes) = (Array.Empty<ProposedAssignment>(), Array.Empty<PartitionChange>());
        var request = Brokers().BuildRequest();
        var placement = new PlacementRequest(snapshot, topology, [NewPartitions.OfNewTopic("new", 1, 1)]);

        Named("snapshot", () => PlanVerifier.Verify(null!, topology, proposals));
        Named("topology", () => PlanVerifier.Verify(snapshot, null!, changes));
        Named("proposals", () => PlanVerifier.Verify(snapshot, topology, (ProposedAssignment[])null!));
        Named("changes", () => PlanVerifier.Verify(snapshot, topology, (PartitionChange[])null!));
        Named("request", () => PlanVerifier.Verify(null!, new Planner().Plan(request)));
        Named("outcome", () => PlanVerifier.Verify(request, null!));
        Named("request", () => PlanVerifier.Verify(null!, new Planner().Place(placement)));
        Named("outcome", () => PlanVerifier.Verify(placement, null!));
        Named("options", () => VerificationOptions.For(null!));

        static void Named(string name, Action action) => Should.Throw<ArgumentNullException>(action).ParamName.ShouldBe(name);
    }

    [Fact]
    public void Verify_FindingsPerCode_CountsKindsApart()
    {
        var cluster = Brokers().Topic("t", [.. Enumerable.Repeat(new[] { 1001, 1002, 1003 }, 3)]);
        ProposedAssignment[] proposals =
            [new(new("t", 0), [1001, 1001]), new(new("t", 1), [1001, 1001, 1003]), new(new("t", 2), [1001, 1001, 1003])];

        var report = PlanVerifier.Verify(cluster.Build(), cluster.BuildTopology(), proposals, s_any with { FindingsPerCode = 2 });

        report.ErrorCount.ShouldBe(4);
        report.Findings.Select(f => (f.Code, f.Text.EndsWith("more of this kind.", StringComparison.Ordinal))).ShouldBe(
            [("duplicate-replica", false), ("duplicate-replica", false), ("duplicate-replica", true), ("replication-factor", false)]);
        report.Findings[2].Text.ShouldBe("1 more of this kind.");
    }

    // Three racks: r0 has 1001, 1004, 1007; r1 has 1002, 1005, 1008; r2 has 1003, 1006, 1009.
    private static ClusterBuilder Brokers() => ClusterBuilder.Brokers(9).Racks(3);

    private static VerificationReport Verify(ClusterBuilder cluster, VerificationOptions options, int[] after) =>
        PlanVerifier.Verify(cluster.Build(), cluster.BuildTopology(), [new ProposedAssignment(new("t", 0), [.. after])], options);

    private static string[] Errors(ClusterBuilder cluster, VerificationOptions options, int[] after) =>
        [.. Verify(cluster, options, after).Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Code)];

    private static string[] Codes(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
