using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

/// <summary>Good plans, each broken in one way: the verifier names the rule, the partition and the numbers.</summary>
public sealed class PlanMutationTests
{
    // FD0UD0 1001 1007, FD1UD1 1002 1008, FD2UD0 1003 1009, FD0UD1 1004, FD1UD0 1005, FD2UD1 1006.
    private static readonly PlanOptions s_default = PlanOptions.Default;

    /// <summary>Options, the plan's list of t-0 in place of the planner's, the code that is expected, and a part of the text.</summary>
    public static TheoryData<string, PlanOptions, int[], string, string> BrokenLists() => new()
    {
        { "gone", s_default, [1001, 1002, 1099], "dead-broker", "broker 1099" },
        { "twice", s_default, [1001, 1002, 1002], "duplicate-replica", "[1001,1002,1002]" },
        { "empty", s_default, [], "no-replicas", "empty" },
        { "shorter", s_default, [1001, 1002], "replication-factor", "has 3 replicas and would have 2" },
        { "longer", s_default, [1001, 1002, 1003, 1004], "replication-factor", "has 3 replicas and would have 4" },
        { "shared domain", s_default, [1001, 1002, 1007], "spread-worse", "lacks 0 distinct domains now and would lack 1" },
        { "named dead", With(new() { Dead = [1006] }), [1001, 1002, 1006], "dead-broker", "broker 1006" },
        { "dead kept", With(new() { Dead = [1003] }), [1001, 1008, 1003], "dead-replica-kept", "broker 1003" },
        { "drained", With(new() { Draining = [1006] }), [1001, 1002, 1006], "draining-broker", "broker 1006" },
        { "drained kept", With(new() { Draining = [1003] }), [1001, 1008, 1003], "draining-replica-kept", "broker 1003" },
        { "cordoned", With(new() { Cordoned = [1006] }), [1001, 1002, 1006], "cordoned-broker", "broker 1006" },
        { "only to", With(new() { OnlyTo = [1009] }), [1001, 1002, 1006], "cordoned-broker", "broker 1006" },
        { "excluded gains", With(new() { Excluded = [1006] }), [1001, 1002, 1006], "excluded-broker", "is given a replica on broker 1006" },
        { "excluded loses", With(new() { Excluded = [1003] }), [1001, 1002, 1006], "excluded-broker", "loses its replica on broker 1003" },
        { "not selected", s_default with { TopicFilter = t => t != "t" }, [1003, 1002, 1001], "topic-not-selected", "not selected" },
        { "pinned", s_default with { PinFilter = p => p.Partition == 0 }, [1003, 1002, 1001], "pinned", "pinned" },
        { "outside", s_default with { BrokersOf = Within }, [1001, 1002, 1006], "outside-broker-set", "1001, 1002, 1003" },
        { "outside kept", s_default with { BrokersOf = Within12 }, [1003, 1001, 1002], "outside-broker-set",
            "keeps a replica on broker 1003" },
        { "moved", s_default with { Aim = PlanAim.Leaders }, [1001, 1002, 1006], "replica-moved", "only change the order" },
        { "whole", s_default with { Aim = PlanAim.Repair }, [1003, 1002, 1001], "needs-no-repair", "nothing about it" },
        { "raise missed", s_default with { ReplicationFactorOf = _ => 4 }, [1003, 1002, 1001], "replication-factor",
            "is to have 4 and would have 3" },
        { "raise too far", s_default with { ReplicationFactorOf = _ => 4 }, [1001, 1002, 1003, 1004, 1005], "replication-factor",
            "would have 5" },
        { "lowered too far", s_default with { ReplicationFactorOf = _ => 2 }, [1002], "replication-factor",
            "is to have 2 and would have 1" },
        { "lowered in part", Limited(new(Moves: 9)) with { ReplicationFactorOf = _ => 1 }, [1002, 1001], "replication-factor",
            "would have 2" },
        { "out of sync", s_default with { ReplicationFactorOf = _ => 1 }, [1003], "in-sync-replica-lost", "in sync: [1001,1002]" },
        { "too many moves", Limited(new(Moves: 0)), [1001, 1002, 1006], "too-many-moves", "1 replicas to copy; the limit is 0" },
        { "too many bytes", Limited(new(Bytes: 69)), [1001, 1002, 1006], "too-many-bytes", "70 bytes to copy; the limit is 69" },
        { "too many leaders", Limited(new(LeaderChanges: 0)), [1003, 1002, 1001], "too-many-leader-changes", "the limit is 0" },
        { "not replaced", Replace(1003, 1009), [1001, 1002, 1006], "replacement-not-made", "gets broker 1006 at place 3, but broker 1009" },
        { "other replaced", Replace(1003, 1009), [1001, 1008, 1009], "replacement-changes-other", "at place 2 from broker 1002 to 1008" },
        { "order replaced", Replace(1003, 1009), [1002, 1001, 1009], "replacement-changes-other", "at place 1 from broker 1001 to 1002" },
        { "exception spread", Replace(1003, 1002), [1001, 1002, 1007], "replacement-spreads-worse", "broker 1006 would spread it better" },
    };

