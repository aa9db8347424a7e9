using Rebalancer.Planning;
using Rebalancer.Reports.Building;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>Where to add brokers, which to spare, and what would make the impossible possible.</summary>
public sealed class AdviceTests
{
    [Fact]
    public void Advise_OneFaultDomainTooFew_TheNewBrokerBelongsThere()
    {
        // FD 0 and 1 have two brokers each, FD 2 has one: with three replicas in three FDs its broker holds twice the others' load.
        var advice = Advise(ClusterBuilder.Brokers(5).Racks("FD0UD0", "FD1UD1", "FD2UD2", "FD0UD1", "FD1UD2").Topic("t", 30, 3), add: 1);

        advice.AllCompared.ShouldBeTrue();
        advice.ComparedCount.ShouldBe(9);
        var best = advice.Choices[0];
        best.Brokers.Single().BrokerId.ShouldBe(1006);
        best.Brokers.Single().Domains[0].ShouldBe("2");
        best.Plan.After.Replicas.ShouldBe(new LoadRange(15, 15));
        best.Plan.Goals.ShouldAllBe(g => g.Proven);
        advice.Choices.Length.ShouldBe(5);
        advice.Choices[^1].Plan.After.ReplicaSumOfSquares.ShouldBeGreaterThan(best.Plan.After.ReplicaSumOfSquares);
        var change = advice.SmallestChanges.Single();
        change.Wish.ShouldBe(AdviceWish.EqualLoads);
        change.Brokers.Single().Domains[0].ShouldBe("2");
        change.IsSmallest.ShouldBeTrue();
    }

    [Fact]
    public void Advise_ThreeReplicasOverTwoFaultDomains_WantsAThird()
    {
        var request = new AdviceRequest(ClusterBuilder.Brokers(6).Grid(2, 3).Topic("t", 12, 3).BuildRequest());
        var advice = new Planner().Advise(request);

        advice.Choices.ShouldBeEmpty();
        AdviceReportBuilder.Build(request, advice).Summary.ShouldBe(
            "The cluster's present brokers do not allow a domain of its own for every replica; the lines below say what more brokers would "
            + "do.");
        var change = advice.SmallestChanges.First(c => c.Wish == AdviceWish.OwnDomains);
        change.Replicas.ShouldBe(12);
        change.Brokers.Single().Domains[0].ShouldBe("2");
        change.IsSmallest.ShouldBeTrue();
    }

    [Fact]
    public void Advise_ReplicationFactorIsToBeRaised_WantsARackForEachOfTheNewOne()
    {
        var raise = PlanOptions.Default with { ReplicationFactorOf = _ => 4 };
        var advice = new Planner().Advise(new(ClusterBuilder.Brokers(6).Racks(3).Topic("t", 12, 3).BuildRequest(raise)));

        var change = advice.SmallestChanges.First(c => c.Wish == AdviceWish.OwnDomains);
        change.Replicas.ShouldBe(12);
        change.Brokers.Single().Domains.ShouldBe(["new 1"]);
    }

    [Theory]
    [InlineData("0", "2", "3")]
    [InlineData("7", "5", "8")]
    [InlineData("a", "7", "new 1")]
    [InlineData("new 1", "b", "new 2")]
    public void Advise_RackThatIsToCome_HasANameThatNoRackHas(string first, string second, string name)
    {
        var request = ClusterBuilder.Brokers(4).Racks(first, second, first, second).Topic("t", 4, 3).BuildRequest();

        var advice = new Planner().Advise(new(request));

        advice.SmallestChanges.First(c => c.Wish == AdviceWish.OwnDomains).Brokers.Single().Domains.ShouldBe([name]);
    }

    [Fact]
    public void Advise_GridWithoutThreeDisjointCells_NamesTheCellThatOpensOne()
    {
        // Three FDs and three UDs, but no three brokers that differ in both.
        var advice = Advise(ClusterBuilder.Brokers(4).Racks("FD0UD0", "FD0UD1", "FD1UD2", "FD2UD2").Topic("t", 8, 3));

        var change = advice.SmallestChanges.First(c => c.Wish == AdviceWish.OwnDomains);
        change.IsSmallest.ShouldBeTrue();
        string[] racks = [
            "FD0UD0", "FD0UD1", "FD1UD2", "FD2UD2", $"FD{change.Brokers.Single().Domains[0]}UD{change.Brokers.Single().Domains[1]}"
        ];
        new Planner().Plan(ClusterBuilder.Brokers(5).Racks(racks).Topic("t", 8, 3).BuildRequest()).After.Dimensions
            .ShouldAllBe(d => d.SharingPartitions == 0);
    }

    [Fact]
    public void Advise_Remove_SparesTheBrokerThatIsNeededLeast()
    {
        var advice = Advise(ClusterBuilder.Brokers(4).Racks("a", "b", "c", "c").Topic("t", 12, 3), remove: 1);

        advice.Choices[0].Brokers.Single().BrokerId.ShouldBeOneOf(1003, 1004);
        advice.Choices[0].Plan.After.DrainingReplicas.ShouldBe(0);
        advice.Choices[0].Plan.After.Replicas.ShouldBe(new LoadRange(12, 12));
        advice.Choices[^1].Brokers.Single().BrokerId.ShouldBeOneOf(1001, 1002);
    }

