using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>What an operator asks of a plan, case by case.</summary>
public sealed class PlannerTests
{
    [Fact]
    public void Plan_BalancedCluster_IsEmptyAndProven()
    {
        var request = ClusterBuilder.Brokers(3)
            .Racks("FD0UD0", "FD1UD1", "FD2UD2").Topic("t", [1001, 1002, 1003], [1002, 1003, 1001], [1003, 1001, 1002]).BuildRequest();

        var plan = Plan(request);

        plan.NothingToDo.ShouldBeTrue();
        (plan.Goals[Goal.Balance].Proven, plan.Goals[Goal.Moves].Proven, plan.Goals[Goal.Leaders].Proven).ShouldBe((true, true, true));
    }

    [Fact]
    public void Plan_SharedFaultDomain_IsRepairedWithOneMove()
    {
        // Replicas on 1001 and 1004 share fault domain 0; only one of them has to go.
        var request = ClusterBuilder.Brokers(4).Racks("FD0UD0", "FD1UD1", "FD2UD2", "FD0UD1").Topic("t", [1001, 1004, 1003]).BuildRequest();

        var plan = Plan(request);

        plan.MoveCount.ShouldBe(1);
        plan.After.Dimensions.ShouldAllBe(d => d.SharingPartitions == 0);
        plan.Before.PartitionsWithAvoidableViolations.ShouldBe(1);
    }

    [Fact]
    public void Plan_DeadHost_PlacesItsReplicasAnew()
    {
        var request = ClusterBuilder.Brokers(6)
            .Grid(3, 2).Topic("t", 12, 3).BuildRequest(PlanOptions.Default with { Roles = new() { Dead = [1002] } });

        var plan = Plan(request);

        plan.After.DeadReplicas.ShouldBe(0);
        plan.After.Brokers.ShouldNotContain(b => b.BrokerId == 1002);
        plan.Changes.ShouldAllBe(c => !c.After.Contains(1002));
        foreach (var partition in request.Snapshot.Topics[0].Partitions.Where(p => p.Replicas.Contains(1002)))
        {
            plan.Changes.ShouldContain(c => c.TopicPartition.Partition == partition.Partition);
        }
    }

    [Fact]
    public void Plan_UnknownDeadHost_IsAnInputError() =>
        Should.Throw<InputException>(() => Plan(ClusterBuilder.Brokers(3)
            .Topic("t", 3, 2).BuildRequest(PlanOptions.Default with { Roles = new() { Dead = [7] } }))).Message.ShouldContain("7");

    [Fact]
    public void Plan_TopicFilter_MovesOnlyThoseButCountsAll()
    {
        var request = ClusterBuilder.Brokers(4).Topic("a", [1001, 1002], [1001, 1002], [1001, 1002], [1001, 1002])
            .Topic("b", [1001, 1002], [1001, 1002])
            .BuildRequest(PlanOptions.Default with { TopicFilter = t => t == "b" });

        var plan = Plan(request);

        plan.Changes.ShouldAllBe(c => c.TopicPartition.Topic == "b");
        plan.MoveCount.ShouldBe(4, "brokers 1001 and 1002 are full of topic a: all of b goes to the others");
    }

    [Fact]
    public void Plan_ReplicationFactorAboveLiveBrokers_LeavesThosePartitionsAlone()
    {
        var request = ClusterBuilder.Brokers(3).Dead(1003).Topic("t", [1001, 1002, 1003]).Topic("u", [1001, 1003]).BuildRequest();

        var plan = Plan(request);

        plan.Changes.ShouldAllBe(c => c.TopicPartition.Topic == "u");
        plan.Notes.ShouldContain(n => n.Code == "rf-above-brokers" && n.Text.Contains('3') && n.Text.Contains('2'));
    }

