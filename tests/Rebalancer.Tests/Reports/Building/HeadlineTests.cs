using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Reports;
using Rebalancer.Reports.Layout;
using Rebalancer.Reports.Markdown;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports.Building;

/// <summary>The headline follows the state of the cluster, not the list of changes.</summary>
public sealed class HeadlineTests
{
    [Fact]
    public void Verdict_NothingWrongAndNothingToChange_IsBalanced()
    {
        var headline = ReportOf.Plan(
            ClusterBuilder.Brokers(3).Racks(3).Topic("t", [1001, 1002], [1002, 1003], [1003, 1001]).BuildRequest()).Headline;

        headline.Verdict.ShouldBe(Verdict.Balanced);
        headline.Now.ShouldBe("Now: no partition could be spread better, and the replicas are evenly distributed.");
        headline.Plan.ShouldBe("Already balanced: the plan is empty.");
    }

    [Fact]
    public void Verdict_SelectionLeavesADrainingBroker_SaysWhatStays()
    {
        var request = ClusterBuilder.Brokers(4).Racks(4).Topic("a", [1001, 1002], [1002, 1003]).Topic("b", [1004, 1001], [1004, 1002])
            .BuildRequest(PlanOptions.Default with
            {
                TopicFilter = t => t == "a",
                Aim = PlanAim.Repair,
                Roles = new GivenRoles { Draining = [1004] }
            });

        var headline = ReportOf.Plan(request, topics: "a").Headline;

        headline.Verdict.ShouldBe(Verdict.NothingToChange);
        headline.Plan.ShouldBe("Nothing to change within the selection (a); 2 replicas stay on broker 1004 (topics not selected).");
    }

    [Fact]
    public void Plan_ChangesThatEmptyNothing_SaysWhatStays()
    {
        var request = ClusterBuilder.Brokers(4).Racks(4).Topic("a", [1004, 1001], [1004, 1002], [1004, 1003])
            .BuildRequest(PlanOptions.Default with { Aim = PlanAim.Leaders, Roles = new GivenRoles { Draining = [1004] } });

        ReportOf.Plan(request).Headline.Plan.ShouldStartWith("The plan changes 3 preferred leaders");
        ReportOf.Plan(request).Headline.Plan.ShouldContain("; 3 replicas stay on broker 1004; ");
    }

    [Theory]
    [InlineData(3, "The plan raises the replication factor of 2 partitions (1 topic) and copies 2 replicas (")]
    [InlineData(1, "The plan lowers the replication factor of 2 partitions (1 topic)")]
    public void Plan_ReplicationFactorChanges_SaysSoFirst(int factor, string start)
    {
        var request = ClusterBuilder.Brokers(3).Racks(3).Topic("t", [1001, 1002], [1002, 1003])
            .BuildRequest(PlanOptions.Default with { ReplicationFactorOf = _ => factor });

        ReportOf.Plan(request).Headline.Plan.ShouldStartWith(start);
    }

    [Fact]
    public void Verdict_ViolationsOutsideTheSelectionOnly_SaysHowManyAndWhere()
    {
        var request = ClusterBuilder.Brokers(4).Racks("a", "a", "b", "b").Topic("a", [1001, 1003], [1002, 1004], [1003, 1001], [1004, 1002])
            .Topic("b", [1001, 1002], [1003, 1004], [1002, 1001], [1004, 1003])
            .BuildRequest(PlanOptions.Default with { TopicFilter = t => t == "a" });

        var report = ReportOf.Plan(request, topics: "a");

        report.Headline.Verdict.ShouldBe(Verdict.NothingToChange);
        report.Headline.Plan.ShouldBe("Nothing to change within the selection (a); 4 avoidable violations stay (topics not selected).");
        PlanReportLayout.Arrange(report).Lines.ShouldContain(report.Headline.Plan, "every form says the same");
        MarkdownReport.Render(PlanReportLayout.Arrange(report)).ShouldContain("4 avoidable violations stay");
    }

    [Fact]
    public void Verdict_SelectionAndNoViolationAnywhere_IsBalancedButClaimsTheSelectionOnly()
    {
        var request = ClusterBuilder.Brokers(4).Racks("a", "a", "b", "b").Topic("a", [1001, 1003], [1002, 1004], [1003, 1001], [1004, 1002])
            .Topic("b", [1001, 1003])
            .BuildRequest(PlanOptions.Default with { TopicFilter = t => t == "a" });

        var headline = ReportOf.Plan(request, topics: "a").Headline;

        headline.Verdict.ShouldBe(Verdict.Balanced);
        headline.Plan.ShouldBe("Nothing to change within the selection (a).");
    }

