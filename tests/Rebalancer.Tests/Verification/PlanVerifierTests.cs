using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

public sealed class PlanVerifierTests
{
    private static readonly RackTopology s_topology = new(
        [RackDimension.FaultDomain, RackDimension.UpdateDomain],
        [Sits(1, "0", "0"), Sits(2, "1", "1"), Sits(3, "2", "2"), Sits(4, "0", "1"), Sits(5, "1", null)]);

    [Fact]
    public void Verify_GoodPlan_HasNoFindingsAndCountsWhatItDoes()
    {
        var report = Verify(Snapshot([[1, 2, 4], [2, 3, 1]], size: 10), (0, [1, 2, 3]), (1, [3, 2, 1]));

        report.Findings.ShouldBeEmpty();
        report.IsValid.ShouldBeTrue();
        report.ChangedPartitionCount.ShouldBe(2);
        report.MoveCount.ShouldBe(1);
        report.MoveBytes.ShouldBe(10);
        report.LeaderChangeCount.ShouldBe(1);
        report.Before.PartitionsWithAvoidableViolations.ShouldBe(1);
        report.Before.Dimensions.ShouldBe([new DimensionMetrics("FD", 1, 1), new DimensionMetrics("UD", 1, 1)]);
        report.After.PartitionsWithAvoidableViolations.ShouldBe(0);
        report.After.Replicas.ShouldBe(new LoadRange(0, 2));
        report.After.ReplicaSumOfSquares.ShouldBe(12);
        report.After.Leaders.ShouldBe(new LoadRange(0, 1));
        report.After.Bytes.Max.ShouldBe(20);
    }