    /// <summary>Each number of a plan, made wrong, and what is said of it.</summary>
    public static TheoryData<string, Func<PlanOutcome, PlanOutcome>> WrongNumbers()
    {
        var data = new TheoryData<string, Func<PlanOutcome, PlanOutcome>>();
        foreach (var (when, change) in new (string, Func<PlanOutcome, Func<PlanMetrics, PlanMetrics>, PlanOutcome>)[]
        {
            ("before", (o, f) => o with { Before = f(o.Before) }), ("after", (o, f) => o with { After = f(o.After) }),
        })
        {
            Add("replicas on dead brokers", m => m with { DeadReplicas = m.DeadReplicas + 1 });
            Add("replicas on draining brokers", m => m with { DrainingReplicas = m.DrainingReplicas + 1 });
            Add("partitions with avoidable violations", m => m with { PartitionsWithAvoidableViolations = 77 });
            Add("sum of squares of replicas", m => m with { ReplicaSumOfSquares = m.ReplicaSumOfSquares - 1 });
            Add("sum of squares of leaders", m => m with { LeaderSumOfSquares = m.LeaderSumOfSquares - 1 });
            Add("fewest replicas", m => m with { Replicas = m.Replicas with { Min = m.Replicas.Min + 1 } });
            Add("most replicas", m => m with { Replicas = m.Replicas with { Max = m.Replicas.Max - 1 } });
            Add("fewest leaders", m => m with { Leaders = m.Leaders with { Min = m.Leaders.Min + 1 } });
            Add("most leaders", m => m with { Leaders = m.Leaders with { Max = m.Leaders.Max - 1 } });
            Add("fewest bytes", m => m with { Bytes = m.Bytes with { Min = m.Bytes.Min + 1 } });
            Add("most bytes", m => m with { Bytes = m.Bytes with { Max = m.Bytes.Max - 1 } });
            Add("missing UDs", m => m with { Dimensions = m.Dimensions.SetItem(1, m.Dimensions[1] with { MissingDomains = 9 }) });
            Add("partitions sharing one FD",
                m => m with { Dimensions = m.Dimensions.SetItem(0, m.Dimensions[0] with { SharingPartitions = 9 }) });
            Add("rack dimensions", m => m with { Dimensions = m.Dimensions.RemoveAt(1) });
            Add("replicas on broker 1001", m => m with { Brokers = m.Brokers.SetItem(0, m.Brokers[0] with { Replicas = 99 }) });
            Add("leaders on broker 1001", m => m with { Brokers = m.Brokers.SetItem(0, m.Brokers[0] with { Leaders = 99 }) });
            Add("bytes on broker 1001", m => m with { Brokers = m.Brokers.SetItem(0, m.Brokers[0] with { Bytes = 99 }) });
            Add("draining", m => m with { Brokers = m.Brokers.SetItem(0, m.Brokers[0] with { Role = BrokerRole.Draining }) });
            Add("live brokers", m => m with { Brokers = m.Brokers.RemoveAt(0) });

            void Add(string what, Func<PlanMetrics, PlanMetrics> wrong) => data.Add($"{what}|{when}", o => change(o, wrong));
        }

        foreach (var goal in Goal.All.Where(g => g != Goal.MissingReplicas && g != Goal.Evenness))
        {
            data.Add($"goal \"{goal}\"|", o => o with { Goals = o.Goals.With(o.Goals[goal] with { Value = o.Goals[goal].Value + 1 }) });
            data.Add($"\"{goal}\"|lower bound",
                o => o with { Goals = o.Goals.With(o.Goals[goal] with { LowerBound = o.Goals[goal].Value + 1 }) });
        }

        data.Add("bytes to copy|", o => o with
        {
            Changes = [.. o.Changes.Select(c => c with { Size = DataSize.FromBytes(c.Size.BytesOrZero + 1) })],
        });
        data.Add("a lower bound of 1 in its goal \"spread\"|0 can be reached",
            o => o with { Goals = o.Goals.With(new(Goal.Spread, 1, 1)) });
        return data;
    }

    [Theory]
    [MemberData(nameof(BrokenLists), DisableDiscoveryEnumeration = true)]
    public void Verify_BrokenList_IsAnErrorThatNamesRulePartitionAndNumbers(
        string name, PlanOptions options, int[] after, string code, string said)
    {
        var request = Request(options);
        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
        var broken = plan with { Changes = With(plan.Changes, request.Snapshot, after) };

        PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty(name);
        var finding = PlanVerifier.Verify(request, broken).Findings
            .FirstOrDefault(f => f.Severity == FindingSeverity.Error && f.Code == code && f.Text.Contains(said, StringComparison.Ordinal));

        finding.ShouldNotBeNull(
            $"{name}: {string.Join('\n', PlanVerifier.Verify(request, broken).Findings.Select(f => $"{f.Code}: {f.Text}"))}");
        if (!code.StartsWith("too-many", StringComparison.Ordinal))
        {
            finding.TopicPartition.ShouldBe(new TopicPartition("t", 0));
            finding.Text.ShouldStartWith("t-0 ");
        }
    }