    [Fact]
    public void Verdict_LeadersOnlyWithViolationsLeft_IsNotBalanced()
    {
        var request = ClusterBuilder.Brokers(4).Racks("a", "a", "b", "c").Topic("t", [1001, 1002], [1002, 1001], [1003, 1004], [1004, 1003])
            .BuildRequest(PlanOptions.Default with { Aim = PlanAim.Leaders });

        var headline = ReportOf.Plan(request).Headline;

        headline.Verdict.ShouldBe(Verdict.NothingToChange);
        headline.Plan.ShouldBe("Nothing to change in the order of the replicas; 2 avoidable violations stay.");
    }

    [Fact]
    public void Sentences_ScaleOut_SayRiskGainCostTimeAndProof()
    {
        var request = ClusterBuilder.Brokers(6)
            .Racks("a", "a", "b", "b", "c", "c").Topic("t", [1001, 1002, 1003], [1002, 1001, 1003], [1001, 1002, 1003]).BuildRequest();
        var topic = request.Snapshot.Topics[0];
        request = request with
        {
            Snapshot = AssumedMinInSyncReplicas.ApplyTo(request.Snapshot with
            {
                Topics = [topic with { Partitions = [
                    .. topic.Partitions.Select(
                        p => new PartitionSnapshot(p.Partition, p.Replicas, p.Leader, p.Isr, DataSize.FromBytes(60_000_000_000)))
                ] }],
            }, 2),
        };

        var headline = ReportOf.Plan(request).Headline;

        headline.Verdict.ShouldBe(Verdict.ChangesNeeded);
        headline.Now.ShouldBe(
            "Now: the loss of rack a would stop writes to 3 of 3 partitions, 3 partitions could be spread better over the racks "
            + "and brokers hold from 0 to 3 replicas.");
        headline.Plan.ShouldStartWith("The plan copies ");
        headline.Plan.ShouldEndWith(
            " for each broker. It spreads every partition as well as the racks allow, keeps every partition writable if any one domain is "
            + "lost and gives each broker 1 to 2 replicas instead of 0 to 3; no better plan exists, and that is proven.");
        headline.Tiles.Single(t => t.Name == "stoppedByOneDomain")
            .ShouldSatisfyAllConditions(t => t.Before.ShouldBe(3), t => t.After.ShouldBe(0), t => t.Trend.ShouldBe(1));
    }

    [Fact]
    public void Notes_ALineGetsWorse_IsWarnedOfWithWhy()
    {
        // Equal counts want one replica on each broker, and the large partition moves away from nobody.
        var outcome = PlanExamples.Outcome with
        {
            After = PlanExamples.Outcome.After with
            {
                Bytes = new LoadRange(0, PlanExamples.Outcome.Before.Bytes.Max * 2),
                Leaders = new LoadRange(0, 3)
            },
        };

        var notes = ReportOf.Plan(PlanExamples.Request, outcome).Notes
            .Where(n => n.Code.StartsWith("worse-", StringComparison.Ordinal)).ToList();

        notes.Select(n => n.Code).ShouldBe(["worse-leaders", "worse-bytes"]);
        notes[0].Text.ShouldBe(
            "Leaders per broker get less even, from 0..2 (2) to 0..3 (3): this aim puts spread, balance and moves first.");
        notes[1].Text.ShouldBe(
            "Bytes per broker get less even, from 0.0..4.5 (4.5) GiB to 0.0..9.0 (9.0) GiB: replicas are counted, not weighed; "
            + "bytes only decide between plans that are equal in all goals.");
        notes.ShouldAllBe(n => n.Kind == PlanNoteKind.Warning);
        ReportOf.Plan(PlanExamples.Request, outcome).Notes[0].Code.ShouldBe("worse-leaders", "warnings of what gets worse come first");
    }

    [Fact]
    public void Plan_GoalsWithAGap_SaysWhich()
    {
        var headline = ReportOf.Plan(PlanExamples.Request, PlanExamples.Outcome).Headline;

        headline.Plan.ShouldEndWith($"; it is proven optimal except for {Goal.Balance.Name} and leader changes.");
    }

