using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>New brokers that take the places of old ones, and nothing else.</summary>
public sealed class ReplacementTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_EmptyBrokerOfTheSameDomains_IsARenaming(bool oldIsDead)
    {
        var cluster = ClusterBuilder.Brokers(6).Grid(3, 2).Topic("a", 24, 3).Topic("b", 9, 2).Add(1007, "FD1UD1");
        var request = (oldIsDead ? cluster.Dead(1002) : cluster).BuildRequest(Replace((1002, 1007)));

        var plan = Plan(request);

        foreach (var topic in request.Snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var expected = partition.Replicas.Select(id => id == 1002 ? 1007 : id).ToImmutableArray();
                After(plan, topic.Name, partition.Partition, partition.Replicas).ShouldBe(expected);
            }
        }

        plan.MoveCount.ShouldBe(request.Snapshot.Topics.Sum(t => t.Partitions.Count(p => p.Replicas.Contains(1002))));
        plan.Goals.ShouldAllBe(g => g.Proven);
        plan.Goals[Goal.Leaving].Value.ShouldBe(0);
        plan.Notes.ShouldNotContain(n => n.Code.StartsWith("replacement"));
    }

    [Fact]
    public void Plan_NewBrokerHoldsThePartition_OnlyThatPlaceGoesElsewhere()
    {
        var request = ClusterBuilder.Brokers(4).Racks("a", "b", "c", "b")
            .Topic("t", [1002, 1001, 1003], [1002, 1004, 1003]).Add(1005, "b").BuildRequest(Replace((1002, 1004)));

        var plan = Plan(request);

        After(plan, "t", 0, [1002, 1001, 1003]).ShouldBe([1004, 1001, 1003]);

        // 1004 is in the list already; the best rack of those left is none of its own ("a" is missing there), so 1001 takes the first
        // place.
        After(plan, "t", 1, [1002, 1004, 1003]).ShouldBe([1001, 1004, 1003]);
        plan.Notes.Single(n => n.Code == "replacement-holds").Text.ShouldContain("t-1");
    }

    [Fact]
    public void Plan_NewBrokerWouldSpreadWorse_TheLoadsAreEvenedTogether()
    {
        // 1004 sits in rack "a" as 1001 does; three lists hold 1001 beside 1002, whose rack "b" has two other brokers.
        var request = ClusterBuilder.Brokers(3).Racks("a", "b", "c").Add(1004, "a").Add(1005, "b").Add(1006, "b")
            .Topic("t", [1002, 1001], [1001, 1002], [1002, 1001], [1001, 1002], [1002, 1003]).BuildRequest(Replace((1002, 1004)));

        var plan = Plan(request);

        After(plan, "t", 4, [1002, 1003]).ShouldBe([1004, 1003]);
        var filled = Enumerable.Range(0, 4)
            .Select(p => After(plan, "t", p, request.Snapshot.Topics[0].Partitions[p].Replicas).Single(id => id != 1001)).ToArray();
        filled.ShouldBeSubsetOf([1003, 1005, 1006]);
        plan.After.Brokers.Where(b => b.BrokerId is 1003 or 1005 or 1006).Sum(b => b.Replicas).ShouldBe(5);
        plan.After.Brokers.Where(b => b.BrokerId is 1003 or 1005 or 1006).Max(b => b.Replicas).ShouldBe(2);
        plan.Notes.Single(n => n.Code == "replacement-spreads-worse").Text.ShouldStartWith("4 partitions");
    }

    [Fact]
    public void Plan_OldDeadBrokerAloneInItsDomain_CountsWhereItStood()
    {
        // Two racks are left, so a list of three can reach no more than two of them; but it had three.
        var request = ClusterBuilder.Brokers(5)
            .Racks("a", "b", "c", "a", "b").Topic("t", [1001, 1002, 1003]).Dead(1003).BuildRequest(Replace((1003, 1004)));

        var plan = Plan(request);

        plan.Notes.Single(n => n.Code == "replacement-spreads-worse").Text.ShouldContain("t-0");
        After(plan, "t", 0, [1001, 1002, 1003])[..2].ShouldBe([1001, 1002]);
        new[] { 1004, 1005 }.ShouldContain(After(plan, "t", 0, [1001, 1002, 1003])[2]);
    }

    [Fact]
    public void Plan_DomainOfTheOldDeadBrokerIsNotKnown_CountsWhereTheNewOneSits()
    {
        // 1002 lives and has no rack either.
        var request = ClusterBuilder.Brokers(5)
            .Racks("a", null, null, "a", "b").Topic("t", [1001, 1002, 1003]).Dead(1003).BuildRequest(Replace((1003, 1004)));

        var plan = Plan(request);

        After(plan, "t", 0, [1001, 1002, 1003]).ShouldBe([1001, 1002, 1004]);
        plan.Notes.ShouldNotContain(n => n.Code == "replacement-spreads-worse");
    }

    [Fact]
    public void Plan_DomainOfTheOldLiveBrokerIsNotKnown_IsOneOfItsOwn()
    {
        var request = ClusterBuilder.Brokers(5)
            .Racks("a", "b", null, "a", "b").Topic("t", [1001, 1002, 1003]).BuildRequest(Replace((1003, 1004)));

        Plan(request).Notes.Single(n => n.Code == "replacement-spreads-worse").Text.ShouldContain("t-0");
    }

    [Fact]
    public void Plan_NoBrokerCanTakeThePlace_LeavesThePartitionAlone()
    {
        var options = Replace((1001, 1003)) with { Roles = new() { Cordoned = [1004] } };
        var request = ClusterBuilder.Brokers(4).Topic("t", [1001, 1002, 1003], [1002, 1001]).BuildRequest(options);

        var plan = Plan(request);

        plan.Notes.ShouldContain(n => n.Text.Contains("t-0") && n.Text.Contains("not changed"));
        plan.Changes.Single().After.ShouldBe([1002, 1003]);
        plan.Goals[Goal.Leaving].Value.ShouldBe(1);
    }

    [Fact]
    public void Plan_TwoExceptionsInOneList_NeverGetTheSameBroker()
    {
        var request = ClusterBuilder.Brokers(6).Topic("t", [1001, 1002, 1003, 1004]).BuildRequest(Replace((1001, 1003), (1002, 1004)));

        var plan = Plan(request);

        var after = plan.Changes.Single().After;
        after.Order().ShouldBe([1003, 1004, 1005, 1006]);
        after[2..].ShouldBe([1003, 1004]);
    }

    [Theory]
    [InlineData(1, 1009, "1009")]
    [InlineData(1001, 1004, "1004")]
    [InlineData(1001, 1001, "itself")]
    public void Plan_ReplacementThatCannotBe_IsAnInputError(int oldBroker, int newBroker, string said) =>
        Should.Throw<InputException>(() => Plan(
            ClusterBuilder.Brokers(4).Dead(1004).Topic("t", 4, 2).BuildRequest(Replace((oldBroker == 1 ? 1002 : oldBroker, newBroker)))))
            .Message.ShouldContain(said);

    [Theory]
    [InlineData("dead")]
    [InlineData("excluded")]
    public void Plan_NewBrokerThatReceivesNothing_IsAnInputError(string role)
    {
        var roles = role == "dead" ? new GivenRoles { Dead = [1004] } : new GivenRoles { Excluded = [1004] };
        var request = ClusterBuilder.Brokers(4).Topic("t", 4, 2).BuildRequest(Replace((1001, 1004)) with { Roles = roles });

        Should.Throw<InputException>(() => Plan(request)).Message.ShouldContain($"it is {role} and receives nothing");
    }

    [Fact]
    public void Plan_NoBrokerSpreadsAsWellAsTheOldOneDid_IsStillValid()
    {
        // Both brokers of FD 2 go: beside 1006 (FD 1, UD 3) any other one shares a domain.
        var request = ClusterBuilder.Brokers(6).Racks("FD1UD1", "FD0UD3", "FD2UD0", "FD1UD0", "FD2UD3", "FD1UD3").Topic("t", [1003, 1006])
            .BuildRequest(Replace((1005, 1002), (1003, 1004)));

        var plan = Plan(request);

        plan.Changes.Single().After[1].ShouldBe(1006);
        plan.Goals[Goal.Spread].Value.ShouldBe(1);
    }

    [Fact]
    public void Plan_SeveralDeadBrokersInOneList_KeepTheirPlaces()
    {
        // 1003 and 1005 are gone and only 1003 is replaced: 1005 stays where it is.
        var request = ClusterBuilder.Brokers(5).Topic("t", [1001, 1003, 1005]).Dead(1003, 1005).BuildRequest(Replace((1003, 1004)));

        var plan = Plan(request);

        plan.Changes.Single().After.ShouldBe([1001, 1004, 1005]);
        plan.Goals[Goal.Leaving].Value.ShouldBe(1);
    }

    [Fact]
    public void Plan_DeadBrokerComesFirst_TheFirstLiveReplicaLeads()
    {
        var request = ClusterBuilder.Brokers(5).Topic("t", [1005, 1001, 1002], [1003, 1002, 1001]).Dead(1005).BuildRequest(
            Replace((1001, 1004)));

        var plan = Plan(request);

        plan.Changes.Select(c => string.Join(',', c.After)).ShouldBe(["1005,1004,1002", "1003,1002,1004"]);
        plan.After.Brokers.Single(b => b.BrokerId == 1004).Leaders.ShouldBe(1);
        plan.Goals[Goal.Leaders].Value.ShouldBe(2);
        plan.Goals[Goal.LeaderChanges].Value.ShouldBe(0);
    }

    [Fact]
    public void Plan_SeveralOldBrokersToOneNew_IsAnInputError() =>
        Should.Throw<InputException>(() => Plan(
            ClusterBuilder.Brokers(4).Topic("t", 4, 2).BuildRequest(Replace((1001, 1004), (1002, 1004))))).Message.ShouldContain("several");

    private static PlanOptions Replace(params (int Old, int New)[] pairs) =>
        PlanOptions.Default with { Replacements = [.. pairs.Select(p => new BrokerReplacement(p.Old, p.New))] };

    private static ImmutableArray<int> After(PlanOutcome plan, string topic, int partition, ImmutableArray<int> before) =>
        plan.Changes.SingleOrDefault(c => c.TopicPartition == new TopicPartition(topic, partition))?.After ?? before;

    private static PlanOutcome Plan(PlanRequest request)
    {
        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
        PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
        return plan;
    }
}