    [Fact]
    public void Plan_DrainThatLeavesTooFewBrokersForAll_SaysThatNothingCanLeave()
    {
        var request = ClusterBuilder.Brokers(4).Topic("t", [1001, 1002, 1003], [1002, 1003, 1004]).Topic("u", [1003, 1004], [1004, 1003])
            .BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Draining = [1001, 1002] } });

        var plan = Plan(request);

        plan.Changes.ShouldBeEmpty();
        plan.Notes.Single(n => n.Code == PlanNote.NothingDrainedCode).Text.ShouldBe(
            "Nothing can leave the brokers that are to be drained: 2 partitions of replication factor 3, but only 2 brokers may hold "
            + "them.");
        plan.Notes.ShouldContain(n => n.Code == "stays-on-leaving" && n.Text.Contains("because their partitions cannot be changed"));
    }

    [Fact]
    public void Plan_LeadersOfPartitionsThatAreOnDrainingBrokersOnly_SaysWhyTheyStay()
    {
        var request = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002], [1002, 1003])
            .BuildRequest(PlanOptions.Default with { Aim = PlanAim.Leaders, Roles = new GivenRoles { Draining = [1001, 1002] } });

        Plan(request).Notes.Single(n => n.Code == "stays-on-leaving").Text.ShouldBe(
            "2 replicas stay on dead or draining brokers, because all replicas of their partitions are on such brokers, and the aim "
            + "leaders moves none: 1 replica on broker 1001, 1 replica on broker 1002.");
    }

    [Fact]
    public void Plan_DrainThatLeavesTooFewBrokersForSome_EmptiesWhatItCan()
    {
        var request = ClusterBuilder.Brokers(4).Topic("t", [1001, 1002, 1003]).Topic("u", [1001, 1003])
            .BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Draining = [1001, 1002] } });

        var plan = Plan(request);

        plan.Changes.ShouldHaveSingleItem().TopicPartition.Topic.ShouldBe("u");
        plan.Notes.ShouldNotContain(n => n.Code == PlanNote.NothingDrainedCode);
    }

    [Fact]
    public void Plan_ReplicationFactorAboveThirty_LeavesThePartitionAloneAndPlansTheRest()
    {
        var request = ClusterBuilder.Brokers(40).Topic("all", 1, 36).Topic("t", [1001, 1002], [1001, 1002], [1001, 1002]).BuildRequest();

        var plan = Plan(request);

        plan.Changes.ShouldAllBe(c => c.TopicPartition.Topic == "t");
        plan.MoveCount.ShouldBeGreaterThan(0);
        plan.Notes.ShouldContain(n => n.Code == "rf-too-large" && n.Text.Contains("all-0"));
    }

    [Fact]
    public void Plan_NoLiveReplica_LeavesThePartitionAloneAndCountsItInNoLoad()
    {
        var request = ClusterBuilder.Brokers(4).Dead(1003, 1004).Topic("gone", [1003, 1004]).Topic("t", [1001, 1002]).BuildRequest();

        var plan = Plan(request);

        plan.Changes.ShouldBeEmpty();
        plan.Notes.ShouldContain(n => n.Code == "no-live-replica" && n.Text.Contains("gone-0"));
        plan.After.Replicas.ShouldBe(new LoadRange(1, 1));
    }

    [Fact]
    public void Plan_NoLiveInSyncReplica_LeavesThePartitionAlone()
    {
        var request = ClusterBuilder.Brokers(4).Dead(1004).Topic("t", [1001, 1004]).Isr("t", 0, 1004).BuildRequest();

        var plan = Plan(request);

        plan.Changes.ShouldBeEmpty();
        plan.Notes.ShouldContain(n => n.Code == "no-leader");
    }

    [Fact]
    public void Plan_CordonedBroker_GetsNothingNewAndKeepsWhatItHas()
    {
        var request = ClusterBuilder.Brokers(4)
            .Cordoned(1004).Topic("t", [1001, 1002], [1001, 1002], [1001, 1004], [1001, 1002]).BuildRequest();

        var plan = Plan(request);

        plan.Changes.ShouldAllBe(c => !c.After.Contains(1004) || c.Before.Contains(1004));
        plan.After.Brokers.Single(b => b.BrokerId == 1004).Replicas.ShouldBeLessThanOrEqualTo(1);
        plan.After.Brokers.Single(b => b.BrokerId == 1003).Replicas.ShouldBeGreaterThan(0);
        plan.Notes.ShouldContain(n => n.Code == "cordoned" && n.Text.Contains("1004"));
    }

    [Fact]
    public void Plan_Repair_LeavesNewBrokersEmptyAndSaysSo()
    {
        var request = ClusterBuilder.Brokers(4)
            .Topic("t", [1001, 1002, 1003], [1002, 1003, 1001]).BuildRequest(PlanOptions.Default with { Aim = PlanAim.Repair });

        var plan = Plan(request);

        plan.Changes.ShouldBeEmpty();
        plan.Notes.ShouldContain(n => n.Code == "repair-leaves-empty" && n.Text.Contains("1004"));
    }

    [Fact]
    public void Plan_Repair_MovesOnlyWhatMustMove()
    {
        var request = ClusterBuilder.Brokers(5).Dead(1003).Topic("t", [1001, 1002], [1002, 1003], [1001, 1002], [1003, 1001])
            .BuildRequest(PlanOptions.Default with { Aim = PlanAim.Repair });

        var plan = Plan(request);

        plan.Changes.Select(c => c.TopicPartition.Partition).ShouldBe([1, 3]);
        plan.MoveCount.ShouldBe(2);
        plan.After.Brokers.Where(b => b.BrokerId is 1004 or 1005).ShouldAllBe(b => b.Replicas == 1);
    }

    [Fact]
    public void Plan_Leaders_ChangesOnlyTheOrder()
    {
        var request = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002, 1003], [1001, 1003, 1002], [1001, 1002, 1003])
            .BuildRequest(PlanOptions.Default with { Aim = PlanAim.Leaders });

        var plan = Plan(request);

        plan.MoveCount.ShouldBe(0);
        plan.LeaderChangeCount.ShouldBe(2);
        plan.After.Leaders.ShouldBe(new LoadRange(1, 1));
        plan.Changes.ShouldAllBe(c => c.Before.Order().SequenceEqual(c.After.Order()));
    }

    [Fact]
    public void Plan_UnusableBrokers_AreNamedAndUsedWhenTheSpreadIsOnlyPreferred()
    {
        // Update domain 1 exists only in fault domain 0: 1004 shares one of its domains with everybody who could stand beside it.
        var cluster = ClusterBuilder.Brokers(4)
            .Racks("FD0UD0", "FD1UD1", "FD1UD0", "FD1UD0").Topic("t", [1001, 1002], [1001, 1002], [1001, 1002], [1001, 1002]);

        var required = Plan(cluster.BuildRequest());
        var preferred = Plan(cluster.BuildRequest(PlanOptions.Default with { Spread = SpreadPolicy.Preferred }));

        required.Notes.ShouldContain(n => n.Code == "brokers-unusable" && n.Text.Contains("1003") && n.Text.Contains("1004"));
        required.After.Brokers.Where(b => b.BrokerId is 1003 or 1004).ShouldAllBe(b => b.Replicas == 0);
        preferred.After.Replicas.ShouldBe(new LoadRange(2, 2));
        preferred.Notes.Single(n => n.Code == "spread-relaxed").Text.ShouldStartWith("4 partitions share a domain");
        required.Notes.ShouldNotContain(n => n.Code == "spread-relaxed");
    }

    [Fact]
    public void Plan_LimitOfBytes_TellsPartitionsOfTheSameListApart()
    {
        // Two of three should move a replica to 1003, and only the first is small enough.
        var cluster = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002], [1001, 1002], [1001, 1002])
            .Size("t", 0, 10).Size("t", 1, 100).Size("t", 2, 100);

        var plan = Plan(cluster.BuildRequest(PlanOptions.Default with { Budget = new(Bytes: 20), Solver = SolverChoice.CpSat }));

        plan.Changes.Where(c => c.MoveCount > 0).ShouldHaveSingleItem().TopicPartition.Partition.ShouldBe(0);
    }

    [Fact]
    public void Plan_OnePartitionSharesADomainSoThatABrokerIsUsed_IsSaidOfOne()
    {
        var cluster = ClusterBuilder.Brokers(3).Racks("FD0UD0", "FD1UD1", "FD1UD0");
        var preferred = PlanOptions.Default with { Spread = SpreadPolicy.Preferred };

        Plan(cluster.Topic("t", [1001, 1002], [1001, 1002]).BuildRequest(preferred)).Notes.Single(n => n.Code == "spread-relaxed").Text
            .ShouldStartWith("1 partition shares a domain unnecessarily");
        Plan(ClusterBuilder.Brokers(3).Racks("FD0UD0", "FD1UD1", "FD2UD2").Topic("t", 6, 2).BuildRequest(preferred)).Notes
            .ShouldNotContain(n => n.Code == "spread-relaxed");
    }

    [Fact]
    public void Plan_UnevenFaultDomain_GivesTheReasonInNumbers()
    {
        var plan = Plan(ClusterBuilder.Brokers(7)
            .Racks("FD0UD0", "FD1UD1", "FD2UD2", "FD0UD3", "FD1UD4", "FD0UD5", "FD1UD6").Topic("t", 30, 3).BuildRequest());

        plan.Notes.ShouldContain(n => n.Code == "domain-forces-load"
            && n.Text.StartsWith("FD 2 has 1 of 7 brokers", StringComparison.Ordinal)
            && n.Text.Contains("at least 30"));
    }

    [Theory]
    [InlineData(SolverChoice.Auto)]
    [InlineData(SolverChoice.Fast)]
    [InlineData(SolverChoice.CpSat)]
    public void Plan_EverySolver_GivesAValidPlan(SolverChoice solver)
    {
        var options = PlanOptions.Default with { Solver = solver, TimeLimit = TimeSpan.FromSeconds(5) };
        var request = ClusterGenerator.GenerateRequest(
            new ClusterShape { Family = ClusterFamily.ScaleOut, BrokerCount = 9, FaultDomains = 3, UpdateDomains = 3, PartitionCount = 24 },
            options);

        Plan(request).After.PartitionsWithAvoidableViolations.ShouldBe(0);
    }

    [Fact]
    public void Plan_Force_PlacesABalancedClusterAnewWithEvenTopics()
    {
        // Balanced over all, but topic a lives on the first two brokers and topic b on the others.
        var cluster = ClusterBuilder.Brokers(4).Topic("a", [1001, 1002], [1002, 1001], [1001, 1002], [1002, 1001])
            .Topic("b", [1003, 1004], [1004, 1003], [1003, 1004], [1004, 1003]);

        Plan(cluster.BuildRequest()).Changes.ShouldBeEmpty();
        var forced = Plan(cluster.BuildRequest(PlanOptions.Default with { Force = true }));

        forced.After.Replicas.ShouldBe(new LoadRange(4, 4));
        forced.Notes.ShouldContain(n => n.Code == "placed-anew");
        var after = PlannedCluster.After(cluster.BuildRequest(), forced).Snapshot.Topics;
        after.ShouldAllBe(t => t.Partitions.SelectMany(p => p.Replicas).CountBy(b => b).All(x => x.Value == 2));
    }

    [Fact]
    public void Plan_LastInSyncReplicaOnABrokerNamedAsDead_IsPlacedAnewAndVerified()
    {
        var cluster = ClusterBuilder.Brokers(4, firstId: 1).Topic("t", [3, 9], [1, 2]).Isr("t", 0, 3).Leader("t", 0, 3);

        var plan = Plan(cluster.BuildRequest(PlanOptions.Default with { Roles = new() { Dead = [3] } }));

        plan.Changes.Single(c => c.TopicPartition.Partition == 0).After.ShouldBeSubsetOf([1, 2, 4]);
        plan.Notes.ShouldContain(n => n.Code == "dead-but-alive");
    }

    [Theory]
    [InlineData(PlanAim.Repair, "not with repair.")]
    [InlineData(PlanAim.Leaders, "not with leaders.")]
    public void Validate_ForceWithAnotherAim_IsRefusedNotIgnored(PlanAim aim, string text) =>
        Should.Throw<InputException>((PlanOptions.Default with { Force = true, Aim = aim }).Validate).Message.ShouldContain(text);

    [Fact]
    public void Plan_TinyTimeLimit_StillReturnsAPlan()
    {
        var options = PlanOptions.Default with { TimeLimit = TimeSpan.FromTicks(1) };
        var request = ClusterGenerator.GenerateRequest(new ClusterShape
        {
            Family = ClusterFamily.ScaleOut,
            FaultDomains = 3,
            UpdateDomains = 3,
            BrokerCount = 12,
            PartitionCount = 400
        }, options);

        // On a slow machine partitions that it has not come to stay as they are.
        var plan = Plan(request);
        plan.After.PartitionsWithAvoidableViolations.ShouldBeLessThanOrEqualTo(plan.Before.PartitionsWithAvoidableViolations);
    }

    [Fact]
    public void Plan_CancelledToken_Throws() =>
        Should.Throw<OperationCanceledException>(() => new Planner().Plan(
            ClusterGenerator.GenerateRequest(new ClusterShape()), cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Plan_Twice_IsTheSameToTheLetter()
    {
        var shape = new ClusterShape
        {
            Family = ClusterFamily.ScaleOut,
            FaultDomains = 3,
            UpdateDomains = 3,
            BrokerCount = 12,
            PartitionCount = 600,
            MinReplicationFactor = 1,
            MaxReplicationFactor = 4
        };

        var first = Plan(ClusterGenerator.GenerateRequest(shape));
        var second = Plan(ClusterGenerator.GenerateRequest(shape));

        Text(second).ShouldBe(Text(first));

        static string Text(PlanOutcome plan) => string.Join(
            '\n', plan.Changes.Select(c => $"{c.TopicPartition}: {string.Join(',', c.After)}").Concat(plan.Notes.Select(n => n.Text)));
    }

    [Fact]
    public void Plan_FromManyThreads_GivesEachThePlanOfOne()
    {
        var request = ClusterGenerator.GenerateRequest(new ClusterShape
        {
            Family = ClusterFamily.ScaleOut,
            BrokerCount = 12,
            FaultDomains = 3,
            UpdateDomains = 3,
            PartitionCount = 200
        });
        var alone = Plan(request);
        var together = new PlanOutcome[4];

        Parallel.For(0, together.Length, i => together[i] = new Planner().Plan(request));

        together.ShouldAllBe(plan => plan.Changes.Select(c => string.Join(',', c.After))
            .SequenceEqual(alone.Changes.Select(c => string.Join(',', c.After))));
    }

    [Fact]
    public void Plan_Progress_NamesTheSteps()
    {
        var steps = new List<string>();

        new Planner().Plan(
            ClusterGenerator.GenerateRequest(new ClusterShape()), new Listener(steps), TestContext.Current.CancellationToken);

        steps.ShouldContain("replica sets");
        steps.ShouldContain("preferred leaders");
    }

    private static PlanOutcome Plan(PlanRequest request)
    {
        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
        PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
        return plan;
    }

    [Fact]
    public void Plan_LeadersWithMoreReplicasThanLiveBrokers_OrdersThemAll()
    {
        // Broker 1004 is gone: no spread holds four replicas on three brokers, but their order can still be the best.
        var request = ClusterBuilder.Brokers(3).Racks("FD0UD0", "FD1UD1", "FD2UD2")
            .Topic("t", [1001, 1002, 1003, 1004], [1001, 1003, 1002, 1004], [1001, 1002, 1003, 1004])
            .BuildRequest(PlanOptions.Default with { Aim = PlanAim.Leaders });

        var plan = Plan(request);

        plan.MoveCount.ShouldBe(0);
        plan.After.Leaders.ShouldBe(new LoadRange(1, 1));
    }

    [Fact]
    public void Plan_WholeClusterSolverOnALargeCluster_PlansAsAutoAndSaysSo()
    {
        var shape = new ClusterShape { FaultDomains = 0, UpdateDomains = 0, BrokerCount = 17, PartitionCount = 1_000 };

        var plan = Plan(ClusterGenerator.GenerateRequest(shape, PlanOptions.Default with { Solver = SolverChoice.CpSat }));

        plan.Notes.ShouldContain(n => n.Code == "solver-limit");
        plan.Changes.Select(c => (c.TopicPartition, string.Join(',', c.After)))
            .ShouldBe(Plan(ClusterGenerator.GenerateRequest(shape)).Changes.Select(c => (c.TopicPartition, string.Join(',', c.After))));
    }

    [Fact]
    public void Plan_OnePartitionOfSmallReplicationFactor_IsWarnedOfInTheSingular()
    {
        var request = ClusterBuilder.Brokers(3).Racks("FD0UD0", "FD1UD1", "FD2UD2").Topic("t", [1001, 1002]).BuildRequest();

        Plan(request).Notes.ShouldContain(
            n => n.Text == "1 partition has a replication factor of 2; with 3 fault domains at least 3 is advised.");
    }

    [Fact]
    public void Plan_MoreLeadersMustLeaveThanMayChange_ChangesWhatMay()
    {
        var options = PlanOptions.Default with { BrokersOf = _ => [1002, 1003], Budget = new(LeaderChanges: 1) };
        var request = ClusterBuilder.Brokers(3).Topic("t", [1001], [1001], [1001]).BuildRequest(options);

        var plan = Plan(request);

        plan.LeaderChangeCount.ShouldBe(1);
        PlanVerifier.Verify(request, plan).IsValid.ShouldBeTrue();
    }

    private sealed class Listener(List<string> steps) : IProgress<string>
    {
        public void Report(string value) => steps.Add(value);
    }
}
