using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>New topics and partitions: where they go, and what stays as it is.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void Place_NewTopic_IsSpreadEvenAndProven()
    {
        var placed = Place(ClusterBuilder.Brokers(9).Grid(3, 3).Topic("old", 9, 3), NewPartitions.OfNewTopic("new", 18, 3));

        placed.Partitions.Select(p => p.TopicPartition.Partition).ShouldBe(Enumerable.Range(0, 18));
        placed.Partitions.ShouldAllBe(p => p.Replicas.Length == 3 && p.Replicas.Distinct().Count() == 3);
        placed.Partitions.SelectMany(p => p.Replicas).CountBy(b => b).ShouldAllBe(c => c.Value == 6);
        placed.Partitions.CountBy(p => p.Replicas[0]).ShouldAllBe(c => c.Value == 2);
        placed.After.Dimensions.Sum(d => d.MissingDomains).ShouldBe(placed.Before.Dimensions.Sum(d => d.MissingDomains));
        placed.After.Replicas.Range.ShouldBe(0);
        placed.After.Leaders.Range.ShouldBe(0);
        placed.Goals.ShouldAllBe(g => g.Proven);
        placed.Goals.Find(Goal.Moves).ShouldBeNull();
    }

    [Fact]
    public void Place_UnevenCluster_TheTotalsComeOutEven()
    {
        // 1001 to 1003 hold six replicas each and lead two partitions each; 1004 to 1006 are new.
        var placed = Place(
            ClusterBuilder.Brokers(3).Topic("old", 6, 3).Add(1004).Add(1005).Add(1006), NewPartitions.OfNewTopic("new", 9, 2));

        placed.After.Replicas.ShouldBe(new LoadRange(6, 6));
        placed.Partitions.SelectMany(p => p.Replicas).ShouldAllBe(b => b >= 1004);
        var uneven = placed.Notes.Single(n => n.Code == "topic-uneven");
        uneven.Kind.ShouldBe(PlanNoteKind.Warning, "it stands above the tables");
        uneven.Text.ShouldContain("0 to 6");
        uneven.Text.ShouldContain("--only-to");
    }

    [Fact]
    public void Place_MorePartitions_GoOnFromTheLastAndHaveTheTopicsReplicationFactor()
    {
        var placed = Place(ClusterBuilder.Brokers(4).Grid(2, 2).Topic("t", 3, 2).Topic("u", 1, 1), NewPartitions.AddedTo("t", 5));

        placed.Partitions.Select(p => (p.TopicPartition.Topic, p.TopicPartition.Partition))
            .ShouldBe(Enumerable.Range(3, 5).Select(n => ("t", n)));
        placed.Partitions.ShouldAllBe(p => p.Replicas.Length == 2);
        placed.After.Replicas.Range.ShouldBeLessThanOrEqualTo(1);
        placed.After.Brokers.Sum(b => b.Replicas).ShouldBe(placed.Before.Brokers.Sum(b => b.Replicas) + 10);
    }

    [Fact]
    public void Place_SeveralTopics_ArePlacedTogether()
    {
        var placed = Place(
            ClusterBuilder.Brokers(6).Grid(3, 2).Topic("old", 4, 2),
            NewPartitions.OfNewTopic("z", 5, 3), NewPartitions.OfNewTopic("a", 7, 2), NewPartitions.AddedTo("old", 2));

        placed.Partitions.Select(p => p.TopicPartition.Topic).Distinct().ShouldBe(["a", "old", "z"]);
        placed.Partitions.Length.ShouldBe(14);
        placed.After.Replicas.Range.ShouldBeLessThanOrEqualTo(1);
        placed.Goals.ShouldAllBe(g => g.Proven);
    }

    [Fact]
    public void Place_Roles_OnlyMembersReceive()
    {
        var cluster = ClusterBuilder.Brokers(8).Topic("old", 8, 3);
        var roles = new GivenRoles { Draining = [1001], Cordoned = [1002], Excluded = [1003], Dead = [1004] };

        var placed = new Planner().Place(
            new(cluster.Build(), cluster.BuildTopology(), [NewPartitions.OfNewTopic("new", 6, 3)]) { Roles = roles });

        placed.Partitions.SelectMany(p => p.Replicas).ShouldAllBe(b => b >= 1005);
        placed.Notes.ShouldNotContain(n => n.Code == "stays-on-leaving");
    }

    [Fact]
    public void Place_BrokerSet_IsKept()
    {
        var cluster = ClusterBuilder.Brokers(6).Topic("old", 6, 2);

        var placed = new Planner().Place(new(cluster.Build(), cluster.BuildTopology(), [NewPartitions.OfNewTopic("new", 6, 2)])
        {
            BrokersOf = topic => topic == "new" ? ImmutableArray.Create(1002, 1004, 1006) : null,
        });

        placed.Partitions.SelectMany(p => p.Replicas).CountBy(b => b).OrderBy(c => c.Key).Select(c => (c.Key, c.Value))
            .ShouldBe([(1002, 4), (1004, 4), (1006, 4)]);
    }

    [Fact]
    public void Place_TwiceTheSame_IsTheSame()
    {
        var cluster = ClusterBuilder.Brokers(7).Grid(3, 2).Topic("old", 20, 3);

        var first = Place(cluster, NewPartitions.OfNewTopic("new", 31, 3));

        Place(cluster, NewPartitions.OfNewTopic("new", 31, 3)).Partitions.ShouldBe(first.Partitions);
    }

    [Fact]
    public void Place_PartitionsOfDifferentFactors_AreSaid()
    {
        var placed = Place(ClusterBuilder.Brokers(4).Topic("t", [1001, 1002], [1002, 1003, 1004]), NewPartitions.AddedTo("t", 1));

        placed.Partitions.Single().Replicas.Length.ShouldBe(2);
        placed.Notes.Single(n => n.Code == "mixed-rf").Text.ShouldContain("topic t");
    }

    [Theory]
    [InlineData("t", 3, 2, "exists already")]
    [InlineData("a.b", 3, 2, "a_b")]
    [InlineData("no good", 3, 2, "no good")]
    [InlineData("new", 0, 2, "0 partitions")]
    [InlineData("new", 3, 0, "replication factor of 0")]
    [InlineData("new", 3, 9, "replication factor of 9")]
    [InlineData("new", 2_000_000, 2, "2,000,000")]
    [InlineData("new", 3, null, "no such topic")]
    public void Place_WhatCannotBe_IsAnInputError(string topic, int count, int? factor, string said) =>
        Should.Throw<InputException>(
            () => Place(ClusterBuilder.Brokers(4).Topic("t", 4, 2).Topic("a_b", 1, 1), new NewPartitions(topic, count, factor)))
            .Message.ShouldContain(said);

    [Fact]
    public void Place_TooFewBrokersReceive_IsAnInputErrorWithTheNumbers()
    {
        var cluster = ClusterBuilder.Brokers(4).Topic("t", 4, 2);
        var request = new PlacementRequest(cluster.Build(), cluster.BuildTopology(), [NewPartitions.OfNewTopic("new", 3, 3)])
        {
            Roles = new() { OnlyTo = [1001, 1002] },
        };

        Should.Throw<InputException>(() => new Planner().Place(request)).Message.ShouldContain("only 2 brokers");
    }

    [Fact]
    public void Place_SameTopicTwice_IsAnInputError() =>
        Should.Throw<InputException>(
            () => Place(ClusterBuilder.Brokers(4), NewPartitions.OfNewTopic("a", 1, 1), NewPartitions.OfNewTopic("a", 2, 1)))
            .Message.ShouldContain("twice");

    private static PlacementOutcome Place(ClusterBuilder cluster, params NewPartitions[] partitions) =>
        new Planner().Place(new(cluster.Build(), cluster.BuildTopology(), [.. partitions]));
}