    [Theory]
    [MemberData(nameof(WrongNumbers), DisableDiscoveryEnumeration = true)]
    public void Verify_WrongNumber_IsAnErrorThatNamesIt(string said, Func<PlanOutcome, PlanOutcome> change)
    {
        // 1009 dies, and 1008 cannot take all of it: something of every kind to count.
        var cluster = Cluster().Dead(1009).Topic("u", [1009, 1001], [1002, 1008], [1001, 1007]);
        var request = cluster.BuildRequest(s_default with { Roles = new() { Draining = [1006] } });
        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);

        var findings = PlanVerifier.Verify(request, change(plan)).Findings.Where(f => f.Severity == FindingSeverity.Error).ToArray();

        PlanVerifier.Verify(request, plan).IsValid.ShouldBeTrue();
        findings.ShouldContain(f => said.Split('|', StringSplitOptions.None).All(part => f.Text.Contains(part, StringComparison.Ordinal)));
        findings.ShouldAllBe(f => f.Code == "wrong-number" || f.Code == "wrong-bound");
    }

    [Theory]
    [InlineData("leaving")]
    [InlineData("missingReplicas")]
    public void Verify_GoalLeftOutThoughMuchIsLeft_IsAnError(string name)
    {
        var options = Limited(new(Moves: 0)) with { Roles = new() { Draining = [1003] }, ReplicationFactorOf = _ => 5 };
        var request = Request(options);
        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
        var silent = plan with { Goals = new(plan.Goals.Where(r => r.Goal.Name != name)) };

        PlanVerifier.Verify(request, plan).IsValid.ShouldBeTrue();
        PlanVerifier.Verify(request, silent).Findings.Single(f => f.Severity == FindingSeverity.Error).Text
            .ShouldStartWith($"The plan does not say its goal \"{name}\", but it is ");
    }

    [Fact]
    public void Verify_LimitedPlan_MayKeepDrainingReplicasAndRaiseInPart()
    {
        var options = Limited(new(Moves: 1)) with { Roles = new() { Draining = [1003] }, ReplicationFactorOf = _ => 5 };

        foreach (var after in (int[][])[[1001, 1008, 1003], [1001, 1002, 1003, 1004]])
        {
            var report = PlanVerifier.Verify(
                Request(options).Snapshot, Request(options).Topology, [new ProposedAssignment(new("t", 0), [.. after])],
                    VerificationOptions.For(options));

            report.Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
            report.MoveCount.ShouldBe(1);
        }
    }

    [Fact]
    public void Verify_OrderOfAListWithADeadBroker_IsNoError()
    {
        var request = Request(With(new() { Dead = [1003] }));

        var report = PlanVerifier.Verify(
            request.Snapshot, request.Topology, [new ProposedAssignment(new("t", 0), [1002, 1001, 1003])],
                VerificationOptions.For(request.Options));

        report.IsValid.ShouldBeTrue();
        report.Findings.ShouldContain(f => f.Code == "dead-replica-kept" && f.Severity == FindingSeverity.Warning);
    }

    private static PlanOptions With(GivenRoles roles) => s_default with { Roles = roles };

    private static PlanOptions Limited(MoveBudget budget) => s_default with { Budget = budget };

    private static PlanOptions Replace(int old, int next) => s_default with { Replacements = [new(old, next)] };

    private static ImmutableArray<int>? Within(string topic) => topic == "t" ? [1001, 1002, 1003] : null;

    private static ImmutableArray<int>? Within12(string topic) => topic == "t" ? [1001, 1002, 1004, 1005] : null;

    private static ClusterBuilder Cluster() => ClusterBuilder.Brokers(9)
        .Racks("FD0UD0", "FD1UD1", "FD2UD0", "FD0UD1", "FD1UD0", "FD2UD1", "FD0UD0", "FD1UD1", "FD2UD0")
        .Topic("t", [1001, 1002, 1003], [1004, 1005, 1006], [1007, 1008, 1009]).Size("t", 0, 70).Isr("t", 0, 1001, 1002);

    private static PlanRequest Request(PlanOptions options) => Cluster().BuildRequest(options);

    private static ImmutableArray<PartitionChange> With(ImmutableArray<PartitionChange> changes, ClusterSnapshot snapshot, int[] after)
    {
        var first = snapshot.Topics[0].Partitions[0];
        return [new(new("t", 0), first.Replicas, [.. after], first.Size),
            .. changes.Where(c => c.TopicPartition != new TopicPartition("t", 0))];
    }
}