    [Theory]
    [InlineData("no-replicas")]
    [InlineData("replication-factor", 1, 2)]
    [InlineData("duplicate-replica", 1, 2, 2)]
    [InlineData("dead-broker", 1, 2, 99)]
    [InlineData("spread-worse", 1, 2, 4)]
    public void Verify_BadList_IsAnErrorAndNamesThePartition(string code, params int[] replicas)
    {
        var report = Verify(Snapshot([[1, 2, 3]]), (0, replicas));

        var finding = report.Findings.ShouldHaveSingleItemWhere(f => f.Severity == FindingSeverity.Error);
        finding.Code.ShouldBe(code);
        finding.TopicPartition.ShouldBe(new TopicPartition("t", 0));
        finding.Text.ShouldContain("t-0");
        report.IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Verify_UnknownAndRepeatedPartitions_AreErrors()
    {
        var snapshot = Snapshot([[1, 2, 3]]);
        ProposedAssignment[] proposals =
        [
            new(new TopicPartition("missing", 0), [1, 2, 3]),
            new(new TopicPartition("t", 7), [1, 2, 3]),
            new(new TopicPartition("t", 0), [2, 1, 3]),
            new(new TopicPartition("t", 0), [3, 1, 2]),
        ];

        var report = PlanVerifier.Verify(snapshot, s_topology, proposals);

        report.Findings.Select(f => f.Code).ShouldBe(["duplicate-partition", "unknown-partition", "unknown-topic"]);
        report.ErrorCount.ShouldBe(3);
        report.LeaderChangeCount.ShouldBe(1);
    }

    [Fact]
    public void Verify_BeforeListOfAnotherState_IsAnError()
    {
        var change = new PartitionChange(new TopicPartition("t", 0), [1, 3, 2], [2, 1, 3], DataSize.Unknown);

        var report = PlanVerifier.Verify(Snapshot([[1, 2, 3]]), s_topology, [change]);

        report.Findings.ShouldHaveSingleItem().Code.ShouldBe("before-differs");
        report.Findings[0].Text.ShouldBe("t-0 has the replicas [1,2,3], but the plan was made for [1,3,2].");
    }

    [Fact]
    public void Verify_DeadBrokers_NewIsAnErrorKeptIsAWarning()
    {
        var report = Verify(Snapshot([[1, 2, 99], [99, 98, 97]]), (0, [2, 1, 99]), (1, [1, 2, 3]));

        report.Findings.Select(f => (f.Code, f.Severity)).ShouldBe(
            [
                ("no-live-replica", FindingSeverity.Error),
                ("avoidable-violation", FindingSeverity.Warning),
                ("dead-replica-kept", FindingSeverity.Warning)
            ]);
        report.After.DeadReplicas.ShouldBe(4);
    }

    [Fact]
    public void Verify_LeadersOnly_ForbidsMoves()
    {
        var options = VerificationOptions.For(new PlanOptions { Aim = PlanAim.Leaders });

        var report = PlanVerifier.Verify(Snapshot([[1, 2, 3], [1, 2, 4]]), s_topology, Proposals((0, [2, 1, 3]), (1, [1, 2, 3])), options);

        report.Findings.ShouldHaveSingleItemWhere(f => f.Severity == FindingSeverity.Error).Code.ShouldBe("replica-moved");
    }

    [Fact]
    public void Verify_SpreadPreferred_WorseSpreadIsAWarning()
    {
        var options = VerificationOptions.For(new PlanOptions { Spread = SpreadPolicy.Preferred });

        var report = PlanVerifier.Verify(Snapshot([[1, 2, 3]]), s_topology, Proposals((0, [1, 2, 4])), options);

        report.IsValid.ShouldBeTrue();
        report.Findings.Select(f => f.Code).ShouldBe(["avoidable-violation", "spread-worse"]);
    }

    [Fact]
    public void Verify_UnselectedTopicAndDeadOption_AreRespected()
    {
        var options = VerificationOptions.Default with { TopicFilter = t => t != "t", Roles = new() { Dead = [4] } };

        var report = PlanVerifier.Verify(Snapshot([[1, 2, 3]]), s_topology, Proposals((0, [1, 2, 4])), options);

        report.Findings.Select(f => f.Code).ShouldBe(["dead-broker", "topic-not-selected"]);
    }

    [Fact]
    public void Verify_CordonedBroker_TakesNothingNew()
    {
        var snapshot = Snapshot([[1, 2, 4]]);
        snapshot = snapshot with { Brokers = [.. snapshot.Brokers.Select(b => b with { Cordoned = b.Id == 3 })] };

        Verify(snapshot, (0, [1, 2, 3])).Findings
            .ShouldHaveSingleItemWhere(f => f.Severity == FindingSeverity.Error).Code.ShouldBe("cordoned-broker");
    }

    [Fact]
    public void Verify_ManyFindings_TellsSomeAndCountsAll()
    {
        var snapshot = Snapshot([.. Enumerable.Repeat(new[] { 1, 2, 3 }, 50)]);

        var report = Verify(snapshot, [.. Enumerable.Range(0, 50).Select(p => (p, new[] { 1, 1, 3 }))]);

        report.ErrorCount.ShouldBe(50);
        report.Findings.Length.ShouldBe(21);
        report.Findings[^1].Text.ShouldBe("30 more of this kind.");
    }

    [Fact]
    public void Verify_NoBrokersAndNoTopics_Describes()
    {
        var report = PlanVerifier.Verify(new ClusterSnapshot(null, [], [], []), new RackTopology([], []), Proposals((0, [1])));

        report.Findings.ShouldHaveSingleItem().Code.ShouldBe("unknown-topic");
        report.After.Replicas.ShouldBe(default);
    }

    [Fact]
    public void Verify_OutcomeWithWrongNumbers_IsAnError()
    {
        var snapshot = Snapshot([[1, 2, 4], [2, 3, 1]]);
        var request = new PlanRequest(snapshot, s_topology, PlanOptions.Default);
        PartitionChange[] changes = [new(new TopicPartition("t", 0), [1, 2, 4], [1, 2, 3], DataSize.Unknown)];
        var truth = PlanVerifier.Verify(snapshot, s_topology, changes);
        var outcome = new PlanOutcome
        {
            Aim = PlanAim.Balance,
            Changes = [.. changes],
            Before = truth.Before,
            After = truth.After,
            Goals = new(
            [
                new(Goal.Spread, 0, 0),
                new(Goal.Balance, truth.After.ReplicaSumOfSquares, 8),
                new(Goal.Moves, 1, 1),
                new(Goal.Leaders, 2, 2),
                new(Goal.LeaderChanges, 0, 0),
            ]),
            Notes = [],
            Method = "test",
        };

        PlanVerifier.Verify(request, outcome).IsValid.ShouldBeTrue();

        var wrong = outcome with { Goals = outcome.Goals.With(new(Goal.Moves, 0, 1)), After = truth.After with { LeaderSumOfSquares = 1 } };
        PlanVerifier.Verify(request, wrong).Findings.Select(f => f.Text).ShouldBe(
        [
            "The plan reaches 0 in its goal \"moves\", below its own lower bound 1.",
            "The plan says 1 for its sum of squares of leaders after, but it is 2.",
            "The plan says 0 for its goal \"moves\", but it is 1.",
        ]);
    }

    private static BrokerDomains Sits(int broker, string? fault, string? update) => new(broker, [fault, update]);

    private static ClusterSnapshot Snapshot(int[][] replicas, long size = 0) => new(
        "c",
        [.. Enumerable.Range(1, 5).Select(id => new Broker(id, $"host{id}", null))],
        [],
        [new TopicSnapshot("t", [.. replicas.Select((r, p) => new PartitionSnapshot(p, [.. r], r[0], size: DataSize.FromBytes(size)))])]);

    private static ImmutableArray<ProposedAssignment> Proposals(params (int Partition, int[] Replicas)[] lists) =>
        [.. lists.Select(l => new ProposedAssignment(new TopicPartition("t", l.Partition), [.. l.Replicas]))];

    private static VerificationReport Verify(ClusterSnapshot snapshot, params (int Partition, int[] Replicas)[] lists) =>
        PlanVerifier.Verify(snapshot, s_topology, Proposals(lists));
}