    [Fact]
    public void Advise_RemoveMoreThanTheReplicationFactorLeaves_SaysWhatFindsNoPlace()
    {
        var advice = Advise(ClusterBuilder.Brokers(3).Topic("t", 6, 2).Topic("u", 2, 3), remove: 1);

        advice.Choices.ShouldBeEmpty();
        advice.WhyNone.ShouldBe(
            "None of 3 brokers can be taken away: at least 2 replicas would find no other place "
            + "(2 partitions of replication factor 3, but only 2 brokers may hold them).");
    }

    [Fact]
    public void Advise_RemoveSoMany_SaysHowManyCanBe()
    {
        var request = new AdviceRequest(ClusterBuilder.Brokers(9).Topic("t", 84, 3).BuildRequest()) { Remove = 7 };

        var advice = new Planner().Advise(request);

        advice.Choices.ShouldBeEmpty();
        (advice.ComparedCount, advice.ChoiceCount, advice.AllCompared).ShouldBe((1, 36L, true));
        advice.WhyNone.ShouldNotBeNull().ShouldMatch(
            @"^No 7 of 9 brokers can be taken away: at least \d+ replicas would find no other place "
            + @"\(84 partitions of replication factor 3, but only 2 brokers may hold them\)\. 6 brokers can be taken away\.$");
        AdviceReportBuilder.Build(request, advice).Summary.ShouldBe(advice.WhyNone);
        new Planner().Advise(request with { Remove = 6 }).Choices.ShouldNotBeEmpty();
    }

    [Fact]
    public void Advise_SomeChoicesCannotBe_ListsTheOthersOnly()
    {
        // A topic that only three brokers may hold: none of these can go.
        var plan = ClusterBuilder.Brokers(5).Topic("t", 10, 3).BuildRequest();
        plan = plan with { Options = plan.Options with { BrokersOf = _ => [1001, 1002, 1003] } };

        var advice = new Planner().Advise(new AdviceRequest(plan) { Remove = 1 });

        advice.Choices.ShouldNotBeEmpty();
        advice.Choices.ShouldAllBe(c => c.Plan.After.DrainingReplicas == 0 && c.Brokers.Single().BrokerId > 1003);
    }

    [Fact]
    public void Advise_OneBrokerOfARackHoldsWhatCannotMove_SparesAnother()
    {
        // Brokers of one rack differ in more than moves where one of them has what no plan may move.
        var plan = ClusterBuilder.Brokers(3).Topic("pinned", [1001]).Topic("t", [1002, 1003], [1002, 1003], [1002, 1003]).BuildRequest();
        plan = plan with { Options = plan.Options with { PinFilter = partition => partition.Topic == "pinned" } };

        var advice = new Planner().Advise(new AdviceRequest(plan) { Remove = 1 });

        advice.Choices.Single().Brokers.Single().BrokerId.ShouldNotBe(1001);
    }

    [Theory]
    [InlineData(5, 2, 10, "all 10 choices were compared, those of the same domains as one).")]
    [InlineData(12, 7, 792, " of 792 choices were compared).", true)]
    [InlineData(2, 1, 2, "all 2 choices were compared, those of the same domains as one).")]
    [InlineData(9, 7, 36, "all 36 choices were compared).", true)]
    public void Advise_Remove_CountsTheChoicesAskedFor(int brokers, int remove, long choices, string said, bool racks = false)
    {
        var cluster = ClusterBuilder.Brokers(brokers);
        cluster = racks ? cluster.Racks([.. Enumerable.Range(0, brokers).Select(b => $"r{b}")]) : cluster;
        var request = new AdviceRequest(cluster.Topic("t", 24, 1).BuildRequest()) { Remove = remove };

        var advice = new Planner().Advise(request);

        advice.ChoiceCount.ShouldBe(choices);
        AdviceReportBuilder.Build(request, advice).Summary.ShouldEndWith(said);
    }

    [Fact]
    public void Advise_OneChoice_IsSaidInGrammar()
    {
        var request = new AdviceRequest(ClusterBuilder.Brokers(3).Topic("t", 8, 2).BuildRequest()) { Add = 1 };

        AdviceReportBuilder.Build(request, new Planner().Advise(request)).Summary.ShouldEndWith("(the only choice there is).");
    }

    [Fact]
    public void Advise_SeveralBrokers_ComparesAllCombinations()
    {
        var advice = Advise(ClusterBuilder.Brokers(6).Racks("a", "a", "a", "b", "b", "c").Topic("t", 60, 3), add: 3);

        advice.AllCompared.ShouldBeTrue();
        advice.Choices[0].Brokers.Select(b => b.Domains[0]).ShouldBe(["b", "c", "c"]);
        advice.Choices[0].Plan.After.Replicas.Range.ShouldBe(0);
    }

    [Fact]
    public void Advise_NoRacks_HasOneChoice()
    {
        var advice = Advise(ClusterBuilder.Brokers(3).Topic("t", 8, 2), add: 1);

        advice.Choices.Single().Plan.After.Replicas.ShouldBe(new LoadRange(4, 4));
        advice.SmallestChanges.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, 1, "not both")]
    [InlineData(-1, 0, "Add is -1")]
    [InlineData(0, 21, "Remove is 21")]
    [InlineData(0, 4, "at least one must stay")]
    public void Advise_WhatCannotBe_IsAnInputError(int add, int remove, string said) =>
        Should.Throw<InputException>(() => Advise(ClusterBuilder.Brokers(4).Topic("t", 8, 2), add, remove)).Message.ShouldContain(said);

    private static Advice Advise(ClusterBuilder cluster, int add = 0, int remove = 0) =>
        new Planner().Advise(new(cluster.BuildRequest()) { Add = add, Remove = remove });
}