    /// <summary>Every option that leaves fewer plans to choose from.</summary>
    public static TheoryData<string, PlanOptions> Limits => new()
    {
        { "cordon", PlanOptions.Default with { Roles = new GivenRoles { Cordoned = [1006] } } },
        { "exclude-brokers", PlanOptions.Default with { Roles = new GivenRoles { Excluded = [1006] } } },
        { "only-to", PlanOptions.Default with { Roles = new GivenRoles { OnlyTo = [1005] } } },
        { "topic-brokers", PlanOptions.Default with { BrokersOf = _ => [1001, 1002, 1003, 1005] } },
        { "pin", PlanOptions.Default with { PinFilter = p => p.Partition == 0 } },
        { "topics", PlanOptions.Default with { TopicFilter = _ => true } },
        { "replication-factor", PlanOptions.Default with { ReplicationFactorOf = _ => 2 } },
        { "max-moves", PlanOptions.Default with { Budget = new MoveBudget(Moves: 1) } },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Plan_AnOptionLimitsIt_ClaimsTheBestWithinTheOptionsOnly(string option, PlanOptions options)
    {
        var text = ReportOf.Plan(TwoOfThreeInOneRack.BuildRequest(options)).Headline.Plan;

        text.ShouldEndWith("; within the options given no better plan exists, and that is proven.", Case.Sensitive, option);
        if (options.Roles != GivenRoles.None || options.BrokersOf is not null)
        {
            text.ShouldNotContain("as well as the racks allow", Case.Sensitive, option);
        }
    }

    [Fact]
    public void Plan_NothingToDoForCordonedBrokers_ClaimsBalanceWithinTheOptionsOnly()
    {
        var request = ClusterBuilder.Brokers(3).Racks("a", "a", "b").Topic("t", [1001, 1002], [1002, 1001])
            .BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Cordoned = [1003] } });

        ReportOf.Plan(request).Headline.Plan.ShouldBe("Already balanced within the options given: the plan is empty.");
    }

    [Fact]
    public void Plan_BrokersThatKafkaHasCordoned_ClaimsTheBestForThemOnly()
    {
        var request = TwoOfThreeInOneRack.BuildRequest();
        var report = ReportOf.Plan(request with { Snapshot = Cordoned(request.Snapshot, 1006) });

        report.Headline.Plan.ShouldContain("spreads every partition as well as the racks and the cordoned brokers allow");
        report.Headline.Plan.ShouldEndWith("; within what the cordoned brokers allow no better plan exists, and that is proven.");
        report.Headline.Now.ShouldContain("could be spread better over the racks within what the cordoned brokers allow");
        report.Effects.Measures[0].Title.ShouldBe("Avoidable violations with cordoned brokers");
    }

    [Fact]
    public void Plan_NothingToDoForBrokersThatKafkaHasCordoned_ClaimsBalanceForThemOnly()
    {
        var request = ClusterBuilder.Brokers(3).Racks("a", "a", "b").Topic("t", [1001, 1002], [1002, 1001]).BuildRequest();

        ReportOf.Plan(request with { Snapshot = Cordoned(request.Snapshot, 1003) }).Headline.Plan
            .ShouldBe("Already balanced within what the cordoned brokers allow: the plan is empty.");
    }

    [Fact]
    public void Plan_CordonedByKafkaAndLimitedByOptions_NamesBoth()
    {
        var request = TwoOfThreeInOneRack.BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Cordoned = [1005] } });
        var report = ReportOf.Plan(request with { Snapshot = Cordoned(request.Snapshot, 1006) });

        report.Headline.Plan.ShouldEndWith(
            "; within what the options given and the cordoned brokers allow no better plan exists, and that is proven.");
        report.Effects.Measures[0].Title.ShouldBe("Avoidable violations within the options, with cordoned brokers");
    }

    [Theory]
    [InlineData("cordon")]
    [InlineData("only-to")]
    [InlineData("drain")]
    public void Plan_CordonedByKafkaAsTheOptionsAlreadySay_NamesTheOptionsOnly(string option)
    {
        var request = TwoOfThreeInOneRack.BuildRequest(PlanOptions.Default with
        {
            Roles = option switch
            {
                "cordon" => new GivenRoles { Cordoned = [1006] },
                "only-to" => new GivenRoles { OnlyTo = [1005] },
                _ => new GivenRoles { Draining = [1006] },
            },
        });

        ReportOf.Plan(request with { Snapshot = Cordoned(request.Snapshot, 1006) }).Headline.Plan.ShouldNotContain("cordoned");
    }

    [Fact]
    public void Plan_OnlyToABrokerOfATakenRack_CountsWithinTheOptionsAndSaysSo()
    {
        var report = ReportOf.Plan(TwoOfThreeInOneRack.BuildRequest(
            PlanOptions.Default with { Roles = new GivenRoles { OnlyTo = [1004] } }));

        report.Effects.After.Dimensions[0].SharingPartitions.ShouldBePositive();
        report.Effects.After.PartitionsWithAvoidableViolations.ShouldBe(0);
        ReportOf.Plan(TwoOfThreeInOneRack.BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { OnlyTo = [1005] } }))
            .Headline.Now.ShouldContain("could be spread better over the racks within the options given");
        report.Effects.Measures[0].Title.ShouldBe("Avoidable violations within the options");
        report.Notes.Single(n => n.Code == "spread-unreachable").Text
            .ShouldContain("every set of 3 brokers that may hold them has at least");
        MarkdownReport.Render(PlanReportLayout.Arrange(report)).ShouldContain("Spread: domains missing, avoidable or not");
    }

    [Fact]
    public void Proof_TopicOutsideItsBrokersAndNobodyDead_NamesNoDeadBroker()
    {
        var request = ClusterBuilder.Brokers(4).Racks(4).Topic("a", [1001, 1002, 1003], [1002, 1003, 1001])
            .Topic("b", [1001, 1002], [1002, 1001], [1001, 1002])
            .BuildRequest(PlanOptions.Default with { BrokersOf = t => t == "a" ? [1003, 1004] : null });

        var text = MarkdownReport.Render(PlanReportLayout.Arrange(ReportOf.Plan(request)));

        text.ShouldContain("Replicas left on brokers that they should leave");
        text.ShouldNotContain("dead or draining");
    }

    [Theory]
    [InlineData(1, "3 partitions are to have a single replica, which goes with its domain.")]
    [InlineData(2, "3 partitions are to have fewer replicas than now.")]
    public void Notes_LowerFactorLosesMore_SaysThatTheFactorIsWhy(int factor, string why)
    {
        var request = ClusterBuilder.Brokers(3).Racks(3).Topic("t", [1001, 1002, 1003], [1002, 1003, 1001], [1003, 1001, 1002])
            .BuildRequest(PlanOptions.Default with { ReplicationFactorOf = _ => factor });
        request = request with { Snapshot = AssumedMinInSyncReplicas.ApplyTo(request.Snapshot, 2) };

        ReportOf.Plan(request).Notes.Single(n => n.Code == "worse-loss").Text.ShouldEndWith(why);
    }

    [Theory]
    [InlineData(0, 2, "2 partitions were being reassigned when the cluster was read (t-0, t-1). The plan counts their lists as they will "
        + "be when that ends, and does not change them.")]
    [InlineData(0, 1, "1 partition was being reassigned when the cluster was read (t-0). The plan counts its list as it will be when that "
        + "ends, and does not change it.")]
    [InlineData(1, 1, "1 partition was being reassigned when the cluster was read (t-0). The plan counts its list as it will be when that "
        + "ends, and changes it: let that reassignment finish first, since applying the plan with another tool now would override it.")]
    [InlineData(1, 3, "3 partitions were being reassigned when the cluster was read (t-0, t-1, t-2). The plan counts their lists as they "
        + "will be when that ends, and changes 1 of them (t-0): let that reassignment finish first, since applying the plan with "
        + "another tool now would override it.")]
    [InlineData(2, 2, "2 partitions were being reassigned when the cluster was read (t-0, t-1). The plan counts their lists as they will "
        + "be when that ends, and changes them: let those reassignments finish first, since applying the plan with another "
        + "tool now would override them.")]
    public void Notes_ReassignmentsInFlight_SayHowManyAndWhichOfThemThePlanChanges(int changed, int inFlight, string said)
    {
        int[][] lists = [changed > 0 ? [1001, 1002] : [1001, 1003], changed > 1 ? [1002, 1001] : [1002, 1003], [1003, 1001]];
        var request = ClusterBuilder.Brokers(3).Racks("a", "a", "b").Topic("t", lists)
            .BuildRequest(PlanOptions.Default with { Aim = PlanAim.Repair });
        var topic = request.Snapshot.Topics[0];
        request = request with
        {
            Snapshot = request.Snapshot with
            {
                Topics = [topic with
                {
                    Partitions = [.. topic.Partitions.Select(p => new PartitionSnapshot(
                        p.Partition, p.Replicas, p.Leader, p.Isr, p.Size, p.Partition < inFlight ? PartitionHealth.Reassigning : default))],
                }],
            },
        };

        var report = ReportOf.Plan(request);

        report.Outcome.Changes.Length.ShouldBe(changed);
        report.Notes.Single(n => n.Code == "in-flight").Text.ShouldBe(said);
        MarkdownReport.Render(PlanReportLayout.Arrange(report)).ShouldContain(" being reassigned");
    }

    [Fact]
    public void Roles_BrokerNamedDeadThatHoldsNothing_IsNamedToo()
    {
        var request = ClusterBuilder.Brokers(4).Racks(4).Topic("t", [1001, 1002], [1002, 1003])
            .BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Dead = [1001, 1004] } });

        PlanReportLayout.Arrange(ReportOf.Plan(request)).Lines.ShouldContain("Dead: brokers 1001, 1004.");
    }

    [Theory]
    [InlineData(4, "FD")]
    [InlineData(6, "FD,UD")]
    public void Notes_MoreReplicasThanDomains_NamesThatAsTheReason(int factor, string dimensions)
    {
        // Three FDs and five UDs.
        var request = ClusterBuilder.Brokers(15).Grid(3, 5)
            .Topic("t", [1001, 1005, 1009], [1005, 1009, 1010])
            .BuildRequest(PlanOptions.Default with { ReplicationFactorOf = _ => factor });

        var notes = ReportOf.Plan(request).Notes.Where(n => n.Code.StartsWith("worse-sharing.", StringComparison.Ordinal)).ToList();

        notes.Select(n => n.Code).ShouldBe(dimensions.Split(',').Select(d => $"worse-sharing.{d}"));
        notes.ShouldAllBe(n => n.Text.EndsWith(
            ": where a partition has more live replicas than there are domains that may hold them, some share one."));
    }

    [Theory]
    [InlineData(0, "the spread is judged over all dimensions together, and over all together it does not get worse.")]
    [InlineData(1, "plans are judged by the spread over all dimensions together, not by each.")]
    public void Notes_OneDimensionGetsWorse_ClaimsThatAllTogetherDoNotOnlyWhereThatIsSo(int sharingUdAfter, string why)
    {
        var outcome = PlanExamples.Outcome with
        {
            Before = PlanExamples.Outcome.Before with { Dimensions = [new("FD", 0, 0), new("UD", 1, 0)] },
            After = PlanExamples.Outcome.After with { Dimensions = [new("FD", 1, 0), new("UD", sharingUdAfter, 0)] },
        };

        ReportOf.Plan(PlanExamples.Request, outcome).Notes.Single(n => n.Code == "worse-sharing.FD").Text.ShouldEndWith(": " + why);
    }

    [Fact]
    public void Plan_FewerBrokersHoldMoreEvenNumbers_NamesReplicasAndNoGainThatIsNone()
    {
        var request = ClusterBuilder.Brokers(4).Racks(4)
            .Topic("t", [1001, 1002], [1001, 1002], [1001, 1002], [1001, 1003], [1002, 1001], [1004, 1001])
            .BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Draining = [1004] } });

        var headline = ReportOf.Plan(request).Headline.Plan;

        headline.ShouldContain("gives each broker 4 replicas instead of 1 to 6");
        headline.ShouldNotContain("preferred leaders instead");
    }

    [Theory]
    [InlineData(0, 5, 0, 5, false)]
    [InlineData(0, 5, 1, 5, true)]
    [InlineData(0, 5, 0, 6, false)]
    public void Plan_LeadersMoreEven_IsAGainOnlyWhereTheNumbersDiffer(int min, int max, int minAfter, int maxAfter, bool isNamed)
    {
        var (before, after) = (PlanExamples.Outcome.Before, PlanExamples.Outcome.After);
        var outcome = PlanExamples.Outcome with
        {
            Before = before with { Leaders = new LoadRange(min, max), LeaderSumOfSquares = 50 },
            After = after with
            {
                Replicas = before.Replicas,
                ReplicaSumOfSquares = before.ReplicaSumOfSquares,
                Leaders = new LoadRange(minAfter, maxAfter),
                LeaderSumOfSquares = 40,
            },
        };

        ReportOf.Plan(PlanExamples.Request, outcome).Headline.Plan.Contains("preferred leaders instead", StringComparison.Ordinal)
            .ShouldBe(isNamed);
    }

    private static ClusterSnapshot Cordoned(ClusterSnapshot snapshot, int id) => snapshot with
    {
        Brokers = [.. snapshot.Brokers.Select(b => b.Id == id ? b with { Cordoned = true } : b)],
    };

    private static ClusterBuilder TwoOfThreeInOneRack => ClusterBuilder.Brokers(6).Racks("a", "a", "b", "b", "c", "c")
        .Topic("t", [1001, 1002, 1003], [1002, 1001, 1003], [1001, 1002, 1003]);
}
